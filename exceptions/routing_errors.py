"""What queues, routing rules, clocks and playbooks refuse."""

from typing import ClassVar

from kernel.errors import Conflict, DomainError, NotAllowed, RuleViolation


class RulesNotAllowed(NotAllowed):
    """Nothing was changed: routing rules, queues and their clocks are changed by admins, not by your
    roles. Ask one of them."""


class RulesOutsideScope(NotAllowed):
    """Nothing was changed: routing rules, queues, playbooks and codes count for every place, so
    whoever changes them covers a whole network. You do not; ask an admin who does."""


class LeadingNotAllowed(NotAllowed):
    """Nothing was done: sharing out and handing over the desk's work is for its leads, not for your
    roles. Ask one of them."""


class CaseWorkNotAllowed(NotAllowed):
    """Cases are worked by the desk and by the people of the place, not by your roles."""


class ActionNotAllowed(NotAllowed):
    """The step was not run: you lack the right to {right}. Ask {roles}."""


class RuleSetUnknown(DomainError):
    """Nothing was changed: there is no such version of the rules."""

    http_status: ClassVar[int] = 404


class RuleUnknown(DomainError):
    """Nothing was changed: the draft has no such rule any more. Open it again."""

    http_status: ClassVar[int] = 404


class QueueUnknown(DomainError):
    """Nothing was changed: there is no such queue in use. Choose another one."""

    http_status: ClassVar[int] = 404


class CaseUnknown(DomainError):
    """Nothing was changed: there is no such case, or it is outside your places."""

    http_status: ClassVar[int] = 404


class StepUnknown(Conflict):
    """Nothing was done: the playbook of this case has no such step any more. Open the case again."""


class PlaybookUnknown(DomainError):
    """Nothing was changed: there is no such playbook."""

    http_status: ClassVar[int] = 404


class RulesNotDraft(Conflict):
    """Nothing was changed: rules {number} are {status}. Only a draft can be changed; make a new one."""


class RulesNotWaiting(Conflict):
    """Nothing was withdrawn: rules {number} are already in force or retired. Publish others instead."""


class RulesChanged(Conflict):
    """Nothing was withdrawn: somebody else changed rules {number} meanwhile. Look at them again."""


class DraftChanged(Conflict):
    """Nothing was changed: somebody else changed this draft meanwhile. Look at it again."""


class DraftOutdated(Conflict):
    """Nothing was published: this draft would take back what was changed since it was made. {changes}
    Bring the draft up to date, or start again."""


class DraftUpToDate(Conflict):
    """Nothing was changed: no other rules were published since this draft was made."""


class RulesClash(Conflict):
    """The draft was not brought up to date: it and the published rules say different things about
    {rules}. Choose for each which one to keep."""


class RulesComeLater(Conflict):
    """Nothing was published: rules {number}, published by {who}, begin after it, {when}, and would take
    back what this draft changes. Let it begin after them, or withdraw them first."""


class SettingChanged(Conflict):
    """Nothing was changed: somebody else changed {name} meanwhile. Look at it again."""


class LastRuleMustTakeAll(RuleViolation):
    """The last rule must take every case. Nothing was published. Take its conditions away or add one
    without at the end."""


class RuleNeverReached(RuleViolation):
    """Nothing was published: rule {position} takes every case, so what stands below it is never
    reached. Move it to the end or give it a condition."""


class RulesMissing(RuleViolation):
    """Nothing was published: the draft has no rules. The last rule must take every case."""


class PublishingNoteMissing(RuleViolation):
    """Nothing was published: nobody could tell why later. Say in one sentence what changes."""


class EffectiveInThePast(RuleViolation):
    """Nothing was published: the rules cannot begin before now. Choose a later time, or none."""


class EffectiveTaken(RuleViolation):
    """Nothing was published: other rules already begin at that very time. Choose another one."""


class RuleNameMissing(RuleViolation):
    """The rule was not saved: it needs a name that people recognise it by."""


class QueueRetired(RuleViolation):
    """Nothing was published: rule {position} sends cases to {queue}, which is retired."""


class ConditionNotUnderstood(RuleViolation):
    """The rule was not saved: “{fact}” cannot be asked like that. Choose what to compare and with
    which value."""


class ConditionValueMissing(RuleViolation):
    """The rule was not saved: “{fact}” is compared with nothing. Give a value."""


class ConditionSaysMore(RuleViolation):
    """The rule was not saved: “{fact}” is compared with one kind of value. Leave the others out."""


class CurrencyMissing(RuleViolation):
    """The rule was not saved: a value needs its currency, such as GBP."""


class WarningAfterLimit(RuleViolation):
    """Nothing was saved: it would warn {warn} minutes before the end of {limit}. Warn later."""


class NameMissing(RuleViolation):
    """Nothing was saved: it needs a name."""


class KeyTaken(RuleViolation):
    """Nothing was saved: {key} is already used. Choose another key."""


class UnknownTimeZone(RuleViolation):
    """Nothing was saved: {zone} is no time zone. Write it as Europe/London."""


class QueueInUse(RuleViolation):
    """The queue was not retired: the rules in force or coming send cases to it. Publish others first."""


class EscalationIncomplete(RuleViolation):
    """The chain was not saved: step {position} names nobody. Choose a person, or write an address."""


class AddressNotSafe(RuleViolation):
    """The chain was not saved: step {position} needs an address that begins with https://."""


class StepTitleMissing(RuleViolation):
    """The playbook was not saved: step {position} says nothing. Say what is to be done."""


class UnknownAction(RuleViolation):
    """The playbook was not saved: step {position} would run “{action}”, which nothing here can do."""


class StepAlreadyDone(Conflict):
    """Nothing was done: {who} did this step already."""


class CaseNotOpen(Conflict):
    """Nothing was done: {reference} is {status} already."""


class EvidenceMissing(RuleViolation):
    """The step was not ticked off: it needs {evidence} as proof. Add it and tick it again."""


class ActionDoesNotApply(RuleViolation):
    """Nothing was done: “{label}” does not fit this case as it is now. Look at it again."""


class EarlierStepsLeft(RuleViolation):
    """Nothing was done: what this does cannot be undone, so it comes after what the playbook requires
    before it. Still to do: {steps}."""


class HandoverEmpty(RuleViolation):
    """The note was not left: it is empty. Write what the next shift should know."""


class FactMissing(RuleViolation):
    """Nothing was tested: choose a kind, or name a case such as CS-000123."""


class StepNotRead(RuleViolation):
    """The step was not done: what was typed is no number, or too long. Correct it and try again."""


class QueueRetiredBefore(Conflict):
    """Nothing was changed: {name} is retired already."""


class QueueNotRetired(Conflict):
    """Nothing was changed: {name} is in use already."""


class CodeUnknown(DomainError):
    """Nothing was changed: there is no such resolution code."""

    http_status: ClassVar[int] = 404


class CodeRetired(Conflict):
    """Nothing was changed: {name} is retired already."""


class CodeNotRetired(Conflict):
    """Nothing was changed: {name} is in use already."""
