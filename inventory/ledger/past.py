"""A stock list at a moment of the past: computed cell by cell, so only for a filtered few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.models.place import Principal
from inventory.ledger.queries import Cell, StockRow, stock_as_of
from inventory.ledger.queries.horizon import is_settled
from inventory.ledger.queries.levels import (
    BELOW_ZERO,
    HAS,
    NONE,
    LevelRow,
    Reach,
    Wanted,
    cells_that_match,
    level_rows,
)

# 1,000 cells of 10 movements are summed in about 50 ms.
MOST_CELLS = 1_000


@dataclass(frozen=True, slots=True)
class Moments:
    """As of which moment of occurring, as known at which moment of recording; None is now."""

    as_of: datetime | None = None
    known_at: datetime | None = None

    @property
    def is_past(self) -> bool:
        return self.as_of is not None or self.known_at is not None


@dataclass(frozen=True, slots=True)
class Past:
    """The rows of a past moment, or that there are too many to compute."""

    rows: list[LevelRow] = field(default_factory=list)
    settled: bool = True
    too_many: bool = False


def read_past(
    where: Reach, wanted: Wanted, moments: Moments, *, principal: Principal, at: datetime
) -> Past:
    """The cells the filters leave, with their stock at the moment; filters on stock apply to that."""
    cells = cells_that_match(where, replace(wanted, stock="", state=None), limit=MOST_CELLS)
    if len(cells) > MOST_CELLS:
        return Past(too_many=True)
    beside = {(row.stock.sku_id, row.stock.location_id): row for row in level_rows(cells)}
    rows = [
        beside[row.sku_id, row.location_id]._replace(stock=row, below_zero_since=None)
        for row in _stock(cells, moments, principal=principal, at=at)
        if (row.sku_id, row.location_id) in beside and _fits(row, wanted)
    ]
    return Past(rows, settled=is_settled(known_at=moments.known_at, at=at))


def _stock(
    cells: list[Cell], moments: Moments, *, principal: Principal, at: datetime
) -> Iterator[StockRow]:
    after = None
    while cells:
        page = stock_as_of(
            principal=principal,
            at=at,
            as_of=moments.as_of,
            known_at=moments.known_at,
            sku_ids=sorted({cell.sku_id for cell in cells}),
            location_ids=sorted({cell.location_id for cell in cells}),
            after=after,
            limit=MOST_CELLS,
        )
        yield from page.rows
        after = page.after
        if after is None:
            return


def _fits(row: StockRow, wanted: Wanted) -> bool:
    if wanted.state is not None and getattr(row, wanted.state.word) == 0:
        return False
    if wanted.stock == BELOW_ZERO:
        return min(row.states) < 0
    if wanted.stock == HAS:
        return row.on_hand > 0
    return row.on_hand == 0 if wanted.stock == NONE else True
