"""Who changes locations, and when."""

from __future__ import annotations

from collections.abc import Callable

from django_fsm import can_proceed

from accounts.models import Place, User
from accounts.policies.base import check_place_in_scope, check_right
from inventory.catalog import errors
from inventory.catalog.closing import obstacles_of
from inventory.catalog.models import Location
from inventory.catalog.policies.skus import is_code

RIGHT = "locations.change"
LONGEST_GRACE = 7 * 24 * 60


def check_may_change_location(place: Place, *, actor: User | None) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope."""
    check_right(actor, RIGHT)
    check_place_in_scope(actor, place)


def check_create_location(
    *, code: str, name: str, parent: Place, grace_minutes: int, actor: User | None
) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, LocationCodeUnfit, GraceUnfit."""
    check_may_change_location(parent, actor=actor)
    check_words(code, name)
    check_grace(grace_minutes)


def check_add_location(place: Place, *, grace_minutes: int, actor: User | None) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, PlaceIsNoSite, GraceUnfit,
    AlreadyALocation."""
    check_may_change_location(place, actor=actor)
    if place.kind != Place.Kind.PLACE:
        raise errors.PlaceIsNoSite(code=place.code)
    check_grace(grace_minutes)
    if Location.objects.filter(pk=place.pk).exists():
        raise errors.AlreadyALocation(code=place.code)


def check_words(code: str, name: str) -> None:
    if not is_code(code, 40) or not is_code(name, 160):
        raise errors.LocationCodeUnfit


def check_grace(minutes: int) -> None:
    if not 0 <= minutes <= LONGEST_GRACE:
        raise errors.GraceUnfit


def check_change_location(
    location: Location,
    *,
    name: str,
    grace_minutes: int,
    version: int | None,
    actor: User | None,
) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, LocationChangedMeanwhile,
    LocationCodeUnfit, GraceUnfit."""
    check_may_change_location(location.place, actor=actor)
    if version is not None and version != location.version:
        raise errors.LocationChangedMeanwhile(version=location.version)
    check_words(location.code, name)
    check_grace(grace_minutes)


def check_open_location(location: Location, *, actor: User | None) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, LocationLifecycleForbids."""
    check_may_change_location(location.place, actor=actor)
    if location.lifecycle != Location.Lifecycle.PLANNED:
        _forbid(location, "planned", "opened")


def check_suspend_location(location: Location, *, actor: User | None) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, LocationLifecycleForbids."""
    check_may_change_location(location.place, actor=actor)
    _check_step(location, location.suspend, "open", "suspended")


def check_reopen_location(location: Location, *, actor: User | None) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, LocationLifecycleForbids."""
    check_may_change_location(location.place, actor=actor)
    if location.lifecycle != Location.Lifecycle.SUSPENDED:
        _forbid(location, "suspended", "reopened")


def check_close_location(location: Location, *, actor: User | None) -> None:
    """For good, and only when nothing is left: no stock in any state, nothing under way, no open
    document.

    Refuses, in this order: RightMissing, PlaceOutsideScope, LocationLifecycleForbids,
    LocationNotEmpty.
    """
    check_may_change_location(location.place, actor=actor)
    _check_step(location, location.close, "planned, open and suspended", "closed")
    left = obstacles_of(location)
    if left:
        raise errors.LocationNotEmpty(obstacles=" ".join(left))


def _check_step(location: Location, step: Callable[[], None], wanted: str, verb: str) -> None:
    if not can_proceed(step):
        _forbid(location, wanted, verb)


def _forbid(location: Location, wanted: str, verb: str) -> None:
    status = location.state.label.lower()
    raise errors.LocationLifecycleForbids(
        code=location.code, status=status, wanted=wanted, verb=verb
    )
