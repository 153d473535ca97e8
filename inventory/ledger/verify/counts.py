"""Check that each live count still stands: what it saw is what the books say at its place in time."""

from typing import NamedTuple

from django.db import connection

from inventory.ledger.verify.levels import BOTH_SIDES
from inventory.ledger.verify.ranges import CellRange, within
from inventory.ledger.vocabulary import (
    COUNT_CODE,
    OPENING_CODE,
    SHELF_STATES,
)


class CountDifference(NamedTuple):
    """A count whose quantity is not the sum of its pieces at its position."""

    event_id: int
    sku_id: int
    location_id: int
    seen: int
    summed: int


class SecondOpening(NamedTuple):
    """A live opening of a state of a cell that has another one."""

    event_id: int
    sku_id: int
    location_id: int


def count_differences(cells: CellRange) -> list[CountDifference]:
    """The live counts and openings in a range whose number no longer holds."""
    with connection.cursor() as cursor:
        # In a table nobody has analysed yet a guess of few rows made this take minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_COUNTS, cells.parameters)
        found = [CountDifference._make(row) for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_nestloop = on")
        return found


def second_openings(cells: CellRange) -> list[SecondOpening]:
    """The openings in a range beyond the first live one of their cell and state."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENINGS, cells.parameters)
        return [SecondOpening._make(row) for row in cursor.fetchall()]


_LIVE = "NOT EXISTS (SELECT FROM ledger_event undo WHERE undo.reverses_id = e.id)"
_SHELF = 0
_SHELF_ENDS = ", ".join(str(state.value) for state in SHELF_STATES)


def _in_scope(end: str) -> str:
    return (
        f"CASE WHEN ({end} = scopes.scope OR scopes.scope = {_SHELF} AND {end} IN ({_SHELF_ENDS}))"
        " THEN side.quantity ELSE 0 END"
    )


# The running sum of what is counted in each cell, in the order of its rows: time, events before
# counts, counts by source and key (their rank, 0 for events). A live count stands in that order as a
# row that changes nothing, level with the rows that name it, so its running sum includes them.
_COUNTS = f"""
    WITH counts AS MATERIALIZED (
        SELECT e.id, e.sku_id, e.location_id, e.occurred_at, e.quantity, {_LIVE} AS live,
               COALESCE(e.state, {_SHELF}) AS scope,
               row_number() OVER (PARTITION BY e.sku_id, e.location_id
                                  ORDER BY e.occurred_at, s.code, e.key) AS rank
        FROM ledger_event e JOIN ledger_source s ON s.id = e.source_id
        WHERE e.type IN ({COUNT_CODE}, {OPENING_CODE}) AND {within("e.sku_id", "e.location_id")}
    ), scopes AS MATERIALIZED (
        SELECT DISTINCT sku_id, location_id, scope FROM counts WHERE live
    ), line AS (
        SELECT side.sku_id, side.location_id, scopes.scope, side.occurred_at,
               COALESCE(counts.rank, 0) AS rank, NULL::bigint AS id,
               {_in_scope("side.gives")} - {_in_scope("side.takes")} AS change
        FROM ({BOTH_SIDES}) side
        JOIN scopes ON scopes.sku_id = side.sku_id AND scopes.location_id = side.location_id
        LEFT JOIN counts ON counts.id = side.count_id
        UNION ALL
        SELECT sku_id, location_id, scope, occurred_at, rank, id, 0 FROM counts WHERE live
    ), running AS (
        SELECT id, sum(change) OVER (PARTITION BY sku_id, location_id, scope
                                     ORDER BY occurred_at, rank) AS summed
        FROM line WHERE change <> 0 OR id IS NOT NULL
    )
    SELECT counts.id, counts.sku_id, counts.location_id, counts.quantity, running.summed::bigint
    FROM running JOIN counts ON counts.id = running.id AND counts.quantity <> running.summed
    ORDER BY counts.sku_id, counts.location_id, counts.rank
"""

_OPENINGS = f"""
    SELECT id, sku_id, location_id FROM (
        SELECT e.id, e.sku_id, e.location_id,
               row_number() OVER (PARTITION BY e.sku_id, e.location_id, e.state ORDER BY e.id) AS nth
        FROM ledger_event e
        WHERE e.type = {OPENING_CODE} AND {within("e.sku_id", "e.location_id")} AND {_LIVE}
    ) opening WHERE nth > 1 ORDER BY sku_id, location_id, id
"""
