"""Walk the ledger in stretches of about so many movements: memory stays bounded, progress shows.

A stretch ends at the key a given number of index entries further on, so a crowded SKU is split
between its locations and a thousand quiet ones go together. Only a single cell is never split.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

FIRST_SKU, LAST_SKU = 0, 2**63 - 1


class CellRange(NamedTuple):
    """Cells after `low` up to and including `high`, by SKU and location."""

    low: tuple[int, int]
    high: tuple[int, int]

    @property
    def parameters(self) -> dict[str, int]:
        return {
            "low_sku": self.low[0],
            "low_location": self.low[1],
            "high_sku": self.high[0],
            "high_location": self.high[1],
        }


class IdRange(NamedTuple):
    """Rows with ids after `low` up to and including `high`."""

    low: int
    high: int

    @property
    def parameters(self) -> dict[str, int]:
        return {"low": self.low, "high": self.high}


def within(sku: str, location: str) -> str:
    """The condition that a cell lies in a range.

    The plain bounds on the SKU say nothing new; they let the planner see how narrow the range is.
    """
    return (
        f"{sku} >= %(low_sku)s AND {sku} <= %(high_sku)s"
        f" AND ({sku}, {location}) > (%(low_sku)s, %(low_location)s)"
        f" AND ({sku}, {location}) <= (%(high_sku)s, %(high_location)s)"
    )


def cell_ranges(*, rows: int, sku_id: int | None = None) -> Iterator[CellRange]:
    """All cells there may be, or those of one SKU, in stretches of about `rows` movements."""
    low = (FIRST_SKU, 0) if sku_id is None else (sku_id, 0)
    end = (LAST_SKU, LAST_SKU) if sku_id is None else (sku_id, LAST_SKU)
    while low < end:
        high = _cell_further_on(low, rows)
        high = end if high is None or high > end else high
        yield CellRange(low, high)
        low = high


def id_ranges(table: str, *, rows: int) -> Iterator[IdRange]:
    """All rows of a table in stretches of `rows`."""
    low = 0
    while True:
        high = _one(
            f"SELECT id FROM {table} WHERE id > %s ORDER BY id OFFSET %s LIMIT 1", low, rows
        )
        if high is None:
            yield IdRange(low, LAST_SKU)
            return
        yield IdRange(low, high[0])
        low = high[0]


def about_how_many(table: str) -> int:
    """The planner's estimate of a table's rows, for progress."""
    found = _one(
        "SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = %s::regclass", table
    )
    return int(found[0]) if found else 0


def _cell_further_on(low: tuple[int, int], rows: int) -> tuple[int, int] | None:
    found = _one(
        "SELECT sku_id, location_id FROM ledger_movement WHERE (sku_id, location_id) > (%s, %s)"
        " ORDER BY sku_id, location_id OFFSET %s LIMIT 1",
        *low,
        rows,
    )
    return None if found is None else (found[0], found[1])


def _one(statement: str, *values: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
