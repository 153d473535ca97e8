"""Refusals of the staff shell."""

from kernel.errors import Conflict, NotAllowed, RuleViolation


class JobIsOver(Conflict):
    """The job was not cancelled: it has already ended ({status})."""


class JobOfSomebodyElse(NotAllowed):
    """The job was not cancelled: somebody else started it, so only they can cancel it."""


class ResultNotThere(Conflict):
    """There is no file to download: the job has made none, or it has expired. Start it again."""


class ResultOutOfReach(NotAllowed):
    """The file was not downloaded: since it was made you have lost a right or a place it needs.
    Ask an admin, or make the file again."""


class UnknownJobKind(RuleViolation):
    """The job was not started: nothing here knows how to do "{kind}"."""


class FormKeyReused(Conflict):
    """Nothing was saved: this form was already sent with other content. Open it again."""
