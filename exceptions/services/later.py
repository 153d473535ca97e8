"""Put a case off until a moment, or until it changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from exceptions import errors
from exceptions.acts import Act, Outcome, act_on_many, act_on_one
from exceptions.models import Case
from exceptions.policies import cases as policy

FIELDS = ("snoozed_until", "snooze_until_changes")
SWEPT_AT_ONCE = 500


@transaction.atomic
def snooze_case(
    *,
    case_id: int,
    until: datetime | None,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Take a case off the queue until a moment; without one, until it happens again. Its clock runs.

    Refuses, in this order: SnoozeNotLater, CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, CaseChanged.
    """
    act = _snoozing(until, actor, at)
    return act_on_one(act, case_id, version=version, actor=actor, at=at)


def snooze_cases(
    *, case_ids: Collection[int], until: datetime | None, actor: User | None, at: datetime
) -> Outcome:
    """Put many off. Refuses per case what `snooze_case` refuses."""
    return act_on_many(_snoozing(until, actor, at), case_ids, actor=actor, at=at)


@transaction.atomic
def unsnooze_case(
    *, case_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Put a case back on the queue before its time.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, CaseSnoozedNot, CaseChanged.
    """
    act = Act(
        action="exceptions.case.unsnoozed",
        check=lambda case: policy.check_unsnooze(case, actor=actor),
        do=_wake,
        fields=FIELDS,
    )
    return act_on_one(act, case_id, version=version, actor=actor, at=at)


def wake_snoozed_cases(*, at: datetime, limit: int = SWEPT_AT_ONCE) -> int:
    """Put back whose time has come; answers how many. A sweep: the queue shows them in any case."""
    due = Case.objects.filter(snoozed_until__lte=at).order_by("snoozed_until")
    ids = list(due.values_list("pk", flat=True)[:limit])

    def check(case: Case) -> None:
        if case.snoozed_until is None or case.snoozed_until > at:
            raise errors.CaseSnoozedNot

    act = Act(action="exceptions.case.unsnoozed", check=check, do=_wake, fields=FIELDS)
    return len(act_on_many(act, ids, actor=None, at=at).done) if ids else 0


def _wake(case: Case) -> None:
    case.snoozed_until, case.snooze_until_changes = None, False


def _snoozing(until: datetime | None, actor: User | None, at: datetime) -> Act:
    policy.check_snooze_until(until, at=at)

    def snooze(case: Case) -> None:
        case.snoozed_until, case.snooze_until_changes = until, until is None

    return Act(
        action="exceptions.case.snoozed",
        check=lambda case: policy.check_snooze(case, actor=actor),
        do=snooze,
        fields=FIELDS,
    )
