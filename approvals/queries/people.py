"""Who may decide: a role at a place, held now; and who decides for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Place, PlaceScope, User
from accounts.models.place import scope_q
from accounts.roles import PERMISSIONS
from approvals.models import Delegation, RequestStep

MAY_DECIDE, MAY_MANAGE = "approvals.decide", "policies.manage"


def deciding_roles() -> list[str]:
    """The roles that can stand in a step."""
    return [role for role, held in PERMISSIONS.items() if MAY_DECIDE in held]


def holders(roles: Iterable[str], place: Place) -> QuerySet[User]:
    """Active people who hold one of the roles at a place, read now and not from the session."""
    deciding = set(roles) & set(deciding_roles())
    above = [int(step) for step in place.path.strip("/").split("/")]
    scoped = PlaceScope.objects.filter(place_id__in=above).values("user_id")
    people = User.objects.filter(is_active=True, pk__in=scoped, groups__name__in=deciding)
    return people.distinct().order_by("name", "pk")


def holds_role(user_id: int, step: RequestStep) -> bool:
    return holders(step.roles, step.place).filter(pk=user_id).exists()


def represented_by(deputy_id: int, at: datetime) -> QuerySet[User]:
    """Whom somebody decides for at a moment; nobody once the deputy holds no role that decides."""
    able = User.objects.filter(is_active=True, groups__name__in=deciding_roles())
    live = Delegation.objects.live(at).filter(deputy_id=deputy_id, deputy__in=able)
    return User.objects.filter(pk__in=live.values("person_id"), is_active=True)


def may_decide_for(deputy_id: int, person_id: int, at: datetime) -> bool:
    return represented_by(deputy_id, at).filter(pk=person_id).exists()


def deciders(
    step: RequestStep, at: datetime, *, authors: Sequence[int], roles: Iterable[str] | None = None
) -> list[User]:
    """Everybody who could decide a step now: who holds the role, and the deputies of the absent.

    Without who asked for it and who wrote it; somebody who is away without a deputy is left out. `roles`
    narrows it to some of those that decide the step.
    """
    present = holders(roles or step.roles, step.place).exclude(pk__in=authors)
    live = Delegation.objects.live(at).filter(person__in=present)
    away = set(live.values_list("person_id", flat=True))
    deputies = User.objects.filter(pk__in=live.exclude(deputy__in=authors).values("deputy_id"))
    found = {user.pk: user for user in present if user.pk not in away}
    able = deputies.filter(is_active=True, groups__name__in=deciding_roles())
    found |= {user.pk: user for user in able}
    return sorted(found.values(), key=lambda user: (user.name, user.pk))


def too_few(step: RequestStep, at: datetime, *, authors: Sequence[int]) -> bool:
    """Whether a step needs more votes than people could give it now."""
    return len(deciders(step, at, authors=authors)) < step.quorum


def policy_managers(place: Place) -> QuerySet[User]:
    """Active people who may change the policies of a place."""
    roles = [role for role, held in PERMISSIONS.items() if MAY_MANAGE in held]
    above = [int(step) for step in place.path.strip("/").split("/")]
    scoped = PlaceScope.objects.filter(place_id__in=above).values("user_id")
    people = User.objects.filter(is_active=True, pk__in=scoped, groups__name__in=roles)
    return people.distinct().order_by("name", "pk")


def steps_for(user: User, at: datetime) -> Q:
    """The steps somebody may decide now, in their own right or for somebody who is away.

    Never those of what they asked for or wrote themselves, nor of what whom they decide for did.
    """
    q = _steps_in_right_of(user)
    for person in represented_by(user.pk, at):
        q |= _steps_in_right_of(person) & ~Q(request__authors__contains=[person.pk])
    open_now = Q(needed=True, begun_at__isnull=False, passed_at__isnull=True)
    return q & open_now & Q(request__status="waiting") & ~Q(request__authors__contains=[user.pk])


def _steps_in_right_of(person: User) -> Q:
    if not person.may(MAY_DECIDE):
        return Q(pk__in=[])
    own = Q(role__in=person.roles)
    escalated = Q(escalate_role__in=person.roles, escalated_at__isnull=False)
    return (own | escalated) & scope_q(person, prefix="place")
