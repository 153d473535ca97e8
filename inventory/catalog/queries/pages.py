"""What the pages of a SKU and of a location show of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from inventory.catalog.models import Category, CostPrice, KitComponent, Sku, Substitute
from inventory.catalog.policies.allows import (
    LOCATION_ACTS,
    LOCATION_ALLOWS,
    SKU_ACTS,
    SKU_ALLOWS,
)

MOST = 100


@dataclass(frozen=True, slots=True)
class Recipe:
    """The lines of a kit that start together; `tense` is past, now or coming."""

    starts: datetime
    ends: datetime | None
    tense: str
    lines: Sequence[KitComponent]


@dataclass(frozen=True, slots=True)
class Amount:
    """A cost or a price and the day it holds from; `current` is the one that holds today."""

    valid_from: date
    amount: Decimal
    current: bool


def recipes_of(kit: Sku, at: datetime) -> list[Recipe]:
    """Every recipe of a kit, newest first."""
    lines = KitComponent.objects.filter(kit=kit).select_related("component")
    ordered = lines.order_by("-valid_from", "component__code")[:MOST]
    made = []
    for starts, group in groupby(ordered, key=lambda line: line.valid_from):
        rows = list(group)
        ends = rows[0].valid_to
        tense = "coming" if starts > at else "past" if ends and ends <= at else "now"
        made.append(Recipe(starts, ends, tense, rows))
    return made


def kits_with(sku: Sku, at: datetime) -> list[KitComponent]:
    """The kits this SKU is in now."""
    lines = KitComponent.objects.valid_at(at).filter(component=sku).select_related("kit")
    return list(lines.order_by("kit__code")[:MOST])


def substitutes_of(sku: Sku) -> list[Substitute]:
    return list(Substitute.objects.filter(sku=sku).select_related("instead"))


def amounts_of(sku: Sku, today: date) -> dict[str, list[Amount]]:
    """Costs and prices, newest first, by kind."""
    made: dict[str, list[Amount]] = {kind: [] for kind in CostPrice.Kind.values}
    found: set[str] = set()
    for row in CostPrice.objects.filter(sku=sku).order_by("-valid_from")[:MOST]:
        current = row.valid_from <= today and row.kind not in found
        found |= {row.kind} if current else set()
        made[row.kind].append(Amount(row.valid_from, row.amount, current))
    return made


def category_chain(category: Category | None) -> list[Category]:
    """A category with everything above it, from the root down."""
    if category is None:
        return []
    ids = [int(step) for step in category.path.strip("/").split("/")]
    found = Category.objects.in_bulk(ids)
    return [found[each] for each in ids if each in found]


def sku_rules(sku: Sku) -> list[tuple[Any, bool]]:
    """What its lifecycle allows, in words."""
    return [(words, act in SKU_ALLOWS[sku.lifecycle]) for act, words in SKU_ACTS.items()]


def location_rules(lifecycle: str) -> list[Any]:
    """What a location in this lifecycle does not do, in words."""
    allowed = LOCATION_ALLOWS[lifecycle]
    return [words for act, words in LOCATION_ACTS.items() if act not in allowed]
