"""Cells that sell and run low, and the cells that could help: two statements, both bounded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from inventory.ledger.models.level import SELLABLE
from inventory.ledger.vocabulary import End
from inventory.replenishment.formula import SALES_DAYS, TARGET_DAYS

MOST_NEEDY = 2_000

_SOLD = f"""
SELECT sku_id, location_id,
    sum(CASE WHEN to_end = {End.CUSTOMER.value} THEN quantity ELSE -quantity END) AS sold
FROM ledger_movement
WHERE occurred_at >= %(since)s AND occurred_at < %(until)s AND count_id IS NULL
    AND (to_end = {End.CUSTOMER.value}
        OR ("end" = {End.CUSTOMER.value} AND to_end <> {End.RETURNED.value}))
"""
_NEEDY = f"""
WITH sold AS ({_SOLD} GROUP BY sku_id, location_id)
SELECT s.sku_id, s.location_id, s.sold, has.pieces, p.path
FROM sold s
JOIN catalog_location l ON l.place_id = s.location_id AND l.lifecycle = 'open'
JOIN accounts_place p ON p.id = l.place_id
JOIN catalog_sku k ON k.id = s.sku_id AND k.kind = 'simple'
CROSS JOIN LATERAL (
    SELECT COALESCE((
        SELECT GREATEST(0, {SELLABLE}) + GREATEST(0, in_transit + on_order) FROM ledger_stocklevel
        WHERE sku_id = s.sku_id AND location_id = s.location_id
    ), 0) AS pieces
) has
WHERE s.sold > 0 AND has.pieces * {SALES_DAYS} < s.sold * {TARGET_DAYS}
ORDER BY has.pieces::float / s.sold, s.sku_id, s.location_id LIMIT {MOST_NEEDY}
"""
_HELPFUL = f"""
WITH sold AS ({_SOLD} AND sku_id = ANY(%(skus)s) GROUP BY sku_id, location_id)
SELECT v.sku_id, v.location_id, GREATEST(0, COALESCE(s.sold, 0)), {SELLABLE}, p.path
FROM ledger_stocklevel v
JOIN catalog_location l ON l.place_id = v.location_id AND l.lifecycle IN ('open', 'suspended')
JOIN accounts_place p ON p.id = l.place_id
LEFT JOIN sold s ON s.sku_id = v.sku_id AND s.location_id = v.location_id
WHERE v.sku_id = ANY(%(skus)s) AND {SELLABLE} > 0
"""


class CellStock(NamedTuple):
    """One SKU at one place: what it sold in 28 days and what it has."""

    sku_id: int
    location_id: int
    sold: int
    has: int
    path: str

    @property
    def network(self) -> str:
        return self.path.split("/")[1]


def needy_cells(*, since: datetime, until: datetime) -> list[CellStock]:
    """Cells that will run out first, at most 2,000."""
    return _rows(_NEEDY, {"since": since, "until": until})


def helpful_cells(sku_ids: Collection[int], *, since: datetime, until: datetime) -> list[CellStock]:
    """Every place that holds these SKUs."""
    parameters = {"since": since, "until": until, "skus": sorted(sku_ids)}
    return _rows(_HELPFUL, parameters) if sku_ids else []


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[CellStock]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return [
        CellStock(int(sku), int(place), int(sold), int(has), path)
        for sku, place, sold, has, path in rows
    ]
