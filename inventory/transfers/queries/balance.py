"""Whether the books hold what the documents say: in transit, and set aside for transfers (DESIGN 3.8).

Only movements that name a transfer count. Other systems also move stock without a document of ours;
what is in transit or allocated beyond the documents is theirs, and no difference.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from inventory.ledger.vocabulary import End, EventType

MOST = 5_000
# Movements that name a transfer and still stand.
_STANDING = f"""
SELECT m.* FROM ledger_movement m
JOIN ledger_event e ON e.id = m.event_id AND e.type <> {EventType.REVERSAL.value}
WHERE m.reference >= 'TR-' COLLATE "C" AND m.reference < 'TR.' COLLATE "C" AND m.count_id IS NULL
    AND NOT EXISTS (SELECT FROM ledger_event undo WHERE undo.reverses_id = e.id)
"""
_IN_TRANSIT = f"""
WITH standing AS ({_STANDING}), told AS (
    SELECT sku_id, place, sum(change) AS said FROM (
        SELECT sku_id, to_location_id AS place, quantity AS change FROM standing
        WHERE to_end = {End.IN_TRANSIT.value}
        UNION ALL
        SELECT sku_id, location_id, -quantity FROM standing WHERE "end" = {End.IN_TRANSIT.value}
    ) moves GROUP BY sku_id, place
)
SELECT t.sku_id, t.place, COALESCE(l.in_transit, 0), t.said
FROM told t LEFT JOIN ledger_stocklevel l ON l.sku_id = t.sku_id AND l.location_id = t.place
WHERE t.said > GREATEST(0, COALESCE(l.in_transit, 0))
ORDER BY 2, 1 LIMIT {MOST}
"""
_ALLOCATED = f"""
WITH standing AS ({_STANDING}), held AS (
    SELECT sku_id, place, document, sum(change) AS held FROM (
        SELECT sku_id, location_id AS place, split_part(reference, '/', 1) AS document,
            CASE WHEN to_end = {End.ALLOCATED.value} THEN quantity ELSE -quantity END AS change
        FROM standing
        WHERE {End.ALLOCATED.value} IN ("end", to_end)
    ) moves GROUP BY sku_id, place, document
), told AS (
    SELECT sku_id, place, sum(GREATEST(0, held)) AS said FROM held GROUP BY sku_id, place
)
SELECT t.sku_id, t.place, COALESCE(l.allocated, 0), t.said
FROM told t LEFT JOIN ledger_stocklevel l ON l.sku_id = t.sku_id AND l.location_id = t.place
WHERE t.said > GREATEST(0, COALESCE(l.allocated, 0))
ORDER BY 2, 1 LIMIT {MOST}
"""


class Imbalance(NamedTuple):
    """One SKU at one place of which the books and the transfers say different things."""

    sku_id: int
    location_id: int
    books: int
    transfers: int


def in_transit_imbalances() -> list[Imbalance]:
    """Where transfers say that more is on its way than is in transit at all."""
    return _rows(_IN_TRANSIT)


def allocation_imbalances() -> list[Imbalance]:
    """Where transfers hold more than is allocated at all."""
    return _rows(_ALLOCATED)


def _rows(statement: str) -> list[Imbalance]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Imbalance(*map(int, row)) for row in cursor.fetchall()]
