"""What was sold from cells, set-based."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from inventory.ledger.facts import CellKey
from inventory.ledger.vocabulary import End

# Pieces that went to customers; a voided or reversed sale takes its pieces back, a return does not.
_SOLD = f"""
SELECT m.sku_id, m.location_id,
    sum(CASE WHEN m.to_end = {End.CUSTOMER.value} THEN m.quantity ELSE -m.quantity END)
FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku, location)
JOIN ledger_movement m ON m.sku_id = c.sku AND m.location_id = c.location
    AND m.occurred_at >= %s AND m.occurred_at < %s AND m.count_id IS NULL
    AND (m.to_end = {End.CUSTOMER.value}
        OR (m."end" = {End.CUSTOMER.value} AND m.to_end <> {End.RETURNED.value}))
GROUP BY m.sku_id, m.location_id
"""


def sold_in(cells: Collection[CellKey], *, since: datetime, until: datetime) -> dict[CellKey, int]:
    """By SKU and location, what customers took in a stretch of time; without sales there is no entry."""
    if not cells:
        return {}
    ordered = sorted(cells)
    arrays = [cell[0] for cell in ordered], [cell[1] for cell in ordered]
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, [*arrays, since, until])
        rows = cursor.fetchall()
    return {(sku, location): int(sold) for sku, location, sold in rows if sold > 0}
