"""The damaged pieces of an arrival, each by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from inventory.catalog.models import Sku
from inventory.receiving.models import Arrival, ReceiptEvent

DAMAGED = ReceiptEvent.Meaning.DAMAGED


class Piece(NamedTuple):
    sku: Sku
    # A key of the form's reasons, or what another system said.
    reason: str


def damaged_in(arrival: Arrival) -> list[Piece]:
    rows = arrival.events.filter(meaning=DAMAGED).select_related("event__sku").order_by("pk")
    return [
        Piece(row.event.sku, row.event.reason)
        for row in rows
        if row.event.sku
        for _piece in range(row.event.quantity)
    ]


def damaged_by_arrival(arrivals: Iterable[Arrival]) -> dict[int, int]:
    """How many pieces of each arrival, by its id; one query for all."""
    found: dict[int, int] = defaultdict(int)
    rows = ReceiptEvent.objects.filter(arrival__in=arrivals, meaning=DAMAGED)
    for arrival_id, quantity in rows.values_list("arrival_id", "event__quantity"):
        found[arrival_id or 0] += quantity
    return found
