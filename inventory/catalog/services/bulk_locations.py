"""Many locations at once: imports and loaders. There are hundreds of them, not millions, so each is
made by its own command, with its own trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Place, User
from inventory.catalog.errors import NothingToChange, RowsDoNotFit
from inventory.catalog.location_rows import LocationRow, location_row_faults
from inventory.catalog.models import Location
from inventory.catalog.services.bulk_skus import Upserted
from inventory.catalog.services.locations import (
    GRACE,
    add_location,
    change_location,
    create_location,
    open_location,
)


@transaction.atomic
def upsert_locations(*, rows: Sequence[LocationRow], actor: User | None, at: datetime) -> Upserted:
    """Make the locations that are new, bring the others to what the rows say; what a row leaves out
    stays. All of them or none.

    Refuses, in this order: RowsDoNotFit, RightMissing, PlaceOutsideScope.
    """
    faults = location_row_faults(rows, actor=actor)
    if faults:
        first = faults[0]
        raise RowsDoNotFit(count=len(faults), first=rows[first.index].code, text=first.text)
    done = Upserted()
    for row in rows:
        done += _upsert(row, actor, at)
    return done


def _upsert(row: LocationRow, actor: User | None, at: datetime) -> Upserted:
    location = Location.objects.select_related("place").filter(place__code=row.code).first()
    if location is not None:
        return _change(location, row, actor, at)
    place = Place.objects.filter(code=row.code).first()
    grace = GRACE if row.grace_minutes is None else row.grace_minutes
    if place is not None:
        add_location(
            place=place,
            kind=row.kind or Location.Kind.STORE,
            actor=actor,
            at=at,
            grace_minutes=grace,
            attributes=row.attributes,
        )
    else:
        create_location(
            code=row.code,
            name=row.name,
            kind=row.kind,
            parent=Place.objects.get(code=row.parent),
            actor=actor,
            at=at,
            time_zone=row.time_zone,
            grace_minutes=grace,
            attributes=row.attributes,
        )
    if row.lifecycle == Location.Lifecycle.OPEN:
        open_location(code=row.code, actor=actor, at=at)
    return Upserted(created=1)


def _change(location: Location, row: LocationRow, actor: User | None, at: datetime) -> Upserted:
    grace = row.grace_minutes
    try:
        change_location(
            code=location.code,
            name=row.name or location.name,
            kind=row.kind or location.kind,
            time_zone=row.time_zone or location.place.time_zone,
            grace_minutes=location.grace_minutes if grace is None else grace,
            actor=actor,
            at=at,
        )
    except NothingToChange:
        return Upserted(unchanged=1)
    return Upserted(changed=1)
