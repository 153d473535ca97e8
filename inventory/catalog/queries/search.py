"""Finding SKUs and locations by what people type or scan; every way uses an index at a million SKUs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.db import connection
from django.db.models import Q, QuerySet

from inventory.catalog.gtin import spellings
from inventory.catalog.models import Location, Sku, SkuIdentifier

# Fewer letters than a trigram match too much of a million names to be worth reading.
SHORTEST_PART = 3


@cache
def finds_parts_of_names() -> bool:
    """Whether this database has pg_trgm (see the migration `search_indexes`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def sku_q(text: str) -> Q:
    """SKUs that go by the text: a barcode in any spelling, the beginning or end of a code, a part of
    a name.
    """
    found = SkuIdentifier.objects.filter(value__in=spellings(text)).values_list("sku_id", flat=True)
    return Q(pk__in=list(found)) | code_q(text) | name_q(text)


def code_q(text: str) -> Q:
    """By the beginning of a code, or by its end, which stands largest on many labels."""
    begins = Q(code__istartswith=text)
    ends = len(text) >= SHORTEST_PART and finds_parts_of_names()
    return begins | Q(code__iendswith=text) if ends else begins


def name_q(text: str) -> Q:
    if len(text) < SHORTEST_PART:
        return Q(pk__in=[])
    return Q(name__icontains=text) if finds_parts_of_names() else Q(name__istartswith=text)


def find_skus(rows: QuerySet[Sku], text: str, limit: int) -> Iterator[tuple[Sku, bool]]:
    """SKUs for the palette, best first: what the text names exactly, then codes, then names."""
    exact = list(rows.filter(_names_exactly(text))[:limit])
    yield from ((sku, True) for sku in exact)
    known = {sku.pk for sku in exact}
    for ways in (code_q(text), name_q(text)):
        for sku in rows.filter(ways).order_by()[: limit + len(known)]:
            if len(known) < limit and sku.pk not in known:
                known.add(sku.pk)
                yield sku, False
        if len(known) >= limit:
            return


def _names_exactly(text: str) -> Q:
    numbers = SkuIdentifier.objects.filter(value__in=spellings(text))
    return Q(code=text) | Q(pk__in=list(numbers.values_list("sku_id", flat=True)))


def location_q(text: str) -> Q:
    return Q(place__code__istartswith=text) | Q(place__name__icontains=text)


def find_locations(
    rows: QuerySet[Location], text: str, limit: int
) -> Iterator[tuple[Location, bool]]:
    """Locations by the beginning of their code or a part of their name, an exact code first."""
    found = rows.filter(location_q(text)).select_related("place").order_by("place__code")[:limit]
    for location in sorted(found, key=lambda each: each.code != text):
        yield location, location.code == text
