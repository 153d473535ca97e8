"""What approvals refuse."""

from kernel.errors import Conflict, NotAllowed, RuleViolation

# ---------- requests ----------


class AlreadyAsked(Conflict):
    """Nothing was asked: {reference} already waits for approval. Withdraw that request first."""


class NothingWaits(Conflict):
    """Nothing was withdrawn: no request about this waits for approval."""


class RequestNotFound(Conflict):
    """Nothing was changed: there is no such request where you may see it."""


class MissingScope(NotAllowed):
    """Nothing was decided: this client lacks the scope {scope}."""


class RequestDecided(Conflict):
    """{who} {did} at {at}. Nothing was changed by you. Nothing is left to do."""


class RequestWithdrawn(Conflict):
    """Nothing was changed: the request was withdrawn at {at}.{note}"""


class RequestChanged(Conflict):
    """Nothing was changed: {who} decided on this while you were looking. Look again."""


class SubjectChanged(Conflict):
    """Nothing was decided: {reference} was changed after it was shown to you. It must be asked for
    again."""


class AskerDecides(NotAllowed):
    """You asked for this, so somebody else must decide. Nothing was decided."""


class AskerDecidesByDelegation(NotAllowed):
    """{person} asked for this, so nobody decides on it for {person}. Nothing was decided."""


class AuthorDecides(NotAllowed):
    """You wrote part of what is asked here, so somebody else must decide. Nothing was decided."""


class AuthorDecidesByDelegation(NotAllowed):
    """{person} wrote part of what is asked here, so nobody decides on it for {person}. Nothing was
    decided."""


class AlreadyVoted(Conflict):
    """You have decided on this step already. Nothing was decided again. It needs somebody else as
    well."""


class NotYourStep(NotAllowed):
    """This step needs the role {role} at {place}, and you do not hold it there. Nothing was
    decided."""


class NotADeputy(NotAllowed):
    """Nothing was changed: {person} has not named you to decide for them now."""


class VerdictUnknown(RuleViolation):
    """Nothing was decided: {verdict} is no decision. Choose approve, reject or send back."""


class LineUnknown(RuleViolation):
    """Nothing was decided: this request has no line {line}."""


class LineRaised(RuleViolation):
    """Nothing was decided: {line} stands at {most}, and an approver may lower it, never raise it."""


class LineNegative(RuleViolation):
    """Nothing was decided: {line} needs a whole number from 0 to {most}."""


class LoweringNotAllowed(RuleViolation):
    """Nothing was decided: quantities of this request may not be changed here. Send it back
    instead."""


class NothingApproved(RuleViolation):
    """Nothing was decided: every line would be 0. Reject it or send it back instead."""


class ReasonCodeMissing(RuleViolation):
    """Nothing was decided: choose why, so that the asker knows what to change."""


class ReasonMissing(RuleViolation):
    """Nothing was decided: say in one sentence what the other reason is."""


class WithdrawnElsewhere(RuleViolation):
    """Nothing was withdrawn: withdraw {reference} on its own page."""


class NotTheAsker(NotAllowed):
    """Nothing was withdrawn: somebody else asked for this, so only they withdraw it."""


class DecisionNotYours(NotAllowed):
    """Nothing was undone: {who} decided last on this, so only they can take it back."""


class NothingToUndo(Conflict):
    """Nothing was undone: no decision stands on this request."""


class NextStepBegun(Conflict):
    """Nothing was undone: the next step has begun. {what}"""


class DecidedSince(Conflict):
    """Nothing was undone: {reference} was decided on after what you saw, and that decision stands. Look at
    it again to take the newest one back."""


class NothingToDecide(Conflict):
    """Nothing was decided: no request about it waits for an approval now."""


class LoweredMeanwhile(Conflict):
    """Nothing was decided: quantities of {reference} were lowered by an earlier vote, which is not shown
    here. Read approval {number} and decide there."""


class NotSampled(Conflict):
    """Nothing was noted: this request is not on the review list."""


# ---------- delegations ----------


class DelegationNotAllowed(NotAllowed):
    """Nothing was saved: only {person} or an admin says who decides for {person}."""


class DelegationTimes(RuleViolation):
    """Nothing was saved: the absence must end after it begins, and later than now."""


class DelegationTooLong(RuleViolation):
    """Nothing was saved: an absence lasts at most {days} days. Add another one after it."""


class DelegationToOneself(RuleViolation):
    """Nothing was saved: nobody decides for themselves. Choose somebody else."""


class DeputyCannotDecide(RuleViolation):
    """Nothing was saved: {deputy} holds no role that decides, so cannot stand in."""


class DelegationCircular(RuleViolation):
    """Nothing was saved: {deputy} is away in that time, and it leads back to {person}: {chain}.
    Choose somebody who is there."""


class DelegationOverlaps(Conflict):
    """Nothing was saved: {person} already has an absence in that time. End it first."""


class DelegationOver(Conflict):
    """Nothing was changed: this absence is already over."""


# ---------- policies ----------


class PoliciesNotAllowed(NotAllowed):
    """Nothing was changed: your role may see approval policies, not change them."""


class PolicyOutsideScope(NotAllowed):
    """Nothing was changed: this policy reaches places you do not see."""


class PolicyNameMissing(RuleViolation):
    """The policy was not saved: it needs a name."""


class PolicyNameTaken(Conflict):
    """The policy was not saved: there is already one called {name}. Choose another name."""


class KindUnknown(RuleViolation):
    """The policy was not saved: choose what it is about."""


class DraftExists(Conflict):
    """Nothing was changed: there is already a draft of this policy. Go on with that one."""


class NotADraft(Conflict):
    """Nothing was changed: this version is {status}. Make a new draft instead."""


class DraftChanged(Conflict):
    """Nothing was saved: somebody changed this draft while you were editing. Look again."""


class ConditionMalformed(RuleViolation):
    """The draft was not saved. Condition {number}: {reason}"""


class StepMalformed(RuleViolation):
    """The draft was not saved. Step {number}: {reason}"""


class SettingMalformed(RuleViolation):
    """The draft was not saved: {reason}"""


class CurrencyMissing(RuleViolation):
    """The draft was not saved: it names amounts, so it needs their currency."""


class ApproverMissing(RuleViolation):
    """The policy was not published: nobody could decide step {step} ({role}) at {places}. Give
    somebody that role there, or change the step."""


class QuorumMissing(RuleViolation):
    """The policy was not published: step {step} needs {quorum} votes, and fewer than {quorum} people
    hold the role {role} at {places}. Give more people that role there, or ask for fewer votes."""


class EffectiveInThePast(RuleViolation):
    """The policy was not published: it cannot begin in the past. Choose a later time, or none."""


class NoteMissing(RuleViolation):
    """The policy was not published: say in one sentence what changes and why."""


class PolicyChanged(Conflict):
    """Nothing was changed: another version of this policy was published while you were looking. Look
    again."""


class PolicyNotInForce(Conflict):
    """Nothing was changed: no version of this policy is in force."""
