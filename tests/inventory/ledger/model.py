"""The ledger in forty lines: stock at every moment, from the set of what was posted.

Shares nothing with the product: it knows the ends of a fact from whoever made the fact, sorts by
(time, events before counts, source, key) and adds up. What was reversed never happened.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

OUTSIDE = {"supplier", "customer", "shrinkage", "scrap", "liquidation", "opening", ""}
SHELF = ("available", "reserved", "allocated")

# (sku, location, state) -> quantity
Stock = dict[tuple[str, str, str], int]


@dataclass(frozen=True)
class Fact:
    """What one event says, with its ends decided by whoever made it."""

    source: str
    key: str
    type: str
    at: int
    sku: str = ""
    location: str = ""
    to_location: str = ""
    frm: str = ""
    to: str = ""
    quantity: int = 0
    reverses: str = ""


class Line(NamedTuple):
    """One line of a recipe, from a moment until a moment."""

    component: str
    quantity: int
    since: int
    until: int


def stock_at_every_moment(
    facts: Iterable[Fact], recipes: dict[str, list[Line]]
) -> dict[int, Stock]:
    """The stock after each moment at which something happened."""
    facts = list(facts)
    reversed_ = {(fact.source, fact.reverses) for fact in facts if fact.type == "reversal"}
    happened = [fact for fact in facts if (fact.source, fact.key) not in reversed_]
    stock: Stock = defaultdict(int)
    moments: dict[int, Stock] = {}
    for fact in sorted(happened, key=_position):
        if fact.type in ("count", "opening"):
            states = SHELF if fact.to == "shelf" else (fact.to,)
            seen = sum(stock[fact.sku, fact.location, state] for state in states)
            stock[fact.sku, fact.location, states[0]] += fact.quantity - seen
        elif fact.type not in ("snapshot", "reversal"):
            for sku, quantity in _pieces(fact, recipes):
                stock[sku, fact.location, fact.frm] -= quantity
                stock[sku, fact.to_location or fact.location, fact.to] += quantity
        moments[fact.at] = {place: n for place, n in stock.items() if n and place[2] not in OUTSIDE}
    return moments


def _position(fact: Fact) -> tuple[int, bool, str, str]:
    return (fact.at, fact.type in ("count", "opening"), fact.source, fact.key)


def _pieces(fact: Fact, recipes: dict[str, list[Line]]) -> list[tuple[str, int]]:
    if fact.sku not in recipes:
        return [(fact.sku, fact.quantity)]
    lines = [line for line in recipes[fact.sku] if line.since <= fact.at < line.until]
    return [(line.component, line.quantity * fact.quantity) for line in lines]
