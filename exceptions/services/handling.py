"""Who works on a case, and how far it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from exceptions.acts import Act, Outcome, act_on_many, act_on_one
from exceptions.hooks import CLOCK_FIELDS, ROUTE_FIELDS, hooks
from exceptions.models import Case
from exceptions.models.case import LIFE_FIELDS
from exceptions.policies import cases as policy
from exceptions.telling import tell_owner, tell_owner_of_many, tell_watchers
from kernel.plain import clean_text


@transaction.atomic
def assign_case(
    *, case_id: int, owner: User, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Give a case to a person; taking it oneself is the same command.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseIsYours,
    CaseTakenMeanwhile, CaseHeldByAnother, CannotWorkHere, CaseChanged.
    """
    case = act_on_one(_assigning(owner, actor), case_id, version=version, actor=actor, at=at)
    tell_owner(case, actor=actor, at=at)
    tell_watchers(case, "assigned", actor=actor, at=at)
    return case


def assign_cases(
    *, case_ids: Collection[int], owner: User, actor: User | None, at: datetime
) -> Outcome:
    """Give many cases to a person, who hears of it. Refuses per case what `assign_case` refuses."""
    outcome = assign_some_cases(case_ids=case_ids, owner=owner, actor=actor, at=at)
    tell_owner_of_many(owner, len(outcome.done), actor=actor, at=at)
    return outcome


def assign_some_cases(
    *, case_ids: Collection[int], owner: User, actor: User | None, at: datetime
) -> Outcome:
    """The same for a part of them: their new owner is told once, when all are given."""
    return act_on_many(_assigning(owner, actor), case_ids, actor=actor, at=at)


@transaction.atomic
def release_case(
    *, case_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Give a case back to everybody.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner,
    CaseHeldByAnother, CaseWaits, CaseChanged.
    """
    act = Act(
        action="exceptions.case.released",
        check=lambda case: policy.check_release(case, actor=actor),
        do=lambda case: case.release(),
    )
    return act_on_one(act, case_id, version=version, actor=actor, at=at)


@transaction.atomic
def start_case(
    *, case_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Say that its owner works on it now.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner,
    CaseHeldByAnother, CaseWaits, CaseStarted, CaseChanged.
    """
    act = Act(
        action="exceptions.case.started",
        check=lambda case: policy.check_start(case, actor=actor),
        do=lambda case: case.start(),
    )
    return act_on_one(act, case_id, version=version, actor=actor, at=at)


@transaction.atomic
def wait_with_case(
    *, case_id: int, on: str, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Stop its clock while somebody outside the desk has to act.

    Refuses, in this order: WaitingOnMissing, CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHasNoOwner, CaseHeldByAnother, CaseWaits, CaseChanged.
    """
    policy.check_waiting_on(on)

    def wait(case: Case) -> None:
        case.wait(clean_text(on.strip(), longest=80))
        hooks.stop_clock(case, at)

    act = Act(
        action="exceptions.case.waiting",
        check=lambda case: policy.check_wait(case, actor=actor),
        do=wait,
        fields=(*LIFE_FIELDS, *CLOCK_FIELDS),
    )
    case = act_on_one(act, case_id, version=version, actor=actor, at=at)
    tell_watchers(case, "waiting", actor=actor, at=at)
    return case


@transaction.atomic
def resume_case(
    *, case_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Go on with it: the other party has answered, the clock runs again.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner,
    CaseHeldByAnother, CaseDoesNotWait, CaseChanged.
    """

    def resume(case: Case) -> None:
        case.resume()
        hooks.run_clock(case, at)

    act = Act(
        action="exceptions.case.resumed",
        check=lambda case: policy.check_resume(case, actor=actor),
        do=resume,
        fields=(*LIFE_FIELDS, *CLOCK_FIELDS),
    )
    return act_on_one(act, case_id, version=version, actor=actor, at=at)


@transaction.atomic
def change_severity(
    *, case_id: int, severity: str, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Say how bad it is.

    Refuses, in this order: SeverityUnknown, CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, SeverityIsThat, CaseChanged.
    """
    act = _weighing(severity, actor)
    case = act_on_one(act, case_id, version=version, actor=actor, at=at)
    tell_watchers(case, "severity", actor=actor, at=at)
    return case


def change_severities(
    *, case_ids: Collection[int], severity: str, actor: User | None, at: datetime
) -> Outcome:
    """Say how bad many are. Refuses per case what `change_severity` refuses."""
    return act_on_many(_weighing(severity, actor), case_ids, actor=actor, at=at)


@transaction.atomic
def reroute_case(
    *, case_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Ask the rules again where it belongs; its owner stays.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, CaseChanged.
    """
    act = _rerouting(actor, at)
    return act_on_one(act, case_id, version=version, actor=actor, at=at)


def reroute_cases(*, case_ids: Collection[int], actor: User | None, at: datetime) -> Outcome:
    """Ask the rules again for many. Refuses per case what `reroute_case` refuses."""
    return act_on_many(_rerouting(actor, at), case_ids, actor=actor, at=at)


def _assigning(owner: User, actor: User | None) -> Act:
    def assign(case: Case) -> None:
        if case.status == Case.Status.WAITING:
            case.hand_over(owner)
        else:
            case.assign(owner)

    return Act(
        action="exceptions.case.assigned",
        check=lambda case: policy.check_assign(case, owner=owner, actor=actor),
        do=assign,
        fields=("status", "owner"),
    )


def _weighing(severity: str, actor: User | None) -> Act:
    policy.check_severity(severity)

    def weigh(case: Case) -> None:
        case.severity = severity

    return Act(
        action="exceptions.case.severity_changed",
        check=lambda case: policy.check_change_severity(case, severity=severity, actor=actor),
        do=weigh,
        fields=("severity",),
    )


def _rerouting(actor: User | None, at: datetime) -> Act:
    return Act(
        action="exceptions.case.rerouted",
        check=lambda case: policy.check_snooze(case, actor=actor),
        do=lambda case: hooks.reroute(case, actor, at),
        fields=ROUTE_FIELDS,
    )
