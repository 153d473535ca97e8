"""Movements added up by hand, to hold the levels and the model against."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from inventory.ledger.models import StockLevel
from inventory.ledger.vocabulary import End, State
from tests.inventory.ledger.model import OUTSIDE, Stock
from tests.inventory.ledger.shop import minute

ROW = (
    "occurred_at",
    "sku__code",
    "location__place__code",
    "end",
    "to_location__place__code",
    "to_end",
    "quantity",
)
WORDS = {end.value: end.word for end in End}


def sum_of(rows: Iterable[tuple[Any, ...]], *, until: int | datetime) -> Stock:
    """Movements up to a moment; outside the stock is the other side of the books."""
    last = until if isinstance(until, datetime) else minute(until)
    stock: dict[tuple[str, str, str], int] = {}
    for at, sku, location, end, to_location, to_end, quantity in rows:
        if at <= last:
            frm, to = (sku, location, WORDS[end]), (sku, to_location, WORDS[to_end])
            stock[frm] = stock.get(frm, 0) - quantity
            stock[to] = stock.get(to, 0) + quantity
    assert sum(stock.values()) == 0
    return {place: n for place, n in stock.items() if n and place[2] not in OUTSIDE}


def levels() -> Stock:
    """The level rows, as the sum of movements would have them."""
    rows = StockLevel.objects.values_list(
        "sku__code", "location__place__code", *[state.word for state in State]
    )
    return {
        (sku, location, state.word): number
        for sku, location, *numbers in rows
        for state, number in zip(State, numbers, strict=True)
        if number
    }
