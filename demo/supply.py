"""What the data sets lack, derived by a fixed seed: opening balances, receipts, cycle counts.

Opening stock covers the first four weeks of what was really taken out of a cell, and more; afterwards,
where the balance would not last, a receipt covers the next four weeks of what was really taken. Now
and then a supplier sends too little, and a cell runs out, as it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from demo.forms import Told

PERIOD = timedelta(days=28)
SENT_SHORT = 0.004
# A cell that moves less than this in all is stocked once.
SLOW = 8
TAKES_OUT = {"sale": -1, "ship": -1, "pickup": -1, "transfer_ship": -1, "damage": -1}
PUTS_IN = {"sale_void": 1, "inspect_pass": 1, "receipt": 1, "opening": 1}

Cell = tuple[str, str]


def derive_supply(told: Iterable[Told], *, source: str, seed: int, start: datetime) -> list[Told]:
    """Openings at `start` and receipts per cell that suffice, on the whole, for what was taken out."""
    need: dict[Cell, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in told:
        sign = _sign(one)
        if sign:
            period = (one.occurred_at - start) // PERIOD
            need[one.sku, one.location][period] -= sign * one.quantity
    random = Random(seed)  # noqa: S311 a seed, not a secret
    supply: list[Told] = []
    for cell, periods in sorted(need.items()):
        supply += _supply_cell(cell, dict(periods), source, start, random)
    return supply


def _sign(one: Told) -> int:
    """Whether it takes from the shelf (-1), puts there (1), or neither (0)."""
    if one.type == "adjustment":
        return 1 if one.extra["direction"] == "in" else -1
    return TAKES_OUT.get(one.type, 0) or PUTS_IN.get(one.type, 0)


def _supply_cell(
    cell: Cell, periods: dict[int, int], source: str, start: datetime, random: Random
) -> list[Told]:
    sku, location = cell
    needs = {period: max(0, quantity) for period, quantity in periods.items()}
    total = sum(needs.values())
    if total <= SLOW:
        return [_opening(sku, location, total + random.randint(1, 4), source, start)]
    opening = int(needs.get(0, 0) * random.uniform(1.1, 1.6)) + random.randint(1, 12)
    told = [_opening(sku, location, opening, source, start)]
    balance = opening - needs.get(0, 0)
    for period in sorted(p for p in needs if p > 0):
        wanted = int(needs[period] * random.uniform(1.05, 1.4)) + random.randint(0, 2) - balance
        quantity = int(wanted * 0.6) if random.random() < SENT_SHORT else wanted
        balance += max(0, quantity) - needs[period]
        if quantity > 0:
            early = timedelta(days=random.randint(1, 5), minutes=random.randint(0, 240))
            at = start + period * PERIOD - early + timedelta(hours=6)
            key = f"rc-{location}-{sku}-{period}"
            told.append(Told(at, source, key, "receipt", sku, location, quantity, {}))
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
        shelf[cell] += _sign(one) * one.quantity
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
