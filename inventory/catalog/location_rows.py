"""Rows of locations, and whether they fit with the tree of places and with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from accounts.models import Place, User
from accounts.policies.base import covers
from inventory.catalog.models import Location
from inventory.catalog.policies.locations import LONGEST_GRACE
from inventory.catalog.policies.skus import is_code
from inventory.catalog.rows import Fault

FIRST_LIFECYCLES = frozenset({Location.Lifecycle.OPEN.value, Location.Lifecycle.PLANNED.value})


@dataclass(frozen=True, slots=True)
class LocationRow:
    """One location. What is None or empty leaves an existing location as it is.

    `parent` is the code of a network or region. `lifecycle` is that of a new location, open or
    planned; an existing one keeps its own.
    """

    code: str
    name: str = ""
    kind: str = ""
    parent: str = ""
    time_zone: str = ""
    grace_minutes: int | None = None
    lifecycle: str = Location.Lifecycle.OPEN.value
    attributes: Mapping[str, Any] | None = None


def location_row_faults(rows: Sequence[LocationRow], *, actor: User | None) -> list[Fault]:
    """Everything that keeps these rows from being written, all at once, in their order."""
    parents = {
        place.code: place for place in Place.objects.filter(code__in={row.parent for row in rows})
    }
    places = {
        place.code: place
        for place in Place.objects.filter(code__in={row.code for row in rows}).select_related(
            "location", "parent"
        )
    }
    times = Counter(row.code for row in rows)
    faults = []
    for index, row in enumerate(rows):
        place = places.get(row.code)
        found = [*_word_faults(row)]
        found += (
            _known_faults(row, place, actor)
            if place
            else _new_faults(row, parents.get(row.parent), actor)
        )
        if times[row.code] > 1:
            found.append(("code", _("The file names this location more than once. Keep one row.")))
        faults += [Fault(index, key, text) for key, text in found]
    return faults


def _word_faults(row: LocationRow) -> Iterator[tuple[str, str]]:
    if not is_code(row.code, 40):
        yield "code", _("A code has 1 to 40 printable characters and no spaces around it.")
    if row.name and not is_code(row.name, 160):
        yield "name", _("A name has at most 160 printable characters.")
    if row.time_zone and row.time_zone not in available_timezones():
        yield "time_zone", _("This is no time zone. Write it as Europe/London.")
    if row.grace_minutes is not None and not 0 <= row.grace_minutes <= LONGEST_GRACE:
        yield "grace_minutes", _("The grace is from 0 to 10,080 minutes.")


def _known_faults(row: LocationRow, place: Place, actor: User | None) -> Iterator[tuple[str, str]]:
    if place.kind != Place.Kind.PLACE:
        yield "code", _("This code belongs to a network or a region.")
    elif actor is not None and not covers(actor, place.path):
        yield "code", _("This location is outside the places you may see.")
    elif row.parent and place.parent and place.parent.code != row.parent:
        text = _("It lies below %(code)s. Move it on the page of places.")
        yield "parent", text % {"code": place.parent.code}


def _new_faults(
    row: LocationRow, parent: Place | None, actor: User | None
) -> Iterator[tuple[str, str]]:
    if not row.name:
        yield "name", _("This location is new, so it needs a name.")
    if row.lifecycle not in FIRST_LIFECYCLES:
        yield "lifecycle", _("A new location is open or planned.")
    if not row.kind:
        yield "kind", _("This location is new, so it needs a kind.")
    if parent is None:
        yield (
            "parent",
            _("This location is new and needs the code of a network or region above it."),
        )
    elif parent.kind == Place.Kind.PLACE:
        yield "parent", _("This is neither a network nor a region.")
    elif actor is not None and not covers(actor, parent.path):
        yield "parent", _("This is outside the places you may see.")
