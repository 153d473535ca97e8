"""Verify the ledger: every invariant that DESIGN 3.8 names, in one snapshot, while writers run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from inventory.ledger.verify import cells, counts, documents, events
from inventory.ledger.verify.levels import LevelDifference, level_differences
from inventory.ledger.verify.ranges import (
    CellRange,
    about_how_many,
    cell_ranges,
    id_ranges,
)

# Movements and events looked at in one go: some 100 MB of sorting, a few seconds each.
ROWS_AT_ONCE = 1_000_000
WORK_MEMORY = "64MB"

# Called with what is being checked, how much is done, and how much there is about.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not hold: which check, what about, in one sentence."""

    check: str
    text: str
    sku_id: int | None = None
    location_id: int | None = None
    row_id: int | None = None

    @property
    def fingerprint(self) -> str:
        subject = ":".join(
            str(part) for part in (self.sku_id, self.location_id, self.row_id) if part is not None
        )
        return f"ledger:{self.check}:{subject}"


def silent(_what: str, _done: int, _of: int) -> None:
    pass


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the books for as long as it takes; must be the outermost transaction."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'")
        yield


def verify(*, at: datetime, progress: Progress = silent) -> Iterator[Difference]:
    """Everything in the ledger that does not hold, one by one; nothing when all is well.

    Reads one snapshot in stretches, so memory is bounded and postings go on meanwhile.
    """
    with snapshot():
        yield from differences(at=at, progress=progress)


def differences(*, at: datetime, progress: Progress = silent) -> Iterator[Difference]:
    """What `verify` finds, within a snapshot the caller has taken."""
    yield from _cells(progress)
    yield from _events(progress)
    yield from _overlooked(at, progress)
    yield from _documents(progress)


def _cells(progress: Progress) -> Iterator[Difference]:
    books, total = cells.Books(), about_how_many("ledger_movement")
    for number, stretch in enumerate(cell_ranges(rows=ROWS_AT_ONCE)):
        progress("levels and counts", number * ROWS_AT_ONCE, total)
        yield from _levels(stretch)
        yield from _counts(stretch)
        yield from _balances(books.add(stretch))
    yield from _balances(books.close())
    progress("levels and counts", total, total)


def _levels(stretch: CellRange) -> Iterator[Difference]:
    for found in level_differences(stretch):
        for text in _sentences(found):
            yield Difference("level", text, sku_id=found.sku_id, location_id=found.location_id)


def _sentences(found: LevelDifference) -> Iterator[str]:
    if found.level is None:
        yield "has movements or counts but no stock level"
        return
    for state, (said, summed) in found.changes.items():
        yield f"{state} is {said:,}, its movements sum to {summed:,}"
    if not found.knows_count:
        yield f"does not know of its count at {found.counted_at:%Y-%m-%d %H:%M:%S}"
    if not found.knows_below_zero:
        yield "is below zero without being marked so, or marked without being so"


def _counts(stretch: CellRange) -> Iterator[Difference]:
    for count in counts.count_differences(stretch):
        yield Difference(
            "count",
            f"count {count.event_id} saw {count.seen:,}, the books say {count.summed:,} at its time",
            sku_id=count.sku_id,
            location_id=count.location_id,
            row_id=count.event_id,
        )
    for opening in counts.second_openings(stretch):
        yield Difference(
            "opening",
            f"event {opening.event_id} opens what is open already",
            sku_id=opening.sku_id,
            location_id=opening.location_id,
            row_id=opening.event_id,
        )


def _balances(imbalances: list[cells.Imbalance]) -> Iterator[Difference]:
    for found in imbalances:
        text = f"stock and ends together are {found.left_over:,}, not zero"
        yield Difference("books", text, sku_id=found.sku_id)


def _events(progress: Progress) -> Iterator[Difference]:
    total = about_how_many("ledger_event")
    progress("keys", 0, total)
    yield from _broken("key", events.repeated_keys())
    yield from _broken("reversal", events.repeated_reversals())
    for number, stretch in enumerate(id_ranges("ledger_event", rows=ROWS_AT_ONCE)):
        progress("events", number * ROWS_AT_ONCE, total)
        yield from _broken("event", events.unposted_events(stretch))
        yield from _broken("orphan", events.orphaned_events(stretch))
        yield from _broken("reversal", events.unfinished_reversals(stretch))
        yield from _broken("movement", events.orphaned_movements(stretch))
    progress("events", total, total)


def _broken(check: str, rows: list[events.Broken]) -> Iterator[Difference]:
    for row in rows:
        yield Difference(check, row.what, sku_id=row.sku_id, row_id=row.row_id)


def _overlooked(at: datetime, progress: Progress) -> Iterator[Difference]:
    progress("cases", 0, 1)
    for found in cells.overlooked_cells(at=at):
        yield Difference(
            "below_zero",
            f"below zero since {found.since:%Y-%m-%d %H:%M} UTC without an open case",
            sku_id=found.sku_id,
            location_id=found.location_id,
        )
    progress("cases", 1, 1)


def _documents(progress: Progress) -> Iterator[Difference]:
    progress("documents", 0, 1)
    for found in documents.document_differences():
        yield Difference(
            found.check, found.text, sku_id=found.sku_id, location_id=found.location_id
        )
    progress("documents", 1, 1)
