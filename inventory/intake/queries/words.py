"""From the codes a caller sent to the rows they name."""

from collections.abc import Collection, Sequence

from django.db import connection

from accounts.models import Place
from accounts.models.place import Principal

CODES = "SELECT s.code, s.id, s.code FROM catalog_sku s WHERE s.code = ANY(%(codes)s)"
IDENTIFIERS = (
    "SELECT i.value, s.id, s.code FROM catalog_skuidentifier i"
    " JOIN catalog_sku s ON s.id = i.sku_id WHERE i.value = ANY(%(codes)s)"
)
NAMES = "SELECT s.id, s.code FROM catalog_sku s WHERE s.id = ANY(%(ids)s)"


def known_skus(codes: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    """The SKUs of these codes or identifiers with their own codes, and the codes nobody knows."""
    if not codes:
        return {}, []
    with connection.cursor() as cursor:
        cursor.execute(CODES, {"codes": list(codes)})
        found = {word: (pk, code) for word, pk, code in cursor.fetchall()}
        # Most callers name SKUs by their codes: identifiers are asked only for the rest.
        if missing := [code for code in codes if code not in found]:
            cursor.execute(IDENTIFIERS, {"codes": missing})
            found |= {word: (pk, code) for word, pk, code in cursor.fetchall()}
    known = dict(found[code] for code in codes if code in found)
    return known, [code for code in codes if code not in found]


def sku_codes(ids: Collection[int]) -> dict[int, str]:
    """The codes of these SKUs."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {"ids": list(ids)})
        return dict(cursor.fetchall())


def known_locations(codes: Sequence[str], principal: Principal) -> tuple[list[int], list[str]]:
    """The places of these codes within scope, and the codes nobody knows there."""
    if not codes:
        return [], []
    places = Place.objects.visible_to(principal).filter(code__in=codes)
    found = dict(places.values_list("code", "pk"))
    return list(found.values()), [code for code in codes if code not in found]
