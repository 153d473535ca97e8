"""The codes a device may meet in a delivery."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inventory.catalog.models import Sku
from inventory.receiving.models import Receipt

MOST = 5_000


def codes_of(receipt: Receipt) -> dict[str, dict[str, Any]]:
    """Code or barcode -> the SKU and how many of it one scan is."""
    lines = receipt.lines.values_list("sku_id", flat=True)[:MOST]
    return codes_of_skus(list(lines))


def codes_of_skus(sku_ids: Iterable[int]) -> dict[str, dict[str, Any]]:
    skus = Sku.objects.filter(pk__in=list(sku_ids)).prefetch_related("identifiers", "units")
    return {
        code: {"sku": sku.code, "name": sku.name, "factor": factor, "unit": unit}
        for sku in skus
        for code, unit, factor in _names(sku)
    }


def _names(sku: Sku) -> Iterable[tuple[str, str, int]]:
    factors = {row.unit: row.factor for row in sku.units.all()}
    yield sku.code, "", 1
    for row in sku.identifiers.all():
        yield row.value, row.unit, factors.get(row.unit, 1)
