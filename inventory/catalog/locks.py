"""Row locks of the catalogue. Order: categories, then SKUs by code, then locations by code."""

from collections.abc import Iterable

from inventory.catalog.errors import LocationUnknown, SkuUnknown
from inventory.catalog.models import Location, Sku
from inventory.catalog.sql import among


def lock_sku(code: str) -> Sku:
    """Refuses SkuUnknown."""
    locked = Sku.objects.select_for_update(of=("self",)).select_related("network")
    sku = locked.filter(code=code).first()
    if sku is None:
        raise SkuUnknown(code=code)
    return sku


def lock_skus(codes: Iterable[str]) -> dict[str, Sku]:
    """Those that exist, by code, locked in the order of their codes."""
    locked = Sku.objects.select_for_update(of=("self",)).select_related("category", "network")
    return {sku.code: sku for sku in locked.filter(code__in=among(codes)).order_by("code")}


def lock_location(code: str) -> Location:
    """Refuses LocationUnknown."""
    locked = Location.objects.select_for_update(of=("self",)).select_related("place")
    location = locked.filter(place__code=code).first()
    if location is None:
        raise LocationUnknown(code=code)
    return location
