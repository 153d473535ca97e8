"""Absences, and who decides meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.errors import (
    DelegationCircular,
    DelegationNotAllowed,
    DelegationOver,
    DelegationOverlaps,
    DelegationTimes,
    DelegationTooLong,
    DelegationToOneself,
    DeputyCannotDecide,
)
from approvals.locks import lock_delegation, lock_delegations
from approvals.models import Delegation
from approvals.queries.people import MAY_DECIDE
from audit.services import record
from kernel.plain import clean_text
from workbench.models import Notification
from workbench.services.notices import notify

LONGEST = timedelta(days=366)


@transaction.atomic
def add_delegation(
    *,
    person: User,
    deputy: User | None,
    starts_at: datetime,
    ends_at: datetime,
    note: str,
    actor: User,
    at: datetime,
) -> Delegation:
    """Say that somebody is away, and with a deputy who decides for them meanwhile; who hears of it.

    Refuses, in this order: DelegationNotAllowed, DelegationTimes, DelegationTooLong,
    DelegationToOneself, DeputyCannotDecide, DelegationOverlaps, DelegationCircular.
    """
    _check_author(person, actor)
    if ends_at <= starts_at or ends_at <= at:
        raise DelegationTimes
    if ends_at - starts_at > LONGEST:
        raise DelegationTooLong(days=LONGEST.days)
    lock_delegations()
    _check_deputy(person, deputy)
    around = Delegation.objects.overlapping(starts_at, ends_at)
    if around.filter(person=person).exists():
        raise DelegationOverlaps(person=str(person))
    if deputy is not None:
        _check_circle(person, deputy, starts_at, ends_at)
    row = Delegation.objects.create(
        person=person,
        deputy=deputy,
        starts_at=starts_at,
        ends_at=ends_at,
        note=clean_text(note.strip(), longest=200),
        created_by=actor,
        created_at=at,
    )
    after = {
        "person": person.pk,
        "deputy": deputy.pk if deputy else None,
        "from": starts_at.isoformat(),
        "until": ends_at.isoformat(),
    }
    record("approvals.delegation.added", row, actor=actor, at=at, after=after)
    _tell_deputy(row, _("You decide for %(person)s from %(begins)s to %(ends)s"), actor, at)
    return row


def _tell_deputy(row: Delegation, words: str, actor: User, at: datetime) -> None:
    """Whoever stands in hears of it, in their own zone; who said so knows."""
    if row.deputy is None or row.deputy == actor:
        return
    zone = ZoneInfo(row.deputy.time_zone)
    begins, ends = (one.astimezone(zone) for one in (row.starts_at, row.ends_at))
    facts = {
        "person": row.person,
        "begins": f"{begins:%a} {begins.day} {begins:%b %H:%M}",
        "ends": f"{ends:%a} {ends.day} {ends:%b %H:%M %Z}",
    }
    url, kind = reverse("approvals:delegations"), Notification.Kind.NOTICE
    notify(user=row.deputy, text=words % facts, url=url, kind=kind, at=at)


def _check_author(person: User, actor: User) -> None:
    own = person.pk == actor.pk and actor.may("delegations.manage")
    if not own and not (actor.may("delegations.manage") and actor.may("users.manage")):
        raise DelegationNotAllowed(person=str(person))


def _check_deputy(person: User, deputy: User | None) -> None:
    if deputy is None:
        return
    if deputy.pk == person.pk:
        raise DelegationToOneself
    if not deputy.is_active or not deputy.may(MAY_DECIDE):
        raise DeputyCannotDecide(deputy=str(deputy))


def _check_circle(person: User, deputy: User, starts_at: datetime, ends_at: datetime) -> None:
    """Follow the deputies of deputies while all are away at the same time."""
    around = Delegation.objects.overlapping(starts_at, ends_at).exclude(deputy=None)
    rows = around.select_related("deputy").order_by("pk")
    next_of: dict[int, list[User]] = {}
    for row in rows:
        if row.deputy is not None:
            next_of.setdefault(row.person_id, []).append(row.deputy)
    seen: set[int] = set()
    paths = [[deputy]]
    while paths:
        path = paths.pop()
        if path[-1].pk == person.pk:
            chain = ", ".join(str(one) for one in [person, *path])
            raise DelegationCircular(deputy=str(deputy), person=str(person), chain=chain)
        if path[-1].pk not in seen:
            seen.add(path[-1].pk)
            paths += [[*path, one] for one in next_of.get(path[-1].pk, [])]


@transaction.atomic
def end_delegation(*, delegation_id: int, actor: User, at: datetime) -> Delegation:
    """End an absence before its time; what was decided in it stands.

    Refuses, in this order: DelegationOver, DelegationNotAllowed.
    """
    row = lock_delegation(delegation_id)
    if row is None or row.ended_at is not None or row.ends_at <= at:
        raise DelegationOver
    _check_author(row.person, actor)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record("approvals.delegation.ended", row, actor=actor, at=at)
    _tell_deputy(row, _("You no longer decide for %(person)s"), actor, at)
    return row
