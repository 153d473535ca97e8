"""Who moves a case, and when. No actor is an API client, held to its scope and places at its door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.models import User
from accounts.models.place import covers_a_network
from accounts.policies.base import check_right, covers
from exceptions import errors
from exceptions.kinds import kind_of
from exceptions.models import Case, ResolutionCode
from workbench import formats

MAY_WORK = "cases.work"
LEADS = "cases.lead"
LONGEST_SNOOZE = timedelta(days=90)


def sees(actor: User, case: Case) -> bool:
    """Whether a case lies in somebody's places and its kind is for them; one of no place needs a
    whole network."""
    needed = kind_of(case.kind).permission
    if needed and not actor.may(needed):
        return False
    if case.place is None:
        return covers_a_network(actor)
    return covers(actor, case.place.path)


def may_hold(person: User, case: Case) -> bool:
    """Whether a person may be given a case."""
    return person.is_active and person.may(MAY_WORK) and sees(person, case)


def check_may_work(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing."""
    if actor is not None and not sees(actor, case):
        raise errors.CaseOutOfSight
    check_right(actor, MAY_WORK)


def check_holds(case: Case, *, actor: User | None) -> None:
    """What nobody else holds, or what a lead does. Refuses CaseHeldByAnother."""
    mine = actor is None or case.owner_id in {None, actor.pk} or actor.may(LEADS)
    if not mine:
        raise errors.CaseHeldByAnother(holder=str(case.owner))


def check_is_open(case: Case) -> None:
    """Refuses CaseWasMerged, CaseIsOver."""
    if case.resolved_at is None:
        return
    if case.merged_into_id is not None:
        raise errors.CaseWasMerged(survivor=Case(pk=case.merged_into_id).reference)
    closed = case.closed_at is not None
    who = case.closed_by if closed else case.resolved_by
    raise errors.CaseIsOver(
        who=str(who) if who else _("The system"),
        did=_("closed") if closed else _("resolved"),
        when=formats.moment(case.closed_at or case.resolved_at, case.closed_at or case.resolved_at),
    )


def check_assign(case: Case, *, owner: User, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseIsYours,
    CaseTakenMeanwhile, CaseHeldByAnother, CannotWorkHere."""
    check_may_work(case, actor=actor)
    check_is_open(case)
    if case.owner_id == owner.pk:
        raise errors.CaseIsYours(holder=str(owner))
    if actor is not None and owner.pk == actor.pk and case.owner_id and not actor.may(LEADS):
        raise errors.CaseTakenMeanwhile(holder=str(case.owner))
    check_holds(case, actor=actor)
    if not may_hold(owner, case):
        place = str(case.place) if case.place else _("every place")
        raise errors.CannotWorkHere(person=_known_as(owner, actor), place=place)


def _known_as(person: User, actor: User | None) -> str:
    """The name, to who shares some place with the person; an API client has named the address itself."""
    if actor is None:
        return person.email
    pairs = ((mine, theirs) for mine in actor.scope_paths for theirs in person.scope_paths)
    shared = any(one.startswith(two) or two.startswith(one) for one, two in pairs)
    return str(person) if shared else _("this person")


def check_take(case: Case, *, actor: User) -> None:
    """What the page says before anybody takes it: who holds it, not who was faster. Refuses, in this
    order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHeldByAnother, and as
    `check_assign`."""
    check_may_work(case, actor=actor)
    check_is_open(case)
    check_holds(case, actor=actor)
    check_assign(case, owner=actor, actor=actor)


def check_release(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner,
    CaseHeldByAnother, CaseWaits."""
    check_handle(case, actor=actor)
    if not can_proceed(case.release):
        raise errors.CaseWaits(on=case.waiting_on)


def check_start(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner,
    CaseHeldByAnother, CaseWaits, CaseStarted."""
    check_handle(case, actor=actor)
    if case.status == Case.Status.WAITING:
        raise errors.CaseWaits(on=case.waiting_on)
    if not can_proceed(case.start):
        raise errors.CaseStarted


def check_wait(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner,
    CaseHeldByAnother, CaseWaits."""
    check_handle(case, actor=actor)
    if not can_proceed(case.wait):
        raise errors.CaseWaits(on=case.waiting_on)


def check_waiting_on(on: str) -> None:
    """Refuses WaitingOnMissing."""
    if not on.strip():
        raise errors.WaitingOnMissing


def check_resume(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner,
    CaseHeldByAnother, CaseDoesNotWait."""
    check_handle(case, actor=actor)
    if not can_proceed(case.resume):
        raise errors.CaseDoesNotWait


def check_handle(case: Case, *, actor: User | None) -> None:
    """What only the owner or a lead does to a case. Refuses, in this order: CaseOutOfSight,
    RightMissing, CaseWasMerged, CaseIsOver, CaseHasNoOwner, CaseHeldByAnother."""
    check_may_work(case, actor=actor)
    check_is_open(case)
    if case.owner_id is None:
        raise errors.CaseHasNoOwner
    check_holds(case, actor=actor)


def check_resolve(case: Case, *, steps_left: Sequence[str], actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, StepsNotDone."""
    check_may_work(case, actor=actor)
    check_is_open(case)
    check_holds(case, actor=actor)
    if steps_left:
        raise errors.StepsNotDone(steps=", ".join(steps_left))


def check_resolution(code: ResolutionCode | None, *, note: str) -> None:
    """Refuses, in this order: ResolutionCodeUnknown, ResolutionNoteMissing."""
    if code is None or code.retired_at is not None:
        raise errors.ResolutionCodeUnknown
    if code.note_required and not note.strip():
        raise errors.ResolutionNoteMissing(code=code.label)


def check_close(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseNotResolved."""
    check_may_work(case, actor=actor)
    if case.closed_at is not None:
        check_is_open(case)
    if not can_proceed(case.close):
        raise errors.CaseNotResolved


def check_reopen(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseNotOver, CaseWasMerged,
    TroubleStandsElsewhere."""
    check_may_work(case, actor=actor)
    if not can_proceed(case.reopen):
        raise errors.CaseNotOver
    if case.merged_into_id is not None:
        raise errors.CaseWasMerged(survivor=Case(pk=case.merged_into_id).reference)
    same = Case.objects.unclosed().filter(fingerprint=case.fingerprint).exclude(pk=case.pk).first()
    if same is not None:
        raise errors.TroubleStandsElsewhere(other=same.reference)


def check_snooze(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother."""
    check_may_work(case, actor=actor)
    check_is_open(case)
    check_holds(case, actor=actor)


def check_snooze_until(until: datetime | None, *, at: datetime) -> None:
    """None is until it changes. Refuses SnoozeNotLater."""
    if until is not None and not at < until <= at + LONGEST_SNOOZE:
        raise errors.SnoozeNotLater(days=LONGEST_SNOOZE.days)


def check_unsnooze(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, CaseSnoozedNot."""
    check_snooze(case, actor=actor)
    if case.snoozed_until is None and not case.snooze_until_changes:
        raise errors.CaseSnoozedNot


def check_change_severity(case: Case, *, severity: str, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, SeverityIsThat."""
    check_snooze(case, actor=actor)
    if case.severity == severity:
        raise errors.SeverityIsThat(severity=Case.Severity(severity).label)


def check_severity(severity: str) -> None:
    """Refuses SeverityUnknown."""
    if severity not in Case.Severity.values:
        raise errors.SeverityUnknown


def check_lead(case: Case, *, actor: User | None) -> None:
    """Refuses, in this order: CaseOutOfSight, RightMissing, LeadNeeded, CaseWasMerged, CaseIsOver."""
    check_may_work(case, actor=actor)
    if actor is not None and not actor.may(LEADS):
        raise errors.LeadNeeded
    check_is_open(case)
