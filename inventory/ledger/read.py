"""What posting reads of the ledger: known keys before it writes, and behind the locks the counts,
the rows after them and the levels. Each is one statement, so each sees what was committed before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from inventory.ledger import sql
from inventory.ledger.facts import CellKey, Count, Row, Target, Vector, zero
from inventory.ledger.vocabulary import (
    COUNT_CODE,
    FIRST_OUTSIDE,
    OPENING_CODE,
    EventType,
    State,
)
from inventory.ledger.write import STATE_COLUMNS


class Known(NamedTuple):
    """A posted event under a key of this batch."""

    event_id: int
    digest: bytes
    original_digest: bytes | None
    sku_id: int | None
    location_id: int | None

    def is_content(self, digest: bytes) -> bool:
        """A correction by staff answers to what the source had sent as well."""
        return digest in (self.digest, self.original_digest)


KNOWN_EVENTS = (
    "SELECT key, id, digest, original_digest, sku_id, location_id FROM ledger_event"
    " WHERE source_id = %s AND key = ANY(%s::text[])"
)


def known_events(rows: Iterable[tuple[Any, ...]]) -> dict[str, Known]:
    return {row[0]: Known._make(row[1:]) for row in rows}


def targets(source_id: int, keys: Sequence[str]) -> dict[str, Target]:
    """Posted events by key, for reversals: what they are, their own rows, whether one undid them."""
    rows = sql.rows(
        "SELECT e.key, e.id, e.type, e.sku_id, e.location_id, e.to_location_id, e.state,"
        " e.quantity, e.occurred_at,"
        " EXISTS (SELECT FROM ledger_event r WHERE r.reverses_id = e.id)"
        " FROM ledger_event e WHERE e.source_id = %s AND e.key = ANY(%s::text[])",
        source_id,
        sql.text_array(keys),
    )
    own = _own_rows([row[1] for row in rows])
    return {
        row[0]: Target(
            event_id=row[1],
            type=EventType(row[2]),
            sku_id=row[3],
            location_id=row[4],
            to_location_id=row[5],
            state=row[6] and State(row[6]),
            quantity=row[7],
            occurred_at=row[8],
            reversed=row[9],
            rows=own[row[1]],
        )
        for row in rows
    }


def _own_rows(event_ids: list[int]) -> dict[int, list[Row]]:
    """The rows an event moved itself, without what counts absorbed."""
    rows = sql.rows(
        'SELECT event_id, sku_id, location_id, "end", to_location_id, to_end, quantity'
        " FROM ledger_movement WHERE event_id = ANY(%s::bigint[]) AND count_id IS NULL ORDER BY id",
        sql.number_array(event_ids),
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for event_id, *row in rows:
        found[event_id].append(tuple(row))
    return found


_COUNT_COLUMNS = (
    "e.occurred_at, s.code, e.key, e.id, e.sku_id, e.location_id,"
    f" COALESCE(e.state, {State.AVAILABLE.value}), e.state IS NULL, e.type = {OPENING_CODE}"
)
_LIVE = "NOT EXISTS (SELECT FROM ledger_event r WHERE r.reverses_id = e.id)"


def live_counts(since: dict[CellKey, datetime]) -> dict[CellKey, list[Count]]:
    """The counts and openings of these cells from a moment on that nothing has reversed, in order."""
    rows = sql.rows(
        f"SELECT {_COUNT_COLUMNS} FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])"
        " AS c (sku, location, since) JOIN ledger_event e ON e.sku_id = c.sku"
        " AND e.location_id = c.location AND e.occurred_at >= c.since"
        f" AND e.type IN ({COUNT_CODE}, {OPENING_CODE})"
        f" JOIN ledger_source s ON s.id = e.source_id WHERE {_LIVE}",
        *_cell_arrays(since),
        sql.moment_array(since.values()),
    )
    found: dict[CellKey, list[Count]] = defaultdict(list)
    for count in sorted(Count(*row) for row in rows):
        found[count.sku_id, count.location_id].append(count)
    return found


def live_openings(cells: Iterable[CellKey]) -> dict[tuple[CellKey, int], list[int]]:
    """The openings of these cells that stand, by cell and state."""
    rows = sql.rows(
        "SELECT e.sku_id, e.location_id, e.state, e.id"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku, location)"
        " JOIN ledger_event e ON e.sku_id = c.sku AND e.location_id = c.location"
        f" AND e.type = {OPENING_CODE} WHERE {_LIVE}",
        *_cell_arrays(cells),
    )
    found: dict[tuple[CellKey, int], list[int]] = defaultdict(list)
    for sku, location, state, event_id in rows:
        found[(sku, location), state].append(event_id)
    return found


def levels(cells: Iterable[CellKey]) -> dict[CellKey, Vector]:
    """The levels of cells whose rows this transaction has locked."""
    columns = ", ".join(f"l.{column}" for column in STATE_COLUMNS)
    rows = sql.rows(
        f"SELECT l.sku_id, l.location_id, 0, {columns}"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku, location)"
        " JOIN ledger_stocklevel l ON l.sku_id = c.sku AND l.location_id = c.location",
        *_cell_arrays(cells),
    )
    return {(sku, location): list(vector) for sku, location, *vector in rows}


# Rows of a cell after a count: later ones, and of the same moment those of counts behind it.
_AFTER = """
SELECT n.id, r.state, sum(r.change)
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[], %s::text[])
    AS n (id, sku, location, at, source, key)
CROSS JOIN LATERAL (
    SELECT m."end" AS state, -m.quantity AS change, m.occurred_at, m.count_id
    FROM ledger_movement m
    WHERE m.sku_id = n.sku AND m.location_id = n.location AND m.occurred_at >= n.at
    UNION ALL
    SELECT m.to_end, m.quantity, m.occurred_at, m.count_id
    FROM ledger_movement m
    WHERE m.sku_id = n.sku AND m.location_id = n.location AND m.occurred_at >= n.at
        AND m.to_location_id = m.location_id
    UNION ALL
    SELECT m.to_end, m.quantity, m.occurred_at, m.count_id
    FROM ledger_movement m
    WHERE m.sku_id = n.sku AND m.to_location_id = n.location AND m.occurred_at >= n.at
        AND m.to_location_id <> m.location_id
) r
LEFT JOIN ledger_event c ON c.id = r.count_id
LEFT JOIN ledger_source s ON s.id = c.source_id
WHERE r.state < %s AND (r.occurred_at > n.at OR (s.code, c.key) > (n.source, n.key))
GROUP BY n.id, r.state
"""


def after(counts: Sequence[Count]) -> dict[int, Vector]:
    """What the rows positioned after each count add up to, by the count's event."""
    rows = sql.rows(
        _AFTER,
        *_positions(counts),
        sql.text_array(count.source for count in counts),
        sql.text_array(count.key for count in counts),
        FIRST_OUTSIDE,
    )
    found: dict[int, Vector] = defaultdict(zero)
    for event_id, state, change in rows:
        found[event_id][state] = int(change)
    return found


def named(counts: Sequence[Count]) -> dict[int, int]:
    """What all rows naming each count add to the pieces it counted."""
    rows = sql.rows(
        f"SELECT m.count_id, sum(CASE WHEN m.to_end < {FIRST_OUTSIDE}"
        " THEN m.quantity ELSE -m.quantity END)"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])"
        " AS c (id, sku, location, at)"
        " JOIN ledger_movement m ON m.sku_id = c.sku AND m.location_id = c.location"
        " AND m.occurred_at = c.at AND m.count_id = c.id GROUP BY m.count_id",
        *_positions(counts),
    )
    return {event_id: int(net) for event_id, net in rows}


def _positions(counts: Sequence[Count]) -> tuple[str, str, str, str]:
    """Event, SKU, location and moment of counts, one array each."""
    return (
        sql.number_array(count.event_id for count in counts),
        sql.number_array(count.sku_id for count in counts),
        sql.number_array(count.location_id for count in counts),
        sql.moment_array(count.at for count in counts),
    )


def _cell_arrays(cells: Iterable[CellKey]) -> tuple[str, str]:
    skus, locations = zip(*cells, strict=True)
    return sql.number_array(skus), sql.number_array(locations)
