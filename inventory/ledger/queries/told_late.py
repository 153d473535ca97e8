"""What was told after a count had posted, of between its first and its last look at a SKU."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from inventory.ledger.queries import sql
from inventory.ledger.queries.horizon import commit_horizon
from inventory.ledger.vocabulary import SHELF_STATES, EventType


class Mark(NamedTuple):
    """How far the movements were read, in the order of their recording."""

    xid: int
    movement_id: int


class Looked(NamedTuple):
    """One SKU that a count set, and the moments between which it was looked at."""

    event_id: int
    sku_id: int
    location_id: int
    first_at: datetime
    last_at: datetime


class ToldLate(NamedTuple):
    """One event that changed the shelf between these moments, and that the count had to absorb."""

    count_event_id: int
    event_id: int
    type: EventType
    occurred_at: datetime
    change: int
    reference: str


def counts_that_absorbed(since: Mark, *, limit: int) -> tuple[list[int], Mark, bool]:
    """The counts that absorbed something recorded after a mark: their events, how far that was read, and
    whether there is more. Ends at the commit-safe horizon."""
    statement = (
        "SELECT m.xid, m.id, m.count_id FROM ledger_movement m"
        " WHERE (m.xid, m.id) > (%s, %s) AND m.xid < %s"
        " AND m.count_id IS NOT NULL AND m.event_id <> m.count_id"
        " ORDER BY m.xid, m.id LIMIT %s"
    )
    # Read first: what is recorded meanwhile lies above it and comes with the next call.
    horizon = commit_horizon()
    with connection.cursor() as cursor:
        cursor.execute(statement, [*since, horizon, limit])
        rows = cursor.fetchall()
    more = len(rows) == limit
    mark = Mark(*rows[-1][:2]) if more else Mark(max(horizon, since.xid), 0)
    return sorted({row[2] for row in rows}), mark, more


def told_late(looked: Sequence[Looked]) -> list[ToldLate]:
    """What each of these counts absorbed of between its looks, oldest first; what was undone is left out."""
    change = sql.change(SHELF_STATES)
    between = "m.occurred_at > c.first_at AND m.occurred_at <= c.last_at"
    statement = (
        "WITH c AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[],"
        " %s::timestamptz[], %s::timestamptz[])"
        " AS a (event_id, sku_id, location_id, first_at, last_at))"
        " SELECT c.event_id, d.event_id, e.type, d.occurred_at, d.change::bigint, e.reference FROM c"
        " CROSS JOIN LATERAL (SELECT m.event_id, min(m.occurred_at) AS occurred_at,"
        f" sum({change}) AS change FROM ({sql.touching(between)}) m"
        " WHERE m.event_id <> c.event_id AND (m.count_id IS NULL OR m.count_id = m.event_id)"
        " GROUP BY m.event_id) d"
        " JOIN ledger_event e ON e.id = d.event_id"
        " WHERE d.change <> 0 AND e.reverses_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM ledger_event r WHERE r.reverses_id = d.event_id)"
        " AND EXISTS (SELECT 1 FROM ledger_movement a WHERE a.sku_id = c.sku_id"
        " AND a.location_id = c.location_id AND a.occurred_at = c.last_at"
        " AND a.count_id = c.event_id AND a.event_id = d.event_id)"
        " ORDER BY d.occurred_at, d.event_id"
    )
    columns = [list(column) for column in zip(*looked, strict=True)] or [[]] * len(Looked._fields)
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        return [
            ToldLate(row[0], row[1], EventType(row[2]), row[3], row[4], row[5])
            for row in cursor.fetchall()
        ]
