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


class ImportNotAllowed(NotAllowed):
    """The file was not imported: your role may not import this. Ask an admin."""


class ImportOfSomebodyElse(NotAllowed):
    """Nothing was changed: somebody else uploaded this file, so only they can go on with it."""


class UnknownOption(RuleViolation):
    """The file was not uploaded: choose {label} from the list."""


class ImportNotCheckable(Conflict):
    """The file was not checked: it is {status}. Upload it again to start anew."""


class ColumnsIncomplete(RuleViolation):
    """The file was not checked. {faults}"""


class ImportNotReady(Conflict):
    """The file was not applied: it is {status}, and only a checked file without errors is applied."""


class FileGone(Conflict):
    """The file is no longer kept: its time is over. Upload it again."""


class ImportNoLongerFits(Conflict):
    """Nothing more was applied: since the check something changed and {count} rows no longer fit, the
    first in row {row}: {text} Check the file again."""


class UnknownList(RuleViolation):
    """The view was not saved: there is no such list. Open the list again and save from there."""


class ViewNameMissing(RuleViolation):
    """The view was not saved: enter a name of at most 40 characters."""


class ViewNameTaken(Conflict):
    """The view was not saved: there is already one called "{name}". Choose another name."""


class TooManyViews(RuleViolation):
    """The view was not saved: this list has {limit} views already. Delete one first."""


class SharingNotAllowed(NotAllowed):
    """The view was not saved: your role may not share views with a team. Save it for yourself."""


class NotInTeam(NotAllowed):
    """The view was not saved: you are not in that team, so you cannot share views with it."""


class ViewGone(Conflict):
    """Nothing was changed: the view no longer exists, or it is not shared with you."""


class ViewOfSomebodyElse(NotAllowed):
    """Nothing was changed: {owner} made this view. Use "Save as" to keep one of your own."""


class ViewIsDefault(Conflict):
    """Nothing was changed: the list already opens with this view."""


class ViewNotDefault(Conflict):
    """Nothing was changed: the list does not open with this view."""


class ListUnknown(RuleViolation):
    """Nothing was exported: there is no list called {key}."""


class ExportNotAllowed(NotAllowed):
    """Nothing was exported: your role may not export this list. Ask an admin."""
