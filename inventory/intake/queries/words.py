"""From the codes a caller sent to the rows they name."""

from collections.abc import Sequence

from django.db import connection

from accounts.models import Place
from accounts.models.place import Principal

SKUS = """
SELECT s.code, s.id FROM catalog_sku s WHERE s.code = ANY(%(codes)s)
UNION ALL
SELECT i.value, i.sku_id FROM catalog_skuidentifier i WHERE i.value = ANY(%(codes)s)
"""


def known_skus(codes: Sequence[str]) -> tuple[list[int], list[str]]:
    """The SKUs of these codes or identifiers, and the codes nobody knows."""
    if not codes:
        return [], []
    with connection.cursor() as cursor:
        cursor.execute(SKUS, {"codes": list(codes)})
        found = dict(cursor.fetchall())
    return list(dict.fromkeys(found.values())), [code for code in codes if code not in found]


def known_locations(codes: Sequence[str], principal: Principal) -> tuple[list[int], list[str]]:
    """The places of these codes within scope, and the codes nobody knows there."""
    if not codes:
        return [], []
    places = Place.objects.visible_to(principal).filter(code__in=codes)
    found = dict(places.values_list("code", "pk"))
    return list(found.values()), [code for code in codes if code not in found]
