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


class ChangedSinceShown(Conflict):
    """Nothing was saved: somebody changed this while you were editing. Look at what is different, and
    send it again to keep yours."""


class ChangedMeanwhile(Conflict):
    """Nothing was done: somebody changed it meanwhile. Read it again, and send what still fits."""


class AnswerShownOnce(Conflict):
    """Nothing was done again: this form was already sent, and its answer is shown only once. Open the
    page again if you did not see it."""


class ImportNotAllowed(NotAllowed):
    """The file was not imported: your role may not import this. Ask an admin."""


class ImportOfSomebodyElse(NotAllowed):
    """Nothing was changed: somebody else uploaded this file, so only they can go on with it."""


class UnknownOption(RuleViolation):
    """The file was not uploaded: choose {label} from the list."""


class ImportNotCheckable(Conflict):
    """The file was not checked: its status is “{status}”. Upload it again to start anew."""


class ColumnsIncomplete(RuleViolation):
    """The file was not checked. {faults}"""


class ImportNotReady(Conflict):
    """The file was not applied: its status is “{status}”, and only a checked file without errors is
    applied."""


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


class FormatUnknown(RuleViolation):
    """Nothing was exported: choose CSV or Excel in the export menu of the list."""


class ExportUnreadable(RuleViolation):
    """Nothing was exported: {fault}. Correct the query."""


class ExportNotAllowed(NotAllowed):
    """Nothing was exported: your role may not export this list. Ask an admin."""


class ScansUnreadable(RuleViolation):
    """The scans were not taken: {fault}."""


class ScanReused(Conflict):
    """The scan was not taken: another one was sent under the same number. Scan it again."""


class PhotoUnreadable(RuleViolation):
    """The photo was not read: {fault}."""


class AddressNotAllowed(RuleViolation):
    """The message was not sent: the address cannot be used, {fault}."""


class SubjectOutOfReach(NotAllowed):
    """Nothing was added: you do not see what this is about, or it is no longer there."""


class FileTooLarge(RuleViolation):
    """The file was not added: it has {size}, and at most {limit} is taken. Make it smaller first."""


class FileKindRefused(RuleViolation):
    """The file was not added: it is {found}. Photos (JPEG, PNG, WebP), PDF, text, CSV and office files
    are taken."""


class FileLies(RuleViolation):
    """The file was not added: it is called {name}, but its content is {found}. Save it under its own
    kind."""


class FileEmpty(RuleViolation):
    """The file was not added: it is empty."""


class TooManyFiles(RuleViolation):
    """The file was not added: there are {limit} files here already."""


class CommentEmpty(RuleViolation):
    """The comment was not saved: write something first."""


class CommentTooLong(RuleViolation):
    """The comment was not saved: it has {length} characters, and at most {limit} are kept. Attach the
    rest as a file."""


class AlreadyWatching(Conflict):
    """Nothing was changed: you watch this already."""


class NotWatching(Conflict):
    """Nothing was changed: you do not watch this."""


class CallKeyReused(Conflict):
    """Nothing was done: this Idempotency-Key was already sent with other content. Use a new key."""


class NothingChosen(RuleViolation):
    """Nothing was changed: no row was chosen. Tick the rows first."""


class TooManyChosen(RuleViolation):
    """Nothing was changed: at most {limit} rows go at once. Narrow the filters."""


class SelectionChanged(Conflict):
    """Nothing was changed: {now} rows match now, not as many as you saw. Look again and choose."""


class PersonUnknown(RuleViolation):
    """Nothing was changed: nobody active has the address {email}. Check the address."""


class VersionNotSaid(RuleViolation):
    """Nothing was changed: say by If-Match which version you saw."""


class NoVersionHere(RuleViolation):
    """Nothing was done: what this call is about has no version. Send it without If-Match."""


class SealRangeUnknown(RuleViolation):
    """Nothing was verified: the list has no such range of seals. Choose one of it."""
