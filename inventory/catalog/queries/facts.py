"""Dated facts of SKUs, and SKUs by their names. The plural forms read any number in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from inventory.catalog.models import CostPrice, KitComponent, Sku, SkuIdentifier
from inventory.catalog.sql import among


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: a SKU, and the unit one of it stands for ("" is one base unit)."""

    sku_id: int
    code: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One component of a kit: so many base units of it in one kit."""

    component_id: int
    code: str
    quantity: int


def cost_at(sku_id: int, at: datetime) -> Decimal | None:
    """The standard cost of one base unit at a moment; None when none was set by that day."""
    return costs_at([sku_id], at).get(sku_id)


def price_at(sku_id: int, at: datetime) -> Decimal | None:
    """The retail price of one base unit at a moment; None when none was set by that day."""
    return prices_at([sku_id], at).get(sku_id)


def costs_at(sku_ids: Iterable[int], at: datetime) -> dict[int, Decimal]:
    """Standard costs at a moment, by the day it is then in each SKU's network."""
    return _amounts(CostPrice.Kind.COST, sku_ids, at)


def prices_at(sku_ids: Iterable[int], at: datetime) -> dict[int, Decimal]:
    """Retail prices at a moment, by the day it is then in each SKU's network."""
    return _amounts(CostPrice.Kind.RETAIL, sku_ids, at)


def _amounts(kind: CostPrice.Kind, sku_ids: Iterable[int], at: datetime) -> dict[int, Decimal]:
    wanted = RawSQL("SELECT unnest(%s::bigint[])", [list(sku_ids)], output_field=IntegerField())
    rows = CostPrice.objects.begun(at).filter(sku_id__in=wanted, kind=kind)
    latest = rows.order_by("sku_id", "-valid_from").distinct("sku_id")
    return dict(latest.values_list("sku_id", "amount"))


def recipe_at(kit_id: int, at: datetime) -> list[Line]:
    """What a kit is made of at a moment; empty when it has no recipe then."""
    lines = KitComponent.objects.valid_at(at).filter(kit_id=kit_id).order_by("component__code")
    return [Line(*row) for row in lines.values_list("component_id", "component__code", "quantity")]


def resolve_codes(texts: Iterable[str]) -> dict[str, Named]:
    """What each text names: the code of a SKU, or one of its identifiers. What names nothing is
    absent; a code goes before an identifier."""
    wanted = among(set(texts))
    numbers = SkuIdentifier.objects.filter(value__in=wanted)
    found = {
        value: Named(sku_id, code, unit)
        for value, sku_id, code, unit in numbers.values_list("value", "sku_id", "sku__code", "unit")
    }
    codes = Sku.objects.filter(code__in=wanted).values_list("code", "pk")
    return found | {code: Named(pk, code) for code, pk in codes}
