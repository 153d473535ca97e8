"""What a scanned text names: a code, a barcode in any spelling, a case of so many, a GS1 element string."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from inventory.catalog.gtin import spellings
from inventory.catalog.models import Sku, UnitConversion
from inventory.catalog.queries.facts import resolve_codes

# The first element of a GS1 string: (01) and fourteen digits, with or without what scanners put before.
GS1 = re.compile(r"^(?:\][A-Za-z]\d)?(?:\(01\)|01)(\d{14})(?=$|\D|\d{2})")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A SKU, and how many base units one scan of the text stands for."""

    sku_id: int
    code: str
    name: str
    network_id: int
    is_kit: bool
    unit: str = ""
    factor: int = 1


def scanned_codes(texts: Iterable[str]) -> dict[str, Scanned]:
    """What each text names, as far as anything goes by it; four statements for any number."""
    ways = {text: _ways(text) for text in set(texts)}
    named = resolve_codes({way for found in ways.values() for way in found})
    hits = {text: named[way] for text, found in ways.items() for way in found if way in named}
    ids = {hit.sku_id for hit in hits.values()}
    skus = Sku.objects.in_bulk(ids)
    rows = UnitConversion.objects.filter(sku_id__in=ids).values_list("sku_id", "unit", "factor")
    factors = {(sku_id, unit): factor for sku_id, unit, factor in rows}
    return {
        text: Scanned(
            sku_id=hit.sku_id,
            code=hit.code,
            name=skus[hit.sku_id].name,
            network_id=skus[hit.sku_id].network_id,
            is_kit=skus[hit.sku_id].is_kit,
            unit=hit.unit,
            factor=factors.get((hit.sku_id, hit.unit), 1),
        )
        for text, hit in hits.items()
    }


def _ways(text: str) -> list[str]:
    """The text itself last, so that an exact name wins over other spellings of a number and over capitals
    for what was typed small."""
    found = GS1.match(text) if len(text) >= 16 else None
    inner = spellings(found[1]) if found else set()
    return [*sorted(inner), *sorted(spellings(text) - {text}), text.upper(), text]
