"""What is at stake in a trouble with stock: how many units, worth how much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from accounts.models import Place
from inventory.catalog.queries.facts import costs_at

CENT = Decimal("0.01")


class Stakes(TypedDict):
    units: int
    value: Decimal | None
    currency: str


def stakes(quantities: Mapping[int, int], *, place: Place, at: datetime) -> Stakes:
    """Base units by SKU id as one signed sum; their size at standard cost, in the network's currency.

    The value is None where a cost is not known: never a part of the sum.
    """
    costs = costs_at(quantities, at)
    known = len(costs) == len(quantities)
    value = sum((costs[pk] * abs(n) for pk, n in quantities.items()), Decimal(0)) if known else None
    network = Place.objects.filter(pk=place.network_id).values_list("currency", flat=True)
    return {
        "units": sum(quantities.values()),
        "value": None if value is None else value.quantize(CENT),
        "currency": network.first() or "",
    }
