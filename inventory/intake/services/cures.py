"""Cases about events that did not fit close themselves once what they complained about is cured.

A fact at a closed store stops being wrong when the store opens; one about an inactive SKU when the SKU
is active; and every one when the events it speaks of were reversed. A missing reason and a foreign SKU
have no other cure: somebody has to say why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from exceptions.queries import open_fingerprints, seen_evidence
from exceptions.services import close_case
from inventory.catalog.models import Location, Sku
from inventory.intake.services.notes import DESTINATION
from inventory.ledger.models import Event

BREACH = "lifecycle_breach"
KINDS = (BREACH, "reason_missing", "other_network")
REVERSED = "Every event that it speaks of was reversed."


def close_cured(*, at: datetime) -> int:
    """Close the cases whose cause is gone, with what cured it; answers how many.

    Refuses nothing: what still does not fit stays open.
    """
    closed = 0
    for fingerprint, note in (*_cured(), *_reversed()):
        closed += close_case(fingerprint=fingerprint, at=at, note=note) is not None
    return closed


def _cured() -> Iterator[tuple[str, str]]:
    named = [(text, *_parts(text)) for text in open_fingerprints(kind=BREACH)]
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
    about_place = trouble in {"location_not_open", DESTINATION}
    if about_place and location and location.lifecycle == location.Lifecycle.OPEN:
        return f"{location.place.name} is open."
    if trouble == "sku_not_active" and sku and sku.lifecycle == sku.Lifecycle.ACTIVE:
        return f"{sku.code} is active."
    return ""


def _reversed() -> Iterator[tuple[str, str]]:
    events = {
        fingerprint: ids
        for kind in KINDS
        for fingerprint, evidence in seen_evidence(kind=kind).items()
        if (ids := _events_of(evidence))
    }
    asked = {one for ids in events.values() for one in ids}
    undone = set(Event.objects.filter(reverses__in=asked).values_list("reverses", flat=True))
    for fingerprint, ids in events.items():
        if ids <= undone:
            yield fingerprint, REVERSED


def _events_of(evidence: list[dict[str, Any]]) -> set[int]:
    """All the events the case speaks of; none when one of its happenings does not name all of its."""
    named: set[int] = set()
    for seen in evidence:
        ids = seen.get("event_ids") or []
        if len(ids) != seen.get("events"):
            return set()
        named.update(ids)
    return named


def _parts(fingerprint: str) -> tuple[str, int, int]:
    """The trouble, the SKU and the place that the fingerprint names; 0 for none."""
    trouble, _, rest = fingerprint.partition(":")
    sku, _, place = rest.partition(":")
    return trouble, _number(sku), _number(place)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
