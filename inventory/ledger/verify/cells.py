"""Checks that look at whole cells or SKUs: the books balance, and what is below zero has its case."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from inventory.ledger.queries import sql
from inventory.ledger.upkeep.below_zero import cells_without_case
from inventory.ledger.verify.ranges import CellRange, within
from inventory.ledger.vocabulary import FIRST_OUTSIDE

# The sweep runs every minute; a cell this much over its grace without a case was overlooked.
SWEEP_SLACK = timedelta(minutes=10)
MOST_OVERLOOKED = 1_000


class Imbalance(NamedTuple):
    """A SKU whose stock and named ends together are not zero."""

    sku_id: int
    left_over: int


class Overlooked(NamedTuple):
    """A cell that is below zero for longer than its grace and has no open case."""

    sku_id: int
    location_id: int
    since: datetime


class Books:
    """Adds up, range by range, what each SKU has in stock (by levels) and at the ends (by movements).

    Ranges come in order of SKU, so only the SKU that goes on into the next range is kept.
    """

    def __init__(self) -> None:
        self._sku_id: int | None = None
        self._sum = 0

    def add(self, cells: CellRange) -> list[Imbalance]:
        """Take in a range; answers the SKUs that are complete and do not balance."""
        with connection.cursor() as cursor:
            cursor.execute(_BALANCES, cells.parameters)
            return [found for row in cursor.fetchall() for found in self._next(*row)]

    def close(self) -> list[Imbalance]:
        """After the last range the last SKU is complete too."""
        return list(self._next(None, 0))

    def _next(self, sku_id: int | None, change: int) -> Iterator[Imbalance]:
        if sku_id != self._sku_id:
            if self._sku_id is not None and self._sum != 0:
                yield Imbalance(self._sku_id, self._sum)
            self._sku_id, self._sum = sku_id, 0
        self._sum += change


def overlooked_cells(*, at: datetime) -> list[Overlooked]:
    """The cells below zero for longer than their grace, and the sweep's, that have no open case."""
    found = cells_without_case(at=at - SWEEP_SLACK, limit=MOST_OVERLOOKED)
    return [
        Overlooked(level.sku_id, level.location_id, level.below_zero_since)
        for level in found
        if level.below_zero_since is not None
    ]


_BALANCES = f"""
    SELECT sku_id, sum(change)::bigint FROM (
        SELECT sku_id, {" + ".join(sql.STATE_COLUMNS)} AS change
        FROM ledger_stocklevel WHERE {within("sku_id", "location_id")}
        UNION ALL
        SELECT sku_id, CASE WHEN to_end > {FIRST_OUTSIDE} THEN quantity ELSE 0 END
                     - CASE WHEN "end" > {FIRST_OUTSIDE} THEN quantity ELSE 0 END
        FROM ledger_movement WHERE {within("sku_id", "location_id")}
    ) books GROUP BY sku_id ORDER BY sku_id
"""
