"""How a case ends, and how it comes back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exceptions import errors
from exceptions.acts import Act, Outcome, act_on_many, act_on_one
from exceptions.coming_back import stop_its_clock, take_up
from exceptions.hooks import CLOCK_FIELDS, hooks
from exceptions.models import Case, ResolutionCode
from exceptions.models.case import LIFE_FIELDS
from exceptions.policies import cases as policy
from exceptions.telling import tell_watchers
from kernel.plain import clean_text

# A resolved case that did not come back for so long is closed.
RESTS = timedelta(days=3)
SWEPT_AT_ONCE = 500


@transaction.atomic
def resolve_case(
    *,
    case_id: int,
    code: str,
    note: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Say how it ended. It closes by itself later unless it happens again.

    Refuses, in this order: ResolutionCodeUnknown, ResolutionNoteMissing, CaseOutOfSight, RightMissing,
    CaseWasMerged, CaseIsOver, CaseHeldByAnother, StepsNotDone, CaseChanged.
    """
    act = _resolving(code, note, actor, at)
    case = act_on_one(act, case_id, version=version, actor=actor, at=at)
    tell_watchers(case, "resolved", actor=actor, at=at)
    return case


def resolve_cases(
    *, case_ids: Collection[int], code: str, note: str, actor: User | None, at: datetime
) -> Outcome:
    """Resolve many with one code. Refuses per case what `resolve_case` refuses."""
    return act_on_many(_resolving(code, note, actor, at), case_ids, actor=actor, at=at)


@transaction.atomic
def close_resolved_case(
    *,
    case_id: int,
    note: str = "",
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Close a resolved case for good: the next time makes a new one.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseNotResolved,
    CaseChanged.
    """
    words = clean_text(note.strip(), longest=500)
    act = Act(
        action="exceptions.case.closed",
        check=lambda case: policy.check_close(case, actor=actor),
        do=lambda case: case.close(note=words or case.resolution_note, by=actor, at=at),
        reason=words,
    )
    return act_on_one(act, case_id, version=version, actor=actor, at=at)


@transaction.atomic
def reopen_case(
    *,
    case_id: int,
    reason: str = "",
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Take up again what was resolved or closed; its last owner has it again, if still at work here,
    with the time that was left.

    Refuses, in this order: CaseOutOfSight, RightMissing, CaseNotOver, CaseWasMerged,
    TroubleStandsElsewhere, CaseChanged.
    """
    act = Act(
        action="exceptions.case.reopened",
        check=lambda case: policy.check_reopen(case, actor=actor),
        do=lambda case: take_up(case, at=at),
        reason=clean_text(reason.strip(), longest=500),
        fields=(*LIFE_FIELDS, *CLOCK_FIELDS),
    )
    case = act_on_one(act, case_id, version=version, actor=actor, at=at)
    tell_watchers(case, "reopened", actor=actor, at=at)
    return case


def close_rested_cases(*, at: datetime, limit: int = SWEPT_AT_ONCE) -> int:
    """Close what was resolved long enough ago; answers how many. A sweep, safe to run twice."""
    old = Case.objects.filter(status=Case.Status.RESOLVED, resolved_at__lte=at - RESTS)
    ids = list(old.order_by("resolved_at").values_list("pk", flat=True)[:limit])
    note = _("It did not happen again for %(days)d days.") % {"days": RESTS.days}

    def check(case: Case) -> None:
        # Behind the lock it may have been reopened.
        if case.status != Case.Status.RESOLVED or (case.resolved_at or at) > at - RESTS:
            raise errors.CaseNotResolved

    act = Act(
        action="exceptions.case.closed",
        check=check,
        do=lambda case: case.close(note=note, by=None, at=at),
        after={"note": note},
    )
    return len(act_on_many(act, ids, actor=None, at=at).done) if ids else 0


def _resolving(code: str, note: str, actor: User | None, at: datetime) -> Act:
    """The act, with the steps of all its cases read in one question."""
    known = ResolutionCode.objects.filter(key=code).first()
    policy.check_resolution(known, note=note)
    words = clean_text(note.strip(), longest=500)
    left: dict[int, list[str]] = {}

    def prepare(cases: Sequence[Case]) -> None:
        left.update(hooks.steps_left(cases))

    def check(case: Case) -> None:
        policy.check_resolve(case, steps_left=left.get(case.pk, ()), actor=actor)

    def resolve(case: Case) -> None:
        if case.owner_id is None and actor is not None:
            case.owner = actor
        stop_its_clock(case, at=at)
        case.resolve(code=code, note=words, by=actor, at=at)

    return Act(
        action="exceptions.case.resolved",
        check=check,
        do=resolve,
        reason=words,
        fields=(*LIFE_FIELDS, *CLOCK_FIELDS),
        after={"resolution_code": code},
        prepare=prepare,
    )
