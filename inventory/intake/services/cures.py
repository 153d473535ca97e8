"""Cases about events that did not fit close themselves once what they complained about is cured.

A fact at a closed store stops being wrong when the store opens; one about an inactive SKU when the SKU
is active; one about a place of another network when both belong together. A missing reason does not
cure itself: somebody has to say why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from exceptions.queries import open_fingerprints
from exceptions.services import close_case
from inventory.catalog.models import Location, Sku

BREACH, FOREIGN = "lifecycle_breach", "other_network"


def close_cured(*, at: datetime) -> int:
    """Close the cases whose cause is gone, with what cured it; answers how many.

    Refuses nothing: what still does not fit stays open.
    """
    closed = 0
    for fingerprint, note in _cured():
        closed += close_case(fingerprint=fingerprint, at=at, note=note) is not None
    return closed


def _cured() -> Iterator[tuple[str, str]]:
    named = [
        (fingerprint, *_parts(fingerprint))
        for kind in (BREACH, FOREIGN)
        for fingerprint in open_fingerprints(kind=kind)
    ]
    skus = Sku.objects.in_bulk({sku for _, _, sku, _ in named if sku})
    places = Location.objects.select_related("place").in_bulk(
        {place for *_, place in named if place}
    )
    for fingerprint, trouble, sku_id, place_id in named:
        note = _note(trouble, skus.get(sku_id), places.get(place_id))
        if note:
            yield fingerprint, note


def _note(trouble: str, sku: Sku | None, location: Location | None) -> str:
    """What cured it, or "" while nothing did."""
    if (
        trouble == "location_not_open"
        and location
        and location.lifecycle == location.Lifecycle.OPEN
    ):
        return f"{location.place.name} is open."
    if trouble == "sku_not_active" and sku and sku.lifecycle == sku.Lifecycle.ACTIVE:
        return f"{sku.code} is active."
    if trouble == FOREIGN and sku and location and sku.network_id == location.place.network_id:
        return f"{sku.code} and {location.place.name} belong to one network."
    return ""


def _parts(fingerprint: str) -> tuple[str, int, int]:
    """The trouble, the SKU and the place that the fingerprint names; 0 for none."""
    trouble, _, rest = fingerprint.partition(":")
    sku, _, place = rest.partition(":")
    return trouble, _number(sku), _number(place)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
