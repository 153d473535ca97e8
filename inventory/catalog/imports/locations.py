"""Locations from a file."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy

from accounts.models import Place
from inventory.catalog.location_rows import LocationRow, location_row_faults
from inventory.catalog.models import Location
from inventory.catalog.policies.locations import LONGEST_GRACE
from inventory.catalog.services.bulk_locations import upsert_locations
from workbench.imports.fields import Field, Kind
from workbench.imports.kinds import Batch, Checked, ImportKind, Problem, Row

FIELDS = (
    Field("code", "Code", required=True, max_length=40, example="S-112",
          hint=gettext_lazy("Names the location. A known code changes it, a new one makes it."),
          aliases=("location", "location code", "store", "store number", "site")),
    Field("name", "Name", max_length=160, example="Camden",
          hint=gettext_lazy("Needed for a new location."), aliases=("store name", "site name")),
    Field("kind", "Kind", Kind.CHOICE, example="store", choices=cast(dict[str, str], dict(Location.Kind.choices)),
          hint=gettext_lazy("Needed for a new location."), aliases=("type",)),
    Field("parent", "Lies in", max_length=40, example="north",
          hint=gettext_lazy("The code of its network or region. Needed for a new location."),
          aliases=("parent", "region", "network")),
    Field("time_zone", "Time zone", max_length=64, example="Europe/London",
          hint=gettext_lazy("Empty means that of what it lies in."), aliases=("timezone", "tz")),
    Field("grace_minutes", "Grace in minutes", Kind.INTEGER, minimum=0, maximum=LONGEST_GRACE,
          example="30", hint=gettext_lazy("How long stock may be below zero; empty means 30.")),
    Field("lifecycle", "Lifecycle", Kind.CHOICE, example="open",
          choices={value: value for value in Location.Lifecycle.values},
          hint=gettext_lazy("For a new location: open or planned; empty means open."),
          aliases=("status",)),
)  # fmt: skip


def check(batch: Batch) -> Checked:
    """Everything that keeps the rows from being written, and how many locations would be new."""
    rows = [_location_row(row) for row in batch.rows]
    problems = [
        Problem(batch.rows[fault.index].number, fault.field, fault.text)
        for fault in location_row_faults(rows, actor=batch.actor)
    ]
    codes = {row.code for row in rows}
    known = Place.objects.filter(code__in=codes, location__isnull=False).count()
    return Checked(problems, {"new": len(codes) - known, "known": known})


def apply(batch: Batch) -> dict[str, int]:
    rows = [_location_row(row) for row in batch.rows]
    done = upsert_locations(rows=rows, actor=batch.actor, at=batch.at)
    return {"created": done.created, "changed": done.changed, "unchanged": done.unchanged}


def _location_row(row: Row) -> LocationRow:
    return LocationRow(
        code=row["code"],
        name=row["name"] or "",
        kind=row["kind"] or "",
        parent=row["parent"] or "",
        time_zone=row["time_zone"] or "",
        grace_minutes=row["grace_minutes"],
        lifecycle=row["lifecycle"] or Location.Lifecycle.OPEN.value,
    )


LOCATIONS = ImportKind(
    key="locations",
    label=gettext_lazy("Locations"),
    about=gettext_lazy("Stores, distribution centres and other places that hold stock."),
    permission="catalog.import",
    fields=FIELDS,
    check=check,
    apply=apply,
    page_url_name="inventory:import",
    result_url_name="inventory:locations",
    chunk=100,
)
