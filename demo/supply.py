"""What the data sets lack, derived by a fixed seed: opening balances, receipts, cycle counts.

Opening stock covers the first weeks of what was really taken out of a cell; afterwards a receipt every
four weeks covers what was really taken in the next four, give or take. So stock runs low, and now and
then out, as it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from demo.forms import Told

PERIOD = timedelta(days=28)
FIRST_PERIODS = 1.5
# A cell that moves less than this in all is stocked once.
SLOW = 8
TAKES_OUT = {"sale": -1, "ship": -1, "pickup": -1, "transfer_ship": -1, "damage": -1}
PUTS_IN = {"sale_void": 1, "inspect_pass": 1, "receipt": 1, "opening": 1}

Cell = tuple[str, str]


def derive_supply(told: Iterable[Told], *, source: str, seed: int, start: datetime) -> list[Told]:
    """Openings at `start` and receipts per cell that suffice, on the whole, for what was taken out."""
    need: dict[Cell, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in told:
        if one.type in TAKES_OUT:
            need[one.sku, one.location][(one.occurred_at - start) // PERIOD] += one.quantity
    random = Random(seed)  # noqa: S311 a seed, not a secret
    supply: list[Told] = []
    for (sku, location), periods in sorted(need.items()):
        supply += _supply_cell(sku, location, dict(periods), source, start, random)
    return supply


def _supply_cell(
    sku: str, location: str, periods: dict[int, int], source: str, start: datetime, random: Random
) -> list[Told]:
    total, first = sum(periods.values()), periods.get(0, 0)
    once = total <= SLOW
    opening = (
        total + random.randint(0, 3) if once else int(first * FIRST_PERIODS) + random.randint(0, 12)
    )
    told = [_opening(sku, location, opening, source, start)]
    if once:
        return told
    for period in sorted(p for p in periods if p > 0):
        quantity = int(periods[period] * random.uniform(0.92, 1.18)) + random.randint(0, 2)
        if quantity:
            at = (
                start
                + period * PERIOD
                - timedelta(days=random.randint(1, 5), hours=-6, minutes=random.randint(0, 240))
            )
            told.append(
                Told(
                    at,
                    source,
                    f"rc-{location}-{sku}-{period}",
                    "receipt",
                    sku,
                    location,
                    quantity,
                    {},
                )
            )
    return told


def _opening(sku: str, location: str, quantity: int, source: str, at: datetime) -> Told:
    return Told(at, source, f"op-{location}-{sku}", "opening", sku, location, quantity, {})


def derive_counts(
    told: list[Told], *, source: str, seed: int, share: float, last_days: int
) -> list[Told]:
    """Cycle counts in the last days: a share of the cells, each seen once, now and then off by a few.

    Walks what was told in order and keeps the shelf of each cell, so that a count differs from the
    books by what a count really finds: a little.
    """
    random = Random(seed)  # noqa: S311 a seed, not a secret
    end = told[-1].occurred_at
    begin = end - timedelta(days=last_days)
    shelf: dict[Cell, int] = defaultdict(int)
    due: set[Cell] = set()
    counts: list[Told] = []
    for one in told:
        cell = (one.sku, one.location)
        sign = TAKES_OUT.get(one.type, 0) or PUTS_IN.get(one.type, 0)
        shelf[cell] += sign * one.quantity
        if one.occurred_at < begin or cell in due or random.random() > share:
            continue
        due.add(cell)
        seen = max(0, shelf[cell] + random.choice((0, 0, 0, 0, -1, -1, -2, 1)))
        at = one.occurred_at + timedelta(minutes=random.randint(5, 90))
        if at < end:
            counts.append(
                Told(
                    at,
                    source,
                    f"ct-{one.location}-{one.sku}",
                    "count",
                    one.sku,
                    one.location,
                    seen,
                    {},
                )
            )
    return counts
