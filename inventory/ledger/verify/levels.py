"""Compare stock levels with the sums of their movements, a stretch of cells at a time."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from inventory.ledger.queries import sql
from inventory.ledger.verify.ranges import CellRange, within
from inventory.ledger.vocabulary import COUNT_CODE, FIRST_OUTSIDE, OPENING_CODE, State

WIDTH = len(sql.STATES)


class LevelDifference(NamedTuple):
    """One level that is not what its movements and counts say; `level` is None without a row."""

    sku_id: int
    location_id: int
    level: tuple[int, ...] | None
    summed: tuple[int, ...]
    # The latest moment a live count or opening of the cell speaks of.
    counted_at: datetime | None
    # Whether the level knows of that count, and whether it is marked below zero exactly when it is.
    knows_count: bool
    knows_below_zero: bool

    @property
    def changes(self) -> dict[str, tuple[int, int]]:
        """What the level says and what its movements sum to, where they differ."""
        level = self.level or (0,) * WIDTH
        return {
            state.word: (said, summed)
            for state, said, summed in zip(State, level, self.summed, strict=True)
            if said != summed
        }


def level_differences(cells: CellRange) -> list[LevelDifference]:
    """The levels in a range that differ from their movements, rows that are missing included."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, cells.parameters)
        return [_difference(row) for row in cursor.fetchall()]


def _difference(row: tuple[Any, ...]) -> LevelDifference:
    sku_id, location_id, exists, counted_at, knows_count, knows_below_zero, *numbers = row
    return LevelDifference(
        sku_id=sku_id,
        location_id=location_id,
        level=tuple(numbers[:WIDTH]) if exists else None,
        summed=tuple(numbers[WIDTH:]),
        counted_at=counted_at,
        knows_count=knows_count,
        knows_below_zero=knows_below_zero,
    )


def _all_of(alias: str, columns: str = "{alias}.{column}") -> str:
    return ", ".join(
        columns.format(alias=alias, column=state.word, number=state.value) for state in sql.STATES
    )


# Both sides of each movement as seen from a cell: what it takes from one state and gives to another.
# A movement in place is one row with both; between places it is seen from each.
BOTH_SIDES = f"""
    SELECT m.sku_id, m.location_id, m."end" AS takes,
           CASE WHEN m.to_location_id = m.location_id THEN m.to_end ELSE {FIRST_OUTSIDE} END AS gives,
           m.quantity, m.occurred_at, m.count_id, m.id
    FROM ledger_movement m WHERE {within("m.sku_id", "m.location_id")}
    UNION ALL
    SELECT m.sku_id, m.to_location_id, {FIRST_OUTSIDE}, m.to_end, m.quantity, m.occurred_at,
           m.count_id, m.id
    FROM ledger_movement m
    WHERE m.to_location_id <> m.location_id AND {within("m.sku_id", "m.to_location_id")}
"""
_SUMS = _all_of(
    "",
    "sum(CASE WHEN gives = {number} THEN quantity ELSE 0 END"
    " - CASE WHEN takes = {number} THEN quantity ELSE 0 END) AS {column}",
)
_ANY_BELOW = "LEAST(" + _all_of("l") + ") < 0"

_DIFFERENCES = f"""
    WITH moved AS (
        SELECT sku_id, location_id, {_SUMS} FROM (
            SELECT sku_id, location_id, takes, gives, sum(quantity)::bigint AS quantity
            FROM ({BOTH_SIDES}) side GROUP BY sku_id, location_id, takes, gives
        ) pair GROUP BY sku_id, location_id
    ), counted AS (
        SELECT sku_id, location_id, max(occurred_at) AS at FROM ledger_event
        WHERE type IN ({COUNT_CODE}, {OPENING_CODE}) AND {within("sku_id", "location_id")}
          AND NOT EXISTS (SELECT FROM ledger_event undo WHERE undo.reverses_id = ledger_event.id)
        GROUP BY sku_id, location_id
    ), said AS (
        SELECT * FROM ledger_stocklevel WHERE {within("sku_id", "location_id")}
    )
    SELECT sku_id, location_id, l.updated_at IS NOT NULL, counted.at,
           counted.at IS NULL OR COALESCE(l.last_counted_at >= counted.at, FALSE),
           (l.below_zero_since IS NOT NULL) = ({_ANY_BELOW}),
           {_all_of("l", "COALESCE({alias}.{column}, 0)")},
           {_all_of("moved", "COALESCE({alias}.{column}, 0)::bigint")}
    FROM said l FULL JOIN moved USING (sku_id, location_id)
    FULL JOIN counted USING (sku_id, location_id)
    WHERE l.updated_at IS NULL
       OR ({_all_of("l")}) <> ({_all_of("moved", "COALESCE({alias}.{column}, 0)")})
       OR counted.at > COALESCE(l.last_counted_at, '-infinity')
       OR (l.below_zero_since IS NOT NULL) <> ({_ANY_BELOW})
    ORDER BY sku_id, location_id
"""
