"""What the replay says: payloads under new keys, each with the next number of its stream."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.db.models import Max

from demo.models import LaterTold
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType

MARK = "replay-"
# SKU and location.
Cell = tuple[str, str]


class Teller:
    """Keys are of one run of the replay; numbers go on where a stream ended."""

    def __init__(self, *, at: datetime) -> None:
        self.run = at.strftime("%y%m%d%H%M%S")
        self.keys = count(1)
        self.last: dict[tuple[str, str], int] = {}

    def payload(
        self, kind: EventType, cell: Cell, quantity: int, at: datetime, **extra: Any
    ) -> dict[str, Any]:
        """The event as its source sends it, not yet numbered."""
        sku, location = cell
        return {
            "key": f"{MARK}{self.run}-{next(self.keys)}",
            "type": kind.word,
            "sku": sku,
            "location": location,
            "quantity": quantity,
            "occurred_at": at.isoformat(timespec="microseconds"),
            "attributes": {"derived": "a day like the last ones"},
        } | {name: value for name, value in extra.items() if value}

    def numbered(self, source: str, payload: dict[str, Any]) -> dict[str, Any]:
        """With the next number of its stream; what has one, or no stream, stays as it is."""
        stream = payload.get("stream")
        if not stream or "sequence" in payload:
            return payload
        last = self.last.get((source, stream))
        number = 1 + (_last_number(source, stream) if last is None else last)
        self.last[source, stream] = number
        return payload | {"sequence": number}


def _last_number(source: str, stream: str) -> int:
    """The highest number that was told, or that is held and will be."""
    told = Event.objects.filter(source__code=source, stream=stream).aggregate(last=Max("sequence"))
    held = LaterTold.objects.filter(source=source, payload__stream=stream)
    numbers = held.values_list("payload__sequence", flat=True)
    return max(told["last"] or 0, *(number or 0 for number in numbers), 0)
