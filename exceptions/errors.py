"""What the exception desk refuses."""

from kernel.errors import Conflict, NotAllowed, RuleViolation


class CaseKindMissing(RuleViolation):
    """No case was opened: it needs a kind and a fingerprint. Name both and open it again."""


class ClosingNoteMissing(RuleViolation):
    """The case was not closed: nobody could tell why later. Say in one sentence what cured it."""


# ---------- one case and who works on it ----------


class CaseOutOfSight(NotAllowed):
    """Nothing was changed: there is no such case in the places you may see."""


class CaseHeldByAnother(NotAllowed):
    """{holder} holds this case. Nothing was changed. Ask them, or a lead, to hand it over."""


class LeadNeeded(NotAllowed):
    """Nothing was changed: only a lead of the desk does this."""


class CaseChanged(Conflict):
    """{who} changed this {ago}, while you looked at it. Nothing was changed by you. Look again."""


class CaseIsOver(Conflict):
    """{who} {did} this at {when}. Nothing was changed by you. Nothing is left to do."""


class CaseTakenMeanwhile(Conflict):
    """{holder} took this a second before you. Nothing was changed."""


class CaseIsYours(Conflict):
    """Nothing was changed: {holder} holds this case already."""


class CaseHasNoOwner(Conflict):
    """Nobody holds this case. Nothing was changed. Take it first."""


class CaseWaits(Conflict):
    """This case waits on {on}. Nothing was changed. Go on with it first."""


class CaseStarted(Conflict):
    """This case is already in progress. Nothing was changed. Go on with it."""


class CaseDoesNotWait(Conflict):
    """This case does not wait on anybody, so its clock runs. Nothing was changed."""


class CaseNotResolved(Conflict):
    """This case is not resolved yet. Nothing was changed. Resolve it first; then it can be closed."""


class CaseNotOver(Conflict):
    """This case is still open, so there is nothing to reopen. Nothing was changed."""


class CaseWasMerged(Conflict):
    """This case goes on in {survivor}. Nothing was changed. Split it off there to work on it alone."""


class TroubleStandsElsewhere(Conflict):
    """The case was not reopened: the same trouble is open as {other}. Work on that one."""


class CaseSnoozedNot(Conflict):
    """This case is not snoozed. Nothing was changed; it stands on the queue."""


class SeverityIsThat(Conflict):
    """The severity is {severity} already. Nothing was changed. Choose another."""


class CasesLinked(Conflict):
    """{first} and {second} are linked already. Nothing was changed."""


class CasesNotLinked(Conflict):
    """{first} and {second} are not linked. Nothing was changed."""


class CannotBeUndone(Conflict):
    """Nothing was undone: {reference} has been changed since."""


class NothingWaits(Conflict):
    """Nothing waits. {next}"""


class CannotWorkHere(RuleViolation):
    """The case was not assigned: {person} may not work on cases at {place}. Choose somebody who
    may."""


class WaitingOnMissing(RuleViolation):
    """The clock was not stopped: say on whom the case waits."""


class ResolutionCodeUnknown(RuleViolation):
    """The case was not resolved: choose how it ended."""


class ResolutionNoteMissing(RuleViolation):
    """The case was not resolved: {code} needs a sentence that says what was done."""


class StepsNotDone(RuleViolation):
    """The case cannot be resolved yet. Still to do: {steps}."""


class SnoozeNotLater(RuleViolation):
    """The case was not snoozed: choose a moment that lies ahead, within {days} days."""


class SeverityUnknown(RuleViolation):
    """The severity was not changed: choose low, normal, high or urgent."""


class SameCase(RuleViolation):
    """Nothing was changed: name two different cases."""


class OccurrencesMissing(RuleViolation):
    """Nothing was split off: choose at least one of the times it happened, and leave at least one."""
