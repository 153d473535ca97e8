"""Rebuild stock levels from their movements, while writers run (DESIGN 3.4)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import errors as pg

from audit.services import record
from inventory.catalog.models import Sku
from inventory.ledger.queries import sql
from inventory.ledger.verify.levels import LevelDifference, level_differences
from inventory.ledger.verify.ranges import CellRange, about_how_many, cell_ranges, within

# Movements summed while the level rows of a range are locked: about a tenth of a second.
ROWS_AT_ONCE = 25_000
ATTEMPTS = 8
AGENT = "system:ledger-rebuild"
SHOWN = 20

Progress = Callable[[int, int], None]


def _silent(_done: int, _of: int) -> None:
    pass


def rebuild(
    *,
    at: datetime,
    sku_ids: Sequence[int] | None = None,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> Iterator[LevelDifference]:
    """Set every stock level to the sum of its movements; answers each one that was not.

    Range by range: lock the level rows, sum in the next statement, write the differences, insert the
    rows that are missing, and pass once more over a range that had any. A posting in flight has
    either not changed its rows yet and adds to what is written here, or is waited for and seen. With
    `dry_run` nothing is locked or written.
    """
    total = about_how_many("ledger_movement")
    for number, cells in enumerate(_ranges(sku_ids)):
        progress(number * ROWS_AT_ONCE, total)
        yield from _looked_at(cells) if dry_run else _rebuilt(cells, at=at)
    progress(total, total)


def _ranges(sku_ids: Sequence[int] | None) -> Iterator[CellRange]:
    if sku_ids is None:
        yield from cell_ranges(rows=ROWS_AT_ONCE)
        return
    for sku_id in sorted(set(sku_ids)):
        yield from cell_ranges(rows=ROWS_AT_ONCE, sku_id=sku_id)


@transaction.atomic
def _looked_at(cells: CellRange) -> list[LevelDifference]:
    _plan_for_ranges()
    return level_differences(cells)


def _rebuilt(cells: CellRange, *, at: datetime) -> list[LevelDifference]:
    """One range, until no row of it is missing; a row in the making is waited for between passes.

    Waiting for it while holding the rows of the range could be waited for in turn.
    """
    corrected: dict[tuple[int, int], LevelDifference] = {}
    for _ in range(ATTEMPTS):
        found = {(one.sku_id, one.location_id): one for one in _retried(_pass_over, cells, at)}
        corrected = found | corrected
        missing = [cell for cell, one in found.items() if one.level is None]
        if not missing:
            break
        _insert(missing)
    return list(corrected.values())


def _retried(
    work: Callable[[CellRange, datetime], list[LevelDifference]], cells: CellRange, at: datetime
) -> list[LevelDifference]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work(cells, at)
        except OperationalError as error:
            if attempt == ATTEMPTS or not isinstance(error.__cause__, pg.DeadlockDetected):
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _pass_over(cells: CellRange, at: datetime) -> list[LevelDifference]:
    _plan_for_ranges()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, cells.parameters)
    found = level_differences(cells)
    present = [one for one in found if one.level is not None]
    if present:
        _write(present)
        _mark_dirty({one.sku_id for one in present})
        _record(present, at=at)
    return found


def _plan_for_ranges() -> None:
    """A narrow range is read by index on one core: ranges follow each other, writers want theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute("SET LOCAL random_page_cost = 1.1")
        cursor.execute("SET LOCAL work_mem = '32MB'")


def _write(found: Iterable[LevelDifference]) -> None:
    rows = [(one.sku_id, one.location_id, one.counted_at, *one.summed) for one in found]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, columns)


def _insert(missing: list[tuple[int, int]]) -> None:
    """Rows of zeros; the next pass fills them."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*missing, strict=True)])


def _mark_dirty(sku_ids: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_dirtysku (sku_id) SELECT unnest(%s::bigint[])", [sorted(sku_ids)]
        )


def _record(found: list[LevelDifference], *, at: datetime) -> None:
    """One entry per SKU: how many of its levels were corrected, and the first of them."""
    by_sku: dict[int, list[LevelDifference]] = defaultdict(list)
    for one in found:
        by_sku[one.sku_id].append(one)
    for sku in Sku.objects.filter(pk__in=by_sku).order_by("pk"):
        levels = by_sku[sku.pk]
        record(
            "inventory.level.rebuilt",
            sku,
            actor=None,
            at=at,
            agent=AGENT,
            before=_shown(levels, 0),
            after={"levels": len(levels), **_shown(levels, 1)},
        )


def _shown(levels: list[LevelDifference], side: int) -> dict[str, Any]:
    return {
        f"location {one.location_id}": {word: pair[side] for word, pair in one.changes.items()}
        for one in levels[:SHOWN]
    }


_LOCK = (
    f"SELECT count(*) FROM (SELECT FROM ledger_stocklevel WHERE {within('sku_id', 'location_id')}"
    " ORDER BY sku_id, location_id FOR UPDATE) locked"
)
_SET = ", ".join(f"{column} = v.{column}" for column in sql.STATE_COLUMNS)
_LOWEST = ", ".join(f"v.{column}" for column in sql.STATE_COLUMNS)
_UPDATE = (
    f"UPDATE ledger_stocklevel l SET {_SET},"
    " last_counted_at = GREATEST(l.last_counted_at, v.counted_at),"
    f" below_zero_since = CASE WHEN LEAST({_LOWEST}) < 0"
    " THEN COALESCE(l.below_zero_since, now()) END, updated_at = now()"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]"
    f"{', %s::bigint[]' * len(sql.STATE_COLUMNS)})"
    f" AS v (sku_id, location_id, counted_at, {', '.join(sql.STATE_COLUMNS)})"
    " WHERE l.sku_id = v.sku_id AND l.location_id = v.location_id"
)
_INSERT = (
    "INSERT INTO ledger_stocklevel (sku_id, location_id)"
    " SELECT sku_id, location_id FROM unnest(%s::bigint[], %s::bigint[]) AS v (sku_id, location_id)"
    " ORDER BY sku_id, location_id ON CONFLICT DO NOTHING"
)
