"""Levels for the stock list: filtered, sorted and paged over a million cells.

The order by SKU or location walks an index and stops after a page. The order by a number has no
index, because one would slow every posting; it reads the levels that match, 0.2 s for a million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models.place import Principal
from inventory.ledger.queries import sql
from inventory.ledger.queries.stock import Cell, StockRow
from inventory.ledger.vocabulary import PHYSICAL_STATES, State

CAP = 10_000
HAS, NONE, BELOW_ZERO = "has", "none", "below_zero"
ON_HAND = f"({' + '.join(f'l.{state.word}' for state in PHYSICAL_STATES)})"
_SHORT = " + ".join(
    f"LEAST(0, l.{state.word})" for state in PHYSICAL_STATES if state is not State.AVAILABLE
)
# What the list can be sorted by besides SKU and location.
NUMBERS: dict[str, str] = {
    "on_hand": ON_HAND,
    "sellable": f"(l.available + {_SHORT})",
    **{state.word: f"l.{state.word}" for state in State},
}
BY_SKU, BY_LOCATION = "sku", "location"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which levels: by their SKU, by their location, by what they hold."""

    text: str = ""
    category_path: str = ""
    place_path: str = ""
    location_kind: str = ""
    stock: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """By what, in which direction, and the key to go on from."""

    by: str = BY_SKU
    descending: bool = False
    beyond: tuple[Any, ...] = ()


class LevelRow(NamedTuple):
    """One cell with what the list shows beside its stock."""

    stock: StockRow
    below_zero_since: datetime | None
    category: str | None
    location_kind: str
    currency: str


@dataclass(slots=True)
class _Query:
    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters |= parameters

    @property
    def where(self) -> str:
        return sql.all_of(self.conditions)


@dataclass(frozen=True, slots=True)
class Reach:
    """The locations of a scope and of the filters on them; None when these are all there are."""

    location_ids: list[int] | None


def reach(principal: Principal, wanted: Wanted) -> Reach:
    """Which locations the list is about. Knowing that it is all of them saves a filter per level."""
    statement = (
        "SELECT COALESCE(array_agg(l.place_id) FILTER (WHERE p.path LIKE ANY(%(scope)s)"
        " AND p.path LIKE %(place)s AND (%(kind)s = '' OR l.kind = %(kind)s)), '{}'), count(*)"
        " FROM catalog_location l JOIN accounts_place p ON p.id = l.place_id"
    )
    parameters: sql.Parameters = {
        "scope": sql.visible_paths(principal),
        "place": f"{wanted.place_path}%",
        "kind": wanted.location_kind,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        ids, total = cursor.fetchone()
    return Reach(None if len(ids) == total else sorted(ids))


def count_levels(where: Reach, wanted: Wanted) -> int:
    """How many levels match, but never more than 10,001."""
    query = _query(where, wanted)
    statement = (
        f"SELECT count(*) FROM (SELECT 1 FROM ledger_stocklevel l WHERE {query.where}"
        f" LIMIT {CAP + 1}) matching"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, query.parameters)
        return int(cursor.fetchone()[0])


def cells_that_match(where: Reach, wanted: Wanted, *, limit: int) -> list[Cell]:
    """The keys of the levels that match, at most `limit` and one more."""
    query = _query(where, wanted)
    statement = (
        f"SELECT l.sku_id, l.location_id FROM ledger_stocklevel l WHERE {query.where}"
        " LIMIT %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, query.parameters | {"limit": limit + 1})
        return [Cell(*row) for row in cursor.fetchall()]


def ordered_cells(where: Reach, wanted: Wanted, order: Order, *, limit: int) -> list[Cell]:
    """The keys of one page in its order, beginning beyond the order's key."""
    statement, parameters = _ordered(where, wanted, order)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT %(limit)s", parameters | {"limit": limit})
        return [Cell(*row) for row in cursor.fetchall()]


def every_cell(where: Reach, wanted: Wanted, order: Order) -> Iterator[list[Cell]]:
    """The keys of everything that matches in its order, a thousand at a time, for exports."""
    statement, parameters = _ordered(where, wanted, order)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(1_000):
            yield [Cell(*row) for row in rows]


def _ordered(where: Reach, wanted: Wanted, order: Order) -> tuple[str, dict[str, Any]]:
    query = _query(where, wanted)
    joins, columns = _order_parts(order.by)
    if order.beyond:
        _go_on(query, order, columns)
    direction = "DESC" if order.descending else "ASC"
    by = ", ".join(f"{column} {direction}" for column in columns)
    statement = (
        f"SELECT l.sku_id, l.location_id FROM ledger_stocklevel l{joins}"
        f" WHERE {query.where} ORDER BY {by}"
    )
    return statement, query.parameters


def level_rows(cells: Sequence[Cell]) -> list[LevelRow]:
    """The levels of these cells as they are now, in the order asked for."""
    if not cells:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS,
            {
                "skus": [cell.sku_id for cell in cells],
                "locations": [cell.location_id for cell in cells],
            },
        )
        return [_row(row) for row in cursor.fetchall()]


class Totals(NamedTuple):
    """What one location holds over all SKUs."""

    skus: int
    below_zero: int
    # In the order of `State`.
    states: tuple[int, ...]


def location_totals(location_id: int) -> Totals:
    """The sums of every state of a location, and how many SKUs it knows and has below zero."""
    sums = ", ".join(f"COALESCE(sum(l.{state.word}), 0)::bigint" for state in State)
    statement = (
        f"SELECT count(*), count(l.below_zero_since), {sums} FROM ledger_stocklevel l"
        " WHERE l.location_id = %(location)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"location": location_id})
        skus, below_zero, *states = cursor.fetchone()
    return Totals(skus, below_zero, tuple(states))


def order_key(row: LevelRow, by: str) -> tuple[Any, ...]:
    """Where a row stands in an order: what the next page goes on from."""
    stock = row.stock
    if by == BY_SKU:
        return (stock.sku, stock.location)
    if by == BY_LOCATION:
        return (stock.location, stock.sku)
    return (getattr(stock, by), stock.sku_id, stock.location_id)


_ROWS = (
    "SELECT l.sku_id, l.location_id, s.code, s.name, p.code, p.name,"
    f" {sql.level_columns('l')}, l.below_zero_since, c.name, cl.kind, n.currency"
    " FROM unnest(%(skus)s::bigint[], %(locations)s::bigint[])"
    " WITH ORDINALITY AS asked (sku_id, location_id, place)"
    " JOIN ledger_stocklevel l ON l.sku_id = asked.sku_id AND l.location_id = asked.location_id"
    " JOIN catalog_sku s ON s.id = l.sku_id JOIN accounts_place n ON n.id = s.network_id"
    " JOIN catalog_location cl ON cl.place_id = l.location_id"
    " JOIN accounts_place p ON p.id = l.location_id"
    " LEFT JOIN catalog_category c ON c.id = s.category_id"
    " ORDER BY asked.place"
)
_STOCK_WIDTH = len(StockRow._fields)


def _row(row: Sequence[Any]) -> LevelRow:
    return LevelRow(StockRow._make(row[:_STOCK_WIDTH]), *row[_STOCK_WIDTH:])


def _query(where: Reach, wanted: Wanted) -> _Query:
    query = _Query()
    if where.location_ids is not None:
        query.add("l.location_id = ANY(%(locations)s)", locations=where.location_ids)
    _of_skus(query, wanted)
    _of_stock(query, wanted)
    return query


def _of_skus(query: _Query, wanted: Wanted) -> None:
    conditions = []
    if wanted.text:
        conditions.append(
            "(s.code LIKE %(prefix)s OR s.name ILIKE %(inside)s OR s.id IN"
            " (SELECT i.sku_id FROM catalog_skuidentifier i WHERE i.value = %(text)s))"
        )
        pattern = _escaped(wanted.text)
        query.parameters |= {
            "prefix": f"{pattern}%",
            "inside": f"%{pattern}%",
            "text": wanted.text,
        }
    if wanted.category_path:
        conditions.append(
            "s.category_id IN (SELECT c.id FROM catalog_category c WHERE c.path LIKE %(category)s)"
        )
        query.parameters["category"] = f"{wanted.category_path}%"
    if conditions:
        query.conditions.append(
            f"l.sku_id IN (SELECT s.id FROM catalog_sku s WHERE {sql.all_of(conditions)})"
        )


def _of_stock(query: _Query, wanted: Wanted) -> None:
    if wanted.stock == BELOW_ZERO:
        query.add("l.below_zero_since IS NOT NULL")
    elif wanted.stock == HAS:
        query.add(f"{ON_HAND} > 0")
    elif wanted.stock == NONE:
        query.add(f"{ON_HAND} = 0")
    if wanted.state is not None:
        query.add(f"l.{wanted.state.word} <> 0")


def _order_parts(by: str) -> tuple[str, tuple[str, ...]]:
    """The joins and the columns an order needs."""
    if by in NUMBERS:
        return "", (NUMBERS[by], "l.sku_id", "l.location_id")
    joins = " JOIN catalog_sku s ON s.id = l.sku_id JOIN accounts_place p ON p.id = l.location_id"
    columns = ("s.code", "p.code") if by == BY_SKU else ("p.code", "s.code")
    return joins, columns


def _go_on(query: _Query, order: Order, columns: Sequence[str]) -> None:
    """Beyond the key: a bound on the first column that an index can use, then the rest."""
    sign = "<" if order.descending else ">"
    first, rest = columns[0], ", ".join(columns[1:])
    keys = ", ".join(f"%(key_{place})s" for place in range(1, len(columns)))
    query.add(
        f"({first} {sign}= %(key_0)s AND ({first} {sign} %(key_0)s OR ({rest}) {sign} ({keys})))",
        **{f"key_{place}": value for place, value in enumerate(order.beyond)},
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
