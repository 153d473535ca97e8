"""SKUs and locations as files that can be imported again: the columns of the import, in its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from inventory.catalog.imports.locations import FIELDS as LOCATION_FIELDS
from inventory.catalog.imports.skus import FIELDS as SKU_FIELDS
from inventory.catalog.models import Category, CostPrice, Location, Sku, SkuIdentifier
from inventory.catalog.services.bulk_categories import SEPARATOR
from kernel.clock import now
from kernel.lists import ListView
from workbench.exports import Column, Kind
from workbench.list_export import FileForm

SKU_WORDS = (
    *("code", "name", "category", "barcodes", "supplier_numbers"),
    *("units", "base_unit", "kind", "lifecycle"),
)
LABELS = {field.key: field.label for field in SKU_FIELDS}
PLACE_LABELS = {field.key: field.label for field in LOCATION_FIELDS}


def sku_columns(view: ListView[Sku]) -> list[Column]:
    made = [Column(key, str(LABELS[key])) for key in SKU_WORDS]
    if view.user.may("value.view"):
        made.append(Column("cost", str(LABELS["cost"]), Kind.DECIMAL))
    made.append(Column("price", str(LABELS["price"]), Kind.DECIMAL))
    return [*made, Column("currency", "Currency"), Column("network", "Network")]


def sku_rows(view: ListView[Sku], records: Sequence[Sku]) -> Iterator[list[Any]]:
    """What the import reads of each SKU: a few statements per thousand."""
    more = _More(records)
    sees_cost = view.user.may("value.view")
    for sku in records:
        yield [
            sku.code,
            sku.name,
            more.category(sku),
            more.numbers[sku.pk, False],
            more.numbers[sku.pk, True],
            more.units[sku.pk],
            sku.base_unit,
            sku.kind,
            sku.lifecycle,
            *([more.amounts.get((sku.pk, CostPrice.Kind.COST))] if sees_cost else []),
            more.amounts.get((sku.pk, CostPrice.Kind.RETAIL)),
            sku.network.currency,
            sku.network.code,
        ]


class _More:
    """What belongs to these SKUs besides their own row, as the import writes it."""

    def __init__(self, records: Sequence[Sku]) -> None:
        ids = [sku.pk for sku in records]
        self.numbers: dict[tuple[int, bool], str] = defaultdict(str)
        for one in SkuIdentifier.objects.filter(sku__in=ids).order_by("unit", "value"):
            key = one.sku_id, one.scheme == SkuIdentifier.Scheme.SUPPLIER
            self.numbers[key] = _joined(self.numbers[key], one.value, one.unit)
        self.units: dict[int, str] = defaultdict(str)
        for sku in Sku.objects.filter(pk__in=ids).prefetch_related("units"):
            self.units[sku.pk] = "; ".join(f"{one.unit}={one.factor}" for one in sku.units.all())
        self.amounts: dict[tuple[int, str], Decimal] = {}
        held = CostPrice.objects.begun(now()).filter(sku__in=ids)
        for sku_id, kind, amount in held.values_list("sku", "kind", "amount"):
            # The newest comes first.
            self.amounts.setdefault((sku_id, kind), amount)
        steps = {int(step) for sku in records for step in _steps(sku.category)}
        self.names = dict(Category.objects.filter(pk__in=steps).values_list("pk", "name"))

    def category(self, sku: Sku) -> str:
        """The chain of names from the root down."""
        return SEPARATOR.join(self.names[int(step)] for step in _steps(sku.category))


def _steps(category: Category | None) -> list[str]:
    return [step for step in category.path.split("/") if step] if category else []


def _joined(before: str, value: str, unit: str) -> str:
    made = f"{value}={unit}" if unit else value
    return f"{before}; {made}" if before else made


def location_columns(view: ListView[Location]) -> list[Column]:
    words = ("code", "name", "kind", "parent", "time_zone")
    made = [Column(key, str(PLACE_LABELS[key])) for key in words]
    made.append(Column("grace_minutes", str(PLACE_LABELS["grace_minutes"]), Kind.INTEGER))
    return [*made, Column("lifecycle", str(PLACE_LABELS["lifecycle"]))]


def location_rows(view: ListView[Location], records: Sequence[Location]) -> Iterator[list[Any]]:
    for one in records:
        place = one.place
        parent = place.parent.code if place.parent else ""
        yield [
            *(place.code, place.name, one.kind, parent, place.time_zone),
            *(one.grace_minutes, one.lifecycle),
        ]


SKU_FILE = FileForm(sku_columns, sku_rows)
LOCATION_FILE = FileForm(location_columns, location_rows)
