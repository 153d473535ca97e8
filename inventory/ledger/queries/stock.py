"""Stock per SKU and location: now, as of a moment of occurring, as known at a moment of recording."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from accounts.models.place import Principal
from inventory.ledger.queries import sql
from inventory.ledger.queries.horizon import is_settled

MOST_ROWS = 1_000


class Cell(NamedTuple):
    """One SKU at one location: the key of a stock level and of a page of them."""

    sku_id: int
    location_id: int


class StockRow(NamedTuple):
    """The stock of one cell, one number per state."""

    sku_id: int
    location_id: int
    sku: str
    sku_name: str
    location: str
    location_name: str
    receiving: int
    available: int
    reserved: int
    allocated: int
    damaged: int
    quarantined: int
    returned: int
    in_transit: int
    on_order: int

    @property
    def states(self) -> tuple[int, ...]:
        """The quantities in the order of `State`."""
        return self[6:15]

    @property
    def on_hand(self) -> int:
        return sum(self[6:13])

    @property
    def shelf(self) -> int:
        return self.available + self.reserved + self.allocated

    @property
    def sellable(self) -> int:
        return sellable(self[6:15])


def sellable(states: Sequence[int]) -> int:
    """Available, less what other physical states lack while the books wait (DESIGN 3.1)."""
    receiving, available, *others = states[:7]
    return available + sum(quantity for quantity in (receiving, *others) if quantity < 0)


class StockPage(NamedTuple):
    rows: list[StockRow]
    # Where the next page begins, or None at the end.
    after: Cell | None
    settled: bool


def stock_as_of(
    *,
    principal: Principal,
    at: datetime,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    sku_ids: Sequence[int] | None = None,
    location_ids: Sequence[int] | None = None,
    after: Cell | None = None,
    limit: int = 200,
) -> StockPage:
    """The stock of the cells in scope, by SKU and location, one page at a time.

    `as_of` keeps what occurred at or before it, `known_at` what was recorded at or before it; without
    both this is the current stock. Cells that had no stock yet answer zeros. Each cell is computed
    from its nearer side: its level less what came later, or the sum of what came before; what was
    known at a moment can only be summed. One statement, so one state of the books.
    """
    limit = max(1, min(limit, MOST_ROWS))
    statement = stock_sql(
        past=as_of is not None,
        known=known_at is not None,
        by_sku=sku_ids is not None,
        by_location=location_ids is not None,
        onward=after is not None,
    )
    parameters: sql.Parameters = {
        "scope": sql.visible_paths(principal),
        "skus": None if sku_ids is None else list(sku_ids),
        "locations": None if location_ids is None else list(location_ids),
        "after_sku": after and after.sku_id,
        "after_location": after and after.location_id,
        "as_of": as_of,
        "known_at": known_at,
        "at": at,
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = list(map(StockRow._make, cursor.fetchall()))
    more = len(rows) > limit
    rows = rows[:limit]
    return StockPage(
        rows=rows,
        after=Cell(rows[-1].sku_id, rows[-1].location_id) if more else None,
        settled=is_settled(known_at=known_at, at=at),
    )


def cell_stock(
    *,
    sku_id: int,
    location_id: int,
    principal: Principal,
    at: datetime,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> StockRow | None:
    """The stock of one cell, or None where it is out of scope or never held anything."""
    page = stock_as_of(
        principal=principal,
        at=at,
        as_of=as_of,
        known_at=known_at,
        sku_ids=[sku_id],
        location_ids=[location_id],
        limit=1,
    )
    return page.rows[0] if page.rows else None


def stock_sql(
    *, past: bool, known: bool, by_sku: bool, by_location: bool, onward: bool = False
) -> str:
    """One page of cells as rows of `StockRow`, with the parameters named in `stock_as_of`."""
    conditions = ["p.path LIKE ANY(%(scope)s)"]
    if by_sku:
        # Said of both tables: the planner does not carry a list over to the other, and read it whole.
        conditions.append("l.sku_id = ANY(%(skus)s) AND s.id = ANY(%(skus)s)")
    if by_location:
        conditions.append("l.location_id = ANY(%(locations)s) AND p.id = ANY(%(locations)s)")
    if onward:
        conditions.append("(l.sku_id, l.location_id) > (%(after_sku)s, %(after_location)s)")
    page = (
        "SELECT l.sku_id, l.location_id, s.code AS sku, s.name AS sku_name, p.code AS location,"
        f" p.name AS location_name, {sql.level_columns('l')}"
        " FROM ledger_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id"
        " JOIN accounts_place p ON p.id = l.location_id"
        f" WHERE {sql.all_of(conditions)}"
        " ORDER BY l.sku_id, l.location_id LIMIT %(limit)s"
    )
    if known:
        return _known_sql(page, past=past)
    return _past_sql(page) if past else page


def _known_sql(page: str, *, past: bool) -> str:
    sums = _sums(sql.touching(sql.as_known(past=past, known=True)))
    columns = ", ".join(f"past.{column}" for column in sql.STATE_COLUMNS)
    return _of_page(page, columns, f"CROSS JOIN LATERAL ({sums}) past")


def _past_sql(page: str) -> str:
    earlier = _sums(sql.touching("n.sum_earlier AND m.occurred_at <= %(as_of)s"))
    later = _sums(sql.touching("NOT n.sum_earlier AND m.occurred_at > %(as_of)s"))
    columns = ", ".join(
        f"CASE WHEN n.sum_earlier THEN earlier.{column} ELSE c.{column} - later.{column} END"
        f" AS {column}"
        for column in sql.STATE_COLUMNS
    )
    return _of_page(
        page,
        columns,
        f"CROSS JOIN LATERAL ({_NEARER}) n CROSS JOIN LATERAL ({earlier}) earlier"
        f" CROSS JOIN LATERAL ({later}) later",
    )


def _of_page(page: str, columns: str, joins: str) -> str:
    return (
        f"WITH c AS MATERIALIZED ({page}) SELECT c.sku_id, c.location_id, c.sku, c.sku_name,"
        f" c.location, c.location_name, {columns} FROM c {joins}"
        " ORDER BY c.sku_id, c.location_id"
    )


# The first movement of a cell is one index look-up on either side; the middle of its life decides.
_NEARER = """
    SELECT COALESCE(%(as_of)s - first.occurred_at < %(at)s - %(as_of)s, TRUE) AS sum_earlier
    FROM (SELECT LEAST(
        (SELECT min(m.occurred_at) FROM ledger_movement m
         WHERE m.sku_id = c.sku_id AND m.location_id = c.location_id),
        (SELECT min(m.occurred_at) FROM ledger_movement m
         WHERE m.sku_id = c.sku_id AND m.to_location_id = c.location_id
           AND m.to_location_id <> m.location_id)
    ) AS occurred_at) first
"""


def _sums(touching: str) -> str:
    return f"SELECT {sql.state_sums(row='m')} FROM ({touching}) m"
