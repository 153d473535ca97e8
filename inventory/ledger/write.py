"""The SQL of posting: events, movements, levels, dirty SKUs. Called by posting alone.

Rows travel as COPY text and arrays as literals built here: the usual adaptation of parameters
costs more than the rest of posting together (measured at 1,000 events a batch).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from inventory.ledger import sql
from inventory.ledger.canonical import Draft
from inventory.ledger.facts import STATES, CellKey, Row, Vector
from inventory.ledger.vocabulary import PHYSICAL_STATES, State

STATE_COLUMNS = tuple(state.word for state in State)

COPY_EVENTS = (
    "COPY ledger_event (id, source_id, key, digest, original_digest, type, state, to_state,"
    " direction, sku_id, location_id, to_location_id, quantity, occurred_at, received_at,"
    " reverses_id, reference, reason, stream, sequence, unit_cost, raw, actor_id) FROM STDIN"
)
COPY_MOVEMENTS = (
    'COPY ledger_movement (event_id, count_id, sku_id, location_id, "end", to_location_id,'
    " to_end, quantity, occurred_at, reference) FROM STDIN"
)
NEXT_EVENT_IDS = (
    "SELECT nextval(pg_get_serial_sequence('ledger_event', 'id')) FROM generate_series(1, %s)"
)
SET_TIME_LIMITS = (
    "SELECT set_config('statement_timeout', %s, true),"
    " set_config('idle_in_transaction_session_timeout', %s, true)"
)
MARK_DIRTY = "INSERT INTO ledger_dirtysku (sku_id) SELECT unnest(%s::bigint[])"


class Written(NamedTuple):
    """One movement to write."""

    event_id: int
    count_id: int | None
    row: Row
    moment_text: str
    reference: str


class Counted(NamedTuple):
    """A level row, as it is behind the lock, of a cell that somebody has counted."""

    last_counted_at: datetime
    below_zero_since: datetime | None


def event_lines(
    drafts: Iterable[Draft], *, source_id: int, received_at: datetime, actor_id: int | None
) -> str:
    """Events as COPY reads them. The caller sorts by key, so that locks are taken in order."""
    received, actor = received_at.isoformat(), or_null(actor_id)
    return "".join([_event_line(draft, source_id, received, actor) for draft in drafts])


def _event_line(draft: Draft, source_id: int, received: str, actor: str) -> str:
    delivery = draft.delivery
    original, target = delivery.original_digest, draft.target
    to_location, sequence, cost = draft.to_location_id, draft.sequence, draft.unit_cost
    return (
        f"{draft.event_id}\t{source_id}\t{escaped(draft.key)}\t\\\\x{draft.digest.hex()}"
        f"\t{NULL if original is None else BYTES + original.hex()}\t{draft.plan.columns}"
        f"\t{draft.sku_id}\t{draft.location_id}\t{NULL if to_location is None else to_location}"
        f"\t{draft.quantity}\t{draft.moment_text}\t{received}"
        f"\t{NULL if target is None else target.event_id}\t{escaped(draft.reference)}"
        f"\t{escaped(draft.reason)}\t{escaped(draft.stream)}"
        f"\t{NULL if sequence is None else sequence}\t{NULL if cost is None else cost}"
        f"\t{escaped(delivery.raw)}\t{actor}\n"
    )


def movement_lines(written: Iterable[Written]) -> str:
    return "".join(
        [
            f"{event_id}\t{NULL if count_id is None else count_id}\t{sku}\t{location}\t{end}"
            f"\t{to_location}\t{to_end}\t{quantity}\t{moment_text}\t{escaped(reference)}\n"
            for event_id, count_id, (
                sku,
                location,
                end,
                to_location,
                to_end,
                quantity,
            ), moment_text, reference in written
        ]
    )


_CHANGES = ", ".join(f"{s} = l.{s} + EXCLUDED.{s}" for s in STATE_COLUMNS)
_LOWEST = ", ".join(f"l.{s} + EXCLUDED.{s}" for s in STATE_COLUMNS)
_STATES = ", ".join(STATE_COLUMNS)

# The rows are locked in the order of the primary key. `known` answers with the row behind the lock:
# what was last counted (before this batch, except in the cells that it counts itself) and, as of
# the statement's start, since when it was below zero.
ADD_TO_LEVELS = f"""
WITH known AS (
    INSERT INTO ledger_stocklevel AS l (sku_id, location_id, {_STATES},
        last_counted_at, below_zero_since, updated_at)
    SELECT sku_id, location_id, {_STATES}, counted_at,
        CASE WHEN LEAST({_STATES}) < 0 THEN now() END, now()
    FROM unnest(%s::bigint[], %s::bigint[], {", ".join(["%s::bigint[]"] * len(STATE_COLUMNS))},
        %s::timestamptz[]) AS v (sku_id, location_id, {_STATES}, counted_at)
    ORDER BY sku_id, location_id
    ON CONFLICT (sku_id, location_id) DO UPDATE SET {_CHANGES},
        last_counted_at = GREATEST(l.last_counted_at, EXCLUDED.last_counted_at),
        below_zero_since =
            CASE WHEN LEAST({_LOWEST}) < 0 THEN COALESCE(l.below_zero_since, now()) END,
        updated_at = now()
    RETURNING sku_id, location_id, last_counted_at,
        CASE WHEN last_counted_at >= %s THEN (
            SELECT o.below_zero_since FROM ledger_stocklevel o
            WHERE o.sku_id = l.sku_id AND o.location_id = l.location_id) END AS since
)
SELECT sku_id, location_id, last_counted_at, since FROM known WHERE last_counted_at >= %s
"""


def add_to_levels(
    vectors: dict[CellKey, Vector], counted: dict[CellKey, datetime], *, earliest: datetime
) -> dict[CellKey, Counted]:
    """Lock and change the level rows, and mark their SKUs; answer those counted at or after the
    earliest event."""
    cells = list(vectors)
    moments = _array(_moment(counted.get(cell)) for cell in cells)
    with sql.together() as ask:
        levels = ask(ADD_TO_LEVELS, *_columns(cells, vectors), moments, earliest, earliest)
    return {(sku, location): Counted(at, since) for sku, location, at, since in levels.fetchall()}


_MORE = ", ".join(f"{s} = l.{s} + v.{s}" for s in STATE_COLUMNS)
_LEAST = ", ".join(f"l.{s} + v.{s}" for s in STATE_COLUMNS)

# A second change of rows that are locked already: a state that was below zero before the first one,
# and is after this one, has been so without a break.
ADD_AGAIN = f"""
UPDATE ledger_stocklevel l SET {_MORE},
    below_zero_since = CASE WHEN LEAST({_LEAST}) < 0 THEN
        COALESCE(v.since, l.below_zero_since, now()) END
FROM unnest(%s::bigint[], %s::bigint[], {", ".join(["%s::bigint[]"] * len(STATE_COLUMNS))},
    %s::timestamptz[]) AS v (sku_id, location_id, {_STATES}, since)
WHERE l.sku_id = v.sku_id AND l.location_id = v.location_id
"""


_SELLABLE = " + ".join(
    f"LEAST(0, l.{state.word})" for state in PHYSICAL_STATES if state is not State.AVAILABLE
)
_SUFFICES = " AND ".join(f"(v.{s} >= 0 OR l.{s} + v.{s} >= 0)" for s in STATE_COLUMNS)

# A command's change: the row is written only where it suffices.
TAKE_FROM_LEVELS = f"""
UPDATE ledger_stocklevel l SET {_MORE},
    last_counted_at = GREATEST(l.last_counted_at, v.counted_at),
    below_zero_since =
        CASE WHEN LEAST({_LEAST}) < 0 THEN COALESCE(l.below_zero_since, now()) END,
    updated_at = now()
FROM unnest(%s::bigint[], %s::bigint[], {", ".join(["%s::bigint[]"] * len(STATE_COLUMNS))},
    %s::timestamptz[]) AS v (sku_id, location_id, {_STATES}, counted_at)
WHERE l.sku_id = v.sku_id AND l.location_id = v.location_id
    AND (v.available >= 0 OR l.available + {_SELLABLE} + v.available >= 0) AND {_SUFFICES}
RETURNING l.sku_id, l.location_id, l.last_counted_at,
    (SELECT o.below_zero_since FROM ledger_stocklevel o
     WHERE o.sku_id = l.sku_id AND o.location_id = l.location_id)
"""


def take_from_levels(
    vectors: dict[CellKey, Vector], counted: dict[CellKey, datetime]
) -> list[tuple[int, int, datetime | None, datetime | None]]:
    """Change level rows that are locked, where they suffice; answer those that were changed: SKU,
    location, when last counted, since when below zero before."""
    cells = list(vectors)
    moments = _array(_moment(counted.get(cell)) for cell in cells)
    return [
        (sku, location, at, since)
        for sku, location, at, since in sql.rows(
            TAKE_FROM_LEVELS, *_columns(cells, vectors), moments
        )
    ]


def add_again(vectors: dict[CellKey, Vector], known: dict[CellKey, Counted]) -> None:
    cells = list(vectors)
    since = (known[cell].below_zero_since if cell in known else None for cell in cells)
    sql.execute(ADD_AGAIN, *_columns(cells, vectors), _array(_moment(at) for at in since))


def mark_dirty(sku_ids: Iterable[int]) -> None:
    """One row per SKU for whoever publishes availability."""
    sql.execute(MARK_DIRTY, _array(sku_ids))


# --- literals ---------------------------------------------------------------------------------

NULL = "\\N"
BYTES = "\\\\x"


def escaped(text: str) -> str:
    """Text as COPY reads it."""
    if text.isprintable() and "\\" not in text:
        return text
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return text.replace("\r", "\\r")


def or_null(value: object | None) -> str:
    return NULL if value is None else str(value)


def _moment(value: datetime | None) -> str:
    return "NULL" if value is None else f'"{value.isoformat()}"'


def _array(items: Iterable[object]) -> str:
    return "{" + ",".join(map(str, items)) + "}"


def _columns(cells: Sequence[CellKey], vectors: dict[CellKey, Vector]) -> list[str]:
    """Cells and their changes as one array per column."""
    changes = [vectors[cell] for cell in cells]
    states = ([change[state] for change in changes] for state in range(1, STATES + 1))
    columns = [[cell[0] for cell in cells], [cell[1] for cell in cells], *states]
    return [_array(column) for column in columns]
