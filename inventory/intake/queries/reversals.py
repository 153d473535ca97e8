"""What a reversal would move, and what of an event was asked or undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum

from accounts.models import Place
from inventory.catalog.models import Sku
from inventory.catalog.queries import costs_at
from inventory.intake.models import Reversal
from inventory.ledger.models import Event, Movement, StockLevel
from inventory.ledger.vocabulary import FIRST_OUTSIDE, End

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Weight:
    """How many pieces an event moved, by SKU, and what they are worth at standard cost."""

    units: dict[Sku, int]
    value: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One state of one cell: as it stands, and after the reversal."""

    sku: str
    location: str
    end: str
    now: int
    after: int


def is_reversed(event: Event) -> bool:
    return Event.objects.filter(reverses=event).exists()


def has_moved(event: Event) -> bool:
    return Movement.objects.filter(event=event).exists()


def reversals_of(event: Event) -> list[Reversal]:
    """What was asked about an event, the newest first."""
    return list(Reversal.objects.filter(event=event).select_related("asked_by"))


def weight_of(event: Event, at: datetime) -> Weight:
    # Not what counts absorbed of it.
    own = Movement.objects.filter(Q(count=None) | Q(count=event), event=event)
    rows = own.values("sku_id").annotate(units=Sum("quantity"))
    moved = {row["sku_id"]: row["units"] for row in rows.order_by("sku_id")}
    skus = Sku.objects.in_bulk(list(moved))
    costs = costs_at(list(moved), at)
    value = None
    if all(pk in costs for pk in moved):
        value = sum((costs[pk] * units for pk, units in moved.items()), Decimal(0)).quantize(PENNY)
    network = Place.objects.filter(pk=event.location.place.network_id) if event.location else None
    currency = network.values_list("currency", flat=True).first() if network else ""
    return Weight({skus[pk]: units for pk, units in moved.items()}, value, currency or "")


def level_changes(event: Event) -> list[LevelChange]:
    """Every state the opposite rows touch; what lies outside the stock has no level."""
    change: dict[tuple[int, int, End], int] = {}
    codes: dict[int, str] = {}
    skus: dict[int, str] = {}
    rows = Movement.objects.filter(event=event).select_related("sku", "location", "to_location")
    for row in rows.order_by("id"):
        skus[row.sku_id] = row.sku.code
        ends = ((row.location, row.end, row.quantity), (row.to_location, row.to_end, -row.quantity))
        for location, end, quantity in ends:
            codes[location.pk] = location.code
            if end < FIRST_OUTSIDE:
                key = (row.sku_id, location.pk, End(end))
                change[key] = change.get(key, 0) + quantity
    levels = {
        (level.sku_id, level.location_id): level
        for level in StockLevel.objects.filter(sku_id__in=skus, location_id__in=codes)
    }
    found = []
    for (sku_id, location_id, end), quantity in change.items():
        level = levels.get((sku_id, location_id))
        stands = getattr(level, end.word) if level else 0
        found.append(
            LevelChange(skus[sku_id], codes[location_id], end.word, stands, stands + quantity)
        )
    return found
