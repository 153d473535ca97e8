"""Lists of people, places and clients, each within the places of whoever asks."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiClient, Device, Invitation, Place, PlaceScope, SignIn, User
from accounts.models.place import Principal, covers_a_network, scope_q

ACTIVE, INVITED, DISABLED = "active", "invited", "disabled"
STATUS = {ACTIVE: _("Active"), INVITED: _("Invited"), DISABLED: _("Disabled")}


def visible_people(principal: Principal) -> QuerySet[User]:
    """People who work in the places of whoever asks; with a whole network also those of no place."""
    theirs = PlaceScope.objects.filter(user=OuterRef("pk"))
    inside = Exists(theirs.filter(scope_q(principal, prefix="place")))
    if covers_a_network(principal):
        return User.objects.filter(inside | ~Exists(theirs))
    return User.objects.filter(inside)


def people_for_list(principal: Principal) -> QuerySet[User]:
    """With roles, places, last use, second factor and status, in one question."""
    last = SignIn.objects.filter(person=OuterRef("pk")).order_by("-seen_at").values("seen_at")[:1]
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    codes = place_codes(principal)
    return visible_people(principal).annotate(
        role_names=StringAgg("groups__name", ", ", distinct=True, order_by="groups__name"),
        codes=Subquery(codes),
        last_seen=Subquery(last),
        has_factor=Exists(factor),
        status=with_status(),
    )


def place_codes(principal: Principal) -> QuerySet[PlaceScope, Any]:
    """The codes of a person's places, those outside of one's own left out."""
    scopes = PlaceScope.objects.filter(scope_q(principal, prefix="place"), user=OuterRef("pk"))
    grouped = scopes.order_by().values("user")
    return grouped.annotate(codes=StringAgg("place__code", ", ", order_by="place__code")).values(
        "codes"
    )


def with_status() -> Case:
    """Active, invited and not yet come in, or disabled."""
    open_link = Invitation.objects.filter(person=OuterRef("pk"), used_at=None)
    return Case(
        When(is_active=True, then=Value(ACTIVE)),
        When(Exists(open_link), then=Value(INVITED)),
        default=Value(DISABLED),
    )


def visible_clients(principal: Principal) -> QuerySet[ApiClient]:
    """Clients of one's places; those that see everything only for who sees a whole network."""
    q = Q(place__isnull=False) & scope_q(principal, prefix="place")
    if covers_a_network(principal):
        q |= Q(place=None)
    return ApiClient.objects.filter(q).select_related("place", "created_by")


def visible_devices(principal: Principal) -> QuerySet[Device]:
    q = scope_q(principal, prefix="place")
    return Device.objects.filter(q).select_related("place", "registered_by")


def ancestors(place: Place) -> list[Place]:
    """The chain of places above one, from its network down."""
    steps = [int(step) for step in place.path.strip("/").split("/")[:-1]]
    return sorted(Place.objects.filter(pk__in=steps), key=lambda node: len(node.path))
