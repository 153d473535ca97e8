"""The stock of many cells, each as of its own moment: what other systems' claims are compared with."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from inventory.ledger.queries import sql


class CellMoment(NamedTuple):
    """One SKU at one location as of a moment of occurring (inclusive)."""

    sku_id: int
    location_id: int
    as_of: datetime


def states_at(moments: Iterable[CellMoment]) -> dict[CellMoment, dict[str, int]]:
    """The quantity of every state of every cell at its moment; zeros where nothing ever moved.

    One statement, so one state of the books: the level less what occurred later. No scope is
    applied: this compares, it shows nothing.
    """
    asked = sorted(set(moments))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            {
                "skus": [moment.sku_id for moment in asked],
                "locations": [moment.location_id for moment in asked],
                "times": [moment.as_of for moment in asked],
            },
        )
        rows = cursor.fetchall()
    return {
        CellMoment(*row[:3]): dict(zip(sql.STATE_COLUMNS, row[3:], strict=True)) for row in rows
    }


_STATEMENT = (
    "SELECT c.sku_id, c.location_id, c.as_of, "
    + ", ".join(f"COALESCE(l.{name}, 0) - later.{name}" for name in sql.STATE_COLUMNS)
    + " FROM unnest(%(skus)s::bigint[], %(locations)s::bigint[], %(times)s::timestamptz[])"
    " AS c (sku_id, location_id, as_of)"
    " LEFT JOIN ledger_stocklevel l ON l.sku_id = c.sku_id AND l.location_id = c.location_id"
    f" CROSS JOIN LATERAL (SELECT {sql.state_sums()}"
    f" FROM ({sql.touching('m.occurred_at > c.as_of')}) m) later"
)
