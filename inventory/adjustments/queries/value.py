"""What an adjustment is worth, and what of its pieces is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import Place
from inventory.adjustments.models import Adjustment, AdjustmentLine
from inventory.catalog.queries import costs_at
from inventory.ledger.models import StockLevel

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Worth:
    """The sum at standard cost; none when the cost of a SKU is not known."""

    value: Decimal | None
    # What is known of it.
    known: Decimal
    units: int
    currency: str

    def is_over(self, band: Decimal) -> bool:
        """Whether somebody is asked: above the band, or nobody knows what it is worth."""
        return self.value is None or self.value > band


def worth_of(adjustment: Adjustment, lines: Sequence[AdjustmentLine], at: datetime) -> Worth:
    costs = costs_at([line.sku_id for line in lines], at)
    known = sum((costs.get(line.sku_id, Decimal(0)) * line.quantity for line in lines), Decimal(0))
    known = known.quantize(PENNY)
    complete = all(line.sku_id in costs for line in lines)
    return Worth(
        value=known if complete else None,
        known=known,
        units=sum(line.quantity for line in lines),
        currency=currency_of(adjustment),
    )


def currency_of(adjustment: Adjustment) -> str:
    network = Place.objects.filter(pk=adjustment.location.place.network_id)
    return network.values_list("currency", flat=True).first() or ""


def present_of(
    adjustment: Adjustment, lines: Sequence[AdjustmentLine]
) -> dict[tuple[int, str], int]:
    """By SKU and state, how many the books know here."""
    levels = StockLevel.objects.filter(
        location=adjustment.location, sku_id__in=[line.sku_id for line in lines]
    )
    by_sku = {level.sku_id: level for level in levels}
    return {
        (line.sku_id, line.state): getattr(by_sku[line.sku_id], line.state)
        for line in lines
        if line.sku_id in by_sku
    }
