"""Make and change locations, and move them through their lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Place, User
from accounts.services.places import change_place, create_place
from audit.services import changed, record
from inventory.catalog.errors import NothingToChange
from inventory.catalog.locks import lock_location
from inventory.catalog.models import Location
from inventory.catalog.policies.locations import (
    check_add_location,
    check_change_location,
    check_close_location,
    check_create_location,
    check_open_location,
    check_reopen_location,
    check_suspend_location,
)

GRACE = 30


@transaction.atomic
def create_location(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Place,
    actor: User | None,
    at: datetime,
    time_zone: str = "",
    grace_minutes: int = GRACE,
    attributes: Mapping[str, Any] | None = None,
) -> Location:
    """Make a place below a network or a region, and the location that is one with it, as planned.

    Without a time zone it has that of its parent.

    Refuses, in this order: RightMissing, PlaceOutsideScope, LocationCodeUnfit, GraceUnfit, and what
    `create_place` refuses.
    """
    check_create_location(
        code=code, name=name, parent=parent, grace_minutes=grace_minutes, actor=actor
    )
    place = create_place(
        code=code,
        name=name,
        kind=Place.Kind.PLACE,
        parent=parent,
        actor=actor,
        at=at,
        time_zone=time_zone or parent.time_zone,
    )
    return _make(place, kind, grace_minutes, attributes, actor, at)


@transaction.atomic
def add_location(
    *,
    place: Place,
    kind: str,
    actor: User | None,
    at: datetime,
    grace_minutes: int = GRACE,
    attributes: Mapping[str, Any] | None = None,
) -> Location:
    """Let a place that exists hold stock, as a planned location.

    Refuses, in this order: RightMissing, PlaceOutsideScope, PlaceIsNoSite, GraceUnfit,
    AlreadyALocation.
    """
    check_add_location(place, grace_minutes=grace_minutes, actor=actor)
    return _make(place, kind, grace_minutes, attributes, actor, at)


@transaction.atomic
def change_location(
    *,
    code: str,
    name: str,
    kind: str,
    time_zone: str,
    grace_minutes: int,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Location:
    """Change what a location is called, its kind, its zone, and how long its feeds may be late.

    Refuses, in this order: LocationUnknown, RightMissing, PlaceOutsideScope,
    LocationChangedMeanwhile, LocationCodeUnfit, GraceUnfit, what `change_place` refuses,
    NothingToChange.
    """
    location = lock_location(code)
    check_change_location(
        location, name=name, grace_minutes=grace_minutes, version=version, actor=actor
    )
    place = location.place
    place_differs = (place.name, place.time_zone) != (name, time_zone)
    if place_differs:
        location.place = change_place(
            place_id=place.pk, name=name, time_zone=time_zone, actor=actor, at=at
        )
    old = facts_of(location)
    location.kind, location.grace_minutes = Location.Kind(kind), grace_minutes
    before, after = changed(old, facts_of(location))
    if not after and not place_differs:
        raise NothingToChange
    _save(location, ["kind", "grace_minutes"])
    if after:
        _record("changed", location, actor, at, before, after)
    return location


@transaction.atomic
def set_location_grace(*, code: str, minutes: int, actor: User | None, at: datetime) -> Location:
    """Say how many minutes a state may stay below zero here before it is a case.

    Refuses what `change_location` refuses.
    """
    location = lock_location(code)
    return change_location(
        code=code,
        name=location.name,
        kind=location.kind,
        time_zone=location.place.time_zone,
        grace_minutes=minutes,
        actor=actor,
        at=at,
    )


@transaction.atomic
def open_location(*, code: str, actor: User | None, at: datetime) -> Location:
    """Begin to sell, receive and send at a planned location.

    Refuses, in this order: LocationUnknown, RightMissing, PlaceOutsideScope,
    LocationLifecycleForbids.
    """
    location = lock_location(code)
    check_open_location(location, actor=actor)
    old = location.lifecycle
    location.open()
    return _save_step(location, "opened", old, actor, at)


@transaction.atomic
def suspend_location(*, code: str, reason: str, actor: User | None, at: datetime) -> Location:
    """Promise nothing new from a location for a time; it keeps its stock, sends and counts.

    Refuses, in this order: LocationUnknown, RightMissing, PlaceOutsideScope,
    LocationLifecycleForbids.
    """
    location = lock_location(code)
    check_suspend_location(location, actor=actor)
    old = location.lifecycle
    location.suspend()
    return _save_step(location, "suspended", old, actor, at, reason)


@transaction.atomic
def reopen_location(*, code: str, actor: User | None, at: datetime) -> Location:
    """End the suspension of a location.

    Refuses, in this order: LocationUnknown, RightMissing, PlaceOutsideScope,
    LocationLifecycleForbids.
    """
    location = lock_location(code)
    check_reopen_location(location, actor=actor)
    old = location.lifecycle
    location.open()
    return _save_step(location, "reopened", old, actor, at)


@transaction.atomic
def close_location(*, code: str, reason: str, actor: User | None, at: datetime) -> Location:
    """End a location for good. A fact that still arrives from it is posted and becomes a case.

    Refuses, in this order: LocationUnknown, RightMissing, PlaceOutsideScope,
    LocationLifecycleForbids, LocationNotEmpty.
    """
    location = lock_location(code)
    check_close_location(location, actor=actor)
    old = location.lifecycle
    location.close()
    return _save_step(location, "closed", old, actor, at, reason)


def facts_of(location: Location) -> dict[str, Any]:
    """What of a location changes, as the trail shows it."""
    return {"kind": location.kind, "grace_minutes": location.grace_minutes}


def _make(
    place: Place,
    kind: str,
    grace_minutes: int,
    attributes: Mapping[str, Any] | None,
    actor: User | None,
    at: datetime,
) -> Location:
    location = Location.objects.create(
        place=place,
        kind=Location.Kind(kind),
        grace_minutes=grace_minutes,
        attributes=dict(attributes or {}),
    )
    _record("created", location, actor, at, None, facts_of(location))
    return location


def _save(location: Location, fields: list[str]) -> None:
    location.version += 1
    location.save(update_fields=[*fields, "version"])


def _save_step(
    location: Location, verb: str, old: str, actor: User | None, at: datetime, reason: str = ""
) -> Location:
    _save(location, ["lifecycle"])
    before, after = {"lifecycle": old}, {"lifecycle": location.lifecycle}
    record(
        f"inventory.location.{verb}",
        location,
        actor=actor,
        at=at,
        place=location.place,
        before=before,
        after=after,
        reason=reason,
    )
    return location


def _record(
    verb: str,
    location: Location,
    actor: User | None,
    at: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
) -> None:
    record(
        f"inventory.location.{verb}",
        location,
        actor=actor,
        at=at,
        place=location.place,
        before=before,
        after=after,
    )
