"""The SQL of posting: events, movements, levels, dirty SKUs. Called by posting alone.

Rows travel as COPY text and arrays as literals built here: the usual adaptation of parameters
costs more than the rest of posting together (measured at 1,000 events a batch).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from inventory.ledger import sql
from inventory.ledger.absorb import Absorbed
from inventory.ledger.canonical import Draft
from inventory.ledger.facts import CellKey, Vector
from inventory.ledger.vocabulary import PHYSICAL_STATES, State

STATE_COLUMNS = tuple(state.word for state in State)

COPY_EVENTS = (
    "COPY ledger_event (xid, source_id, id, key, digest, original_digest, type, state, to_state,"
    " direction, sku_id, location_id, to_location_id, quantity, occurred_at, reverses_id, reference,"
    " reason, stream, sequence, unit_cost, raw, received_at, actor_id) FROM STDIN"
)
COPY_MOVEMENTS = (
    'COPY ledger_movement (xid, event_id, count_id, sku_id, location_id, "end", to_location_id,'
    " to_end, quantity, occurred_at, reference) FROM STDIN"
)
# Rows made before they are sent: few enough for the server to start early.
AT_ONCE = 250
NEXT_EVENT_IDS = "SELECT nextval('ledger_event_id_seq') FROM generate_series(1, %s)"
# The limits end with the transaction; its id goes into every row.
BEGIN = (
    "SELECT pg_current_xact_id()::text::bigint, set_config('statement_timeout', %s, true),"
    " set_config('idle_in_transaction_session_timeout', %s, true)"
)
MARK_DIRTY = "INSERT INTO ledger_dirtysku (sku_id) SELECT unnest(%s::bigint[])"


class Counted(NamedTuple):
    """A level row, as it is behind the lock, of a cell that somebody has counted."""

    last_counted_at: datetime
    below_zero_since: datetime | None


def event_lines(
    drafts: Sequence[Draft],
    *,
    xid: int,
    source_id: int,
    received_at: datetime,
    actor_id: int | None,
) -> Iterator[str]:
    """Events as COPY reads them. The caller sorts by key, so that locks are taken in order."""
    start = f"{xid}\t{source_id}"
    end = f"{received_at.isoformat()}\t{NULL if actor_id is None else actor_id}\n"
    for some in range(0, len(drafts), AT_ONCE):
        yield "".join([_event_line(draft, start, end) for draft in drafts[some : some + AT_ONCE]])


def _event_line(draft: Draft, start: str, end: str) -> str:
    delivery = draft.delivery
    original, target = delivery.original_digest, draft.target
    to_location, sequence, cost = draft.to_location_id, draft.sequence, draft.unit_cost
    return (
        f"{start}\t{draft.event_id}\t{escaped(draft.key)}\t\\\\x{draft.digest.hex()}"
        f"\t{NULL if original is None else BYTES + original.hex()}\t{draft.plan.columns}"
        f"\t{draft.sku_id}\t{draft.location_id}\t{NULL if to_location is None else to_location}"
        f"\t{draft.quantity}\t{draft.moment_text}"
        f"\t{NULL if target is None else target.event_id}\t{escaped(draft.reference)}"
        f"\t{draft.reason and escaped(draft.reason)}\t{draft.stream and escaped(draft.stream)}"
        f"\t{NULL if sequence is None else sequence}\t{NULL if cost is None else cost}"
        f"\t{escaped(delivery.raw)}\t{end}"
    )


def own_movement_lines(drafts: Sequence[Draft], *, xid: int) -> Iterator[str]:
    """What the events move themselves, as COPY reads it; a reversal at the moment of what it undoes."""
    for some in range(0, len(drafts), AT_ONCE):
        yield "".join(
            [
                f"{xid}\t{d.event_id}\t{NULL}\t{sku}\t{location}\t{end}\t{to_location}\t{to_end}"
                f"\t{quantity}"
                f"\t{d.moment_text if d.target is None else d.effective_at.isoformat()}"
                f"\t{escaped(d.reference)}\n"
                for d in drafts[some : some + AT_ONCE]
                for sku, location, end, to_location, to_end, quantity in d.rows
            ]
        )


def absorbed_lines(rows: Sequence[Absorbed], *, xid: int) -> Iterator[str]:
    """What counts add to it, as COPY reads it."""
    for some in range(0, len(rows), AT_ONCE):
        yield "".join([_absorbed_line(row, xid) for row in rows[some : some + AT_ONCE]])


def _absorbed_line(row: Absorbed, xid: int) -> str:
    count = row.at_count
    sku, location, end, to_location, to_end, quantity = count.row(row.amount)
    return (
        f"{xid}\t{row.event_id}\t{count.event_id}\t{sku}\t{location}\t{end}\t{to_location}\t{to_end}"
        f"\t{quantity}\t{count.at.isoformat()}\t{escaped(row.reference)}\n"
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


def level_params(
    vectors: dict[CellKey, Vector], moments: Mapping[CellKey, datetime | None]
) -> list[str]:
    """Cells, their changes and one moment each, as one array per column."""
    skus, locations = zip(*vectors, strict=True)
    _, *states = zip(*vectors.values(), strict=True)
    columns = [sql.number_array(column) for column in (skus, locations, *states)]
    return [*columns, sql.moment_array([moments.get(cell) for cell in vectors])]


def counted(rows: sql.Rows) -> dict[CellKey, Counted]:
    """The answer of ADD_TO_LEVELS: the cells counted at or after the earliest event."""
    return {(sku, location): Counted(at, since) for sku, location, at, since in rows}


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


def add_again(vectors: dict[CellKey, Vector], known: dict[CellKey, Counted]) -> None:
    since = {cell: row.below_zero_since for cell, row in known.items()}
    sql.execute(ADD_AGAIN, *level_params(vectors, since))


def mark_dirty(sku_ids: Iterable[int]) -> None:
    """One row per SKU for whoever publishes availability."""
    sql.execute(MARK_DIRTY, sql.number_array(sorted(sku_ids)))


# --- literals ---------------------------------------------------------------------------------

NULL = "\\N"
BYTES = "\\\\x"


def escaped(text: str) -> str:
    """Text as COPY reads it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text
