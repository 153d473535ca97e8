"""Write what a unit is made of: its network, places, sources and SKUs, by the commands staff use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import Place
from accounts.services import create_place
from demo.forms import DemoPlace, DemoSku, DemoSource, Form, Reading
from demo.models import Unit
from inventory.catalog.location_rows import LocationRow
from inventory.catalog.models import Location
from inventory.catalog.policies.locations import LONGEST_GRACE
from inventory.catalog.rows import SkuRow
from inventory.catalog.services.bulk_locations import upsert_locations
from inventory.catalog.services.bulk_skus import upsert_skus
from inventory.intake.services import SourceSettings, change_source
from inventory.ledger.models import Source
from inventory.ledger.services import ensure_source
from kernel.clock import now

AGENT = "demo"
SPEAKS_WHEN_IT_LIKES = 0
# While its history is told, a unit's stock may be below zero for want of what is not told yet.
STILL_TOLD = LONGEST_GRACE
# Shorter than what a place begins with: who looks for a quarter of an hour shall see such a case open.
GRACE = 10
MONEY_BEFORE = timedelta(days=7)
TOLD = "Its history is told; from now on it is expected."


def write_catalogue(*, unit: Unit, form: Form, reading: Reading, shift: timedelta) -> Place:
    """Make what is missing and leave the rest; money holds from a week before the data on, so that
    what its people asked for in the days before has a value.
    """
    at = now()
    network = _network(unit, form, at)
    _write_places(reading.places, network, form, at)
    for source in reading.sources:
        _write_source(source, at)
    first_day = (reading.told[0].occurred_at + shift - MONEY_BEFORE).date()
    rows = [_sku_row(sku, first_day) for sku in reading.skus]
    upsert_skus(network=network, rows=rows, actor=None, at=at, agent=AGENT)
    for _day, dated in sorted(_dated(reading.skus, shift).items()):
        upsert_skus(network=network, rows=dated, actor=None, at=at, agent=AGENT)
    return network


def expect(*, network: Place, reading: Reading) -> None:
    """All was told: from now on its sources are missed when silent, its stock when below zero.

    Before, each was silent, and short of much, only because the rest of the history was still to come.
    """
    at = now()
    for said in reading.sources:
        source = Source.objects.get(code=said.code)
        settings = SourceSettings.of(source)
        if said.expected and settings.interval_minutes == SPEAKS_WHEN_IT_LIKES:
            wanted = replace(settings, interval_minutes=said.batch_minutes)
            change_source(
                code=said.code,
                settings=wanted,
                reason=TOLD,
                version=source.version,
                actor=None,
                at=at,
            )
    within = Location.objects.filter(place__path__startswith=network.path, grace_minutes=STILL_TOLD)
    codes = within.order_by("place__code").values_list("place__code", flat=True)
    rows = [LocationRow(code=code, grace_minutes=GRACE) for code in codes]
    upsert_locations(rows=rows, actor=None, at=at)


def _network(unit: Unit, form: Form, at: datetime) -> Place:
    code = unit.code.upper()
    known = Place.objects.filter(code=code).first()
    return known or create_place(
        code=code,
        name=unit.name,
        kind=Place.Kind.NETWORK,
        parent=None,
        actor=None,
        at=at,
        time_zone=form.time_zone,
        currency=form.currency,
    )


def _write_places(places: list[DemoPlace], network: Place, form: Form, at: datetime) -> None:
    known = set(Place.objects.filter(path__startswith=network.path).values_list("code", flat=True))
    for region in (place for place in places if not place.kind and place.code not in known):
        create_place(
            code=region.code,
            name=region.name,
            kind=Place.Kind.REGION,
            parent=network,
            actor=None,
            at=at,
            time_zone=form.time_zone,
        )
    rows = [_location_row(p, network, form) for p in places if p.kind and p.code not in known]
    upsert_locations(rows=rows, actor=None, at=at)


def _location_row(place: DemoPlace, network: Place, form: Form) -> LocationRow:
    return LocationRow(
        code=place.code,
        name=place.name,
        kind=place.kind,
        parent=place.parent or network.code,
        time_zone=form.time_zone,
        lifecycle="open",
        grace_minutes=STILL_TOLD,
        attributes=place.attributes,
    )


def _write_source(source: DemoSource, at: datetime) -> None:
    ensure_source(
        code=source.code,
        name=source.name,
        actor=None,
        at=at,
        interval_minutes=SPEAKS_WHEN_IT_LIKES,
    )


def _dated(skus: list[DemoSku], shift: timedelta) -> dict[date, list[SkuRow]]:
    """Costs and prices by the day they hold from, moved like everything else."""
    amounts: dict[tuple[date, str], dict[str, Decimal]] = defaultdict(dict)
    for sku in skus:
        for name, history in (("cost", sku.costs), ("price", sku.prices)):
            for day, amount in history:
                amounts[day + shift, sku.code][name] = amount
    rows: dict[date, list[SkuRow]] = defaultdict(list)
    for (day, code), held in sorted(amounts.items()):
        row = SkuRow(code=code, cost=held.get("cost"), price=held.get("price"), money_from=day)
        rows[day].append(row)
    return rows


def _sku_row(sku: DemoSku, first_day: date) -> SkuRow:
    return SkuRow(
        code=sku.code,
        name=sku.name,
        category=sku.category,
        base_unit=sku.base_unit,
        units=(("case", sku.case_of),) if sku.case_of > 1 else (),
        cost=None if sku.costs else sku.cost,
        price=None if sku.prices else sku.price,
        money_from=first_day,
        attributes={name: value for name, value in sku.attributes.items() if value},
    )
