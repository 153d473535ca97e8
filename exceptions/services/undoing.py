"""Take back an assignment, a snooze, a severity, while nobody has touched the case since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from exceptions import errors
from exceptions.acts import Act, Outcome, act_on_many
from exceptions.models import Case
from exceptions.policies import cases as policy
from exceptions.telling import ask_owners_again

FIELDS = ("status", "owner", "severity", "snoozed_until", "snooze_until_changes")


@dataclass(frozen=True, slots=True)
class Step:
    """How a case stood before, and its version after: all that is needed to go back."""

    case_id: int
    version: int
    owner_id: int | None
    status: str
    severity: str
    snoozed_until: datetime | None
    snooze_until_changes: bool

    @classmethod
    def back_from(cls, case: Case) -> Step:
        before = case.stood
        return cls(
            case_id=case.pk,
            version=case.version,
            owner_id=before["owner"],
            status=before["status"],
            severity=before["severity"],
            snoozed_until=before["snoozed_until"],
            snooze_until_changes=before["snooze_until_changes"],
        )


@transaction.atomic
def undo_steps(*, steps: Sequence[Step], actor: User, at: datetime) -> Outcome:
    """Put cases back to how they stood; answers per case whether somebody has changed it since.

    Refuses per case, in this order: CaseOutOfSight, RightMissing, CannotBeUndone. Undoing is a change
    of its own: the trail keeps both.
    """
    by_case = {step.case_id: step for step in steps}
    owners = User.objects.in_bulk({step.owner_id for step in steps if step.owner_id})

    def check(case: Case) -> None:
        policy.check_may_work(case, actor=actor)
        if case.version != by_case[case.pk].version:
            raise errors.CannotBeUndone(reference=case.reference)

    def back(case: Case) -> None:
        step = by_case[case.pk]
        case.severity = step.severity
        case.snoozed_until = step.snoozed_until
        case.snooze_until_changes = step.snooze_until_changes
        _back_to(case, owners.get(step.owner_id or 0), step.status)

    act = Act(action="exceptions.case.undone", check=check, do=back, fields=FIELDS)
    outcome = act_on_many(act, list(by_case), actor=actor, at=at)
    ask_owners_again(outcome.done)
    return outcome


def _back_to(case: Case, owner: User | None, status: str) -> None:
    """Through the machine, as everything else."""
    if (case.owner_id, case.status) == (owner.pk if owner else None, status):
        return
    if owner is None:
        case.release()
    elif case.status == Case.Status.WAITING:
        case.hand_over(owner)
    else:
        case.assign(owner)
        if status == Case.Status.IN_PROGRESS:
            case.start()
