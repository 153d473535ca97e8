"""Check events against their movements: each posted whole, once, and on things that exist."""

from typing import Any, NamedTuple

from django.db import connection

from inventory.ledger.verify.ranges import IdRange
from inventory.ledger.vocabulary import FIRST_OUTSIDE, EventType

# Events whose own rows are not simply their quantity: counts set, snapshots claim, reversals undo.
_NOT_PLAIN = ", ".join(
    str(kind.value)
    for kind in (EventType.COUNT, EventType.OPENING, EventType.SNAPSHOT, EventType.REVERSAL)
)
_COUNTS = f"{EventType.COUNT.value}, {EventType.OPENING.value}"


class Broken(NamedTuple):
    """One row of the ledger that does not fit, and the SKU it speaks of, if it names one."""

    row_id: int
    sku_id: int | None
    what: str


def repeated_keys() -> list[Broken]:
    """Events that share source and key with another, read from the rows, not from the index."""
    return _read(
        "SELECT max(id), max(sku_id), format('key %s of source %s is there %s times',"
        " key, source_id, count(*)) FROM ledger_event GROUP BY source_id, key HAVING count(*) > 1"
    )


def repeated_reversals() -> list[Broken]:
    """Events that undo what another reversal has undone."""
    return _read(
        "SELECT max(id), max(sku_id), format('event %s is reversed %s times', reverses_id, count(*))"
        " FROM ledger_event WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1"
    )


def unposted_events(events: IdRange) -> list[Broken]:
    """Plain events whose own rows are not what the event says: one row, or the parts of a kit."""
    return _read(_UNPOSTED, events)


def orphaned_events(events: IdRange) -> list[Broken]:
    """Events of a source, SKU, location or reversed event that does not exist."""
    return _read(_ORPHANED_EVENTS, events)


def orphaned_movements(events: IdRange) -> list[Broken]:
    """Movements, by the event they name, of an event, count, SKU or location that does not exist."""
    return _read(_ORPHANED_MOVEMENTS, events) + _read(_WITHOUT_COUNT, events)


def unfinished_reversals(events: IdRange) -> list[Broken]:
    """Reversals that leave something of what they undo."""
    return _read(_UNFINISHED_REVERSALS, events)


def _read(statement: str, rows: IdRange | None = None) -> list[Broken]:
    parameters: dict[str, Any] | None = rows.parameters if rows else None
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Broken._make(row) for row in cursor.fetchall()]


def _missing(table: str, column: str, key: str = "id") -> str:
    return (
        f"({column} IS NOT NULL AND NOT EXISTS"
        f" (SELECT FROM {table} found WHERE found.{key} = {column}))"
    )


_UNPOSTED = f"""
    WITH own AS (
        SELECT m.event_id, count(*) AS rows, min(m.sku_id) AS sku_id, min(m.quantity) AS quantity,
               min(m.occurred_at) AS earliest, max(m.occurred_at) AS latest,
               min(m.location_id) AS location_id
        FROM ledger_movement m
        WHERE m.event_id > %(low)s AND m.event_id <= %(high)s AND m.count_id IS NULL
        GROUP BY m.event_id
    )
    SELECT e.id, e.sku_id, format('event %%s has %%s rows of its own that do not say what it says',
                                  e.id, COALESCE(own.rows, 0))
    FROM ledger_event e LEFT JOIN own ON own.event_id = e.id
    LEFT JOIN catalog_sku s ON s.id = e.sku_id
    WHERE e.id > %(low)s AND e.id <= %(high)s AND e.type NOT IN ({_NOT_PLAIN})
      AND (own.rows IS NULL OR own.earliest <> e.occurred_at OR own.latest <> e.occurred_at
           OR (s.kind = 'simple' AND (own.rows, own.sku_id, own.location_id, own.quantity)
                                  <> (1, e.sku_id, e.location_id, e.quantity)))
    ORDER BY e.id
"""
_ORPHANED_EVENTS = f"""
    SELECT e.id, e.sku_id, format('event %%s names something that does not exist', e.id)
    FROM ledger_event e WHERE e.id > %(low)s AND e.id <= %(high)s AND (
        {_missing("ledger_source", "e.source_id")} OR {_missing("catalog_sku", "e.sku_id")}
        OR {_missing("catalog_location", "e.location_id", "place_id")}
        OR {_missing("catalog_location", "e.to_location_id", "place_id")}
        OR {_missing("ledger_event", "e.reverses_id")}
    ) ORDER BY e.id
"""
_ORPHANED_MOVEMENTS = f"""
    SELECT m.id, m.sku_id, format('movement %%s names something that does not exist', m.id)
    FROM ledger_movement m
    LEFT JOIN (SELECT id FROM ledger_event WHERE id > %(low)s AND id <= %(high)s) e
        ON e.id = m.event_id
    WHERE m.event_id > %(low)s AND m.event_id <= %(high)s AND (
        e.id IS NULL OR {_missing("catalog_sku", "m.sku_id")}
        OR {_missing("catalog_location", "m.location_id", "place_id")}
        OR {_missing("catalog_location", "m.to_location_id", "place_id")}
    ) ORDER BY m.id
"""
_WITHOUT_COUNT = f"""
    SELECT m.id, m.sku_id, format('movement %%s belongs to a count that does not exist', m.id)
    FROM ledger_movement m
    WHERE m.event_id > %(low)s AND m.event_id <= %(high)s AND m.count_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM ledger_event c
                      WHERE c.id = m.count_id AND c.type IN ({_COUNTS}))
    ORDER BY m.id
"""
# What a reversal undoes: the own rows of a plain event, all rows that name a count. Together with
# its own rows nothing may be left in any state of any cell.
_UNFINISHED_REVERSALS = f"""
    WITH undo AS MATERIALIZED (
        SELECT r.id, r.sku_id AS undo_sku, e.id AS event_id, e.sku_id, e.location_id, e.occurred_at,
               e.type IN ({_COUNTS}) AS of_count
        FROM ledger_event r JOIN ledger_event e ON e.id = r.reverses_id
        WHERE r.id > %(low)s AND r.id <= %(high)s AND r.reverses_id IS NOT NULL
    ), rows AS (
        SELECT undo.id, undo.undo_sku, m.* FROM undo CROSS JOIN LATERAL (
            SELECT m.sku_id, m.location_id, m."end", m.to_location_id, m.to_end, m.quantity
            FROM ledger_movement m
            WHERE NOT undo.of_count AND m.event_id IN (undo.event_id, undo.id) AND m.count_id IS NULL
            UNION ALL
            SELECT m.sku_id, m.location_id, m."end", m.to_location_id, m.to_end, m.quantity
            FROM ledger_movement m
            WHERE undo.of_count AND m.sku_id = undo.sku_id AND m.location_id = undo.location_id
              AND m.occurred_at = undo.occurred_at AND m.count_id = undo.event_id
        ) m
    ), sides AS (
        SELECT id, undo_sku, sku_id, location_id, "end", -quantity AS change FROM rows
        UNION ALL
        SELECT id, undo_sku, sku_id, to_location_id, to_end, quantity FROM rows
    )
    SELECT id, undo_sku, format('reversal %%s leaves something of what it undoes', id) FROM (
        SELECT id, undo_sku FROM sides WHERE "end" < {FIRST_OUTSIDE}
        GROUP BY id, undo_sku, sku_id, location_id, "end" HAVING sum(change) <> 0
    ) left_over GROUP BY id, undo_sku ORDER BY id
"""
