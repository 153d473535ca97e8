"""The levels as they stand, without names and scope: for the hottest read, which knows both already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from inventory.ledger.queries import sql
from inventory.ledger.queries.stock import MOST_ROWS, Cell


class LevelPage(NamedTuple):
    # SKU, location and the nine states in their order.
    rows: list[tuple[int, ...]]
    after: Cell | None


def standing_levels(
    *,
    location_ids: Sequence[int] | None,
    sku_ids: Sequence[int] | None,
    after: Cell | None = None,
    limit: int = 200,
) -> LevelPage:
    """One page of levels by SKU and location; `location_ids` is the scope, None without bounds.

    Joined with the names of SKUs and places the same page takes three times as long.
    """
    limit = max(1, min(limit, MOST_ROWS))
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(sku_ids, location_ids, after),
            {
                "skus": _array(sku_ids or ()),
                "locations": _array(location_ids or ()),
                "after_sku": after and after.sku_id,
                "after_location": after and after.location_id,
                "limit": limit + 1,
            },
        )
        rows = cursor.fetchall()
    more = len(rows) > limit
    return LevelPage(rows=rows[:limit], after=Cell(*rows[limit - 1][:2]) if more else None)


def _statement(
    sku_ids: Sequence[int] | None, location_ids: Sequence[int] | None, after: Cell | None
) -> str:
    conditions = []
    if sku_ids is not None:
        conditions.append("l.sku_id = ANY(%(skus)s::bigint[])" if sku_ids else "FALSE")
    if location_ids is not None:
        conditions.append(
            "l.location_id = ANY(%(locations)s::bigint[])" if location_ids else "FALSE"
        )
    if after is not None:
        conditions.append("(l.sku_id, l.location_id) > (%(after_sku)s, %(after_location)s)")
    return (
        f"SELECT l.sku_id, l.location_id, {sql.level_columns('l')} FROM ledger_stocklevel l"
        f" WHERE {sql.all_of(conditions)} ORDER BY l.sku_id, l.location_id LIMIT %(limit)s"
    )


def _array(ids: Sequence[int]) -> str:
    """As text: the driver would look at each number."""
    return "{" + ",".join(map(str, ids)) + "}"
