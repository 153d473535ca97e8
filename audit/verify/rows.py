"""Rows against the segments of their block."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from audit.canonical import SELECT, leaf
from audit.merkle import root
from audit.models import Seal
from audit.models.seal import SEGMENT_ROWS, Segment, unpack_segments
from audit.verify.report import Report

Key = tuple[int, int]
Row = tuple[Any, ...]

ROWS = f"""
SELECT {SELECT} FROM audit_entry
WHERE (xid, id) > (%s, %s) AND (xid, id) <= (%s, %s)
ORDER BY xid, id
"""  # noqa: S608 - made of constants


ROWS_AT_ONCE = 5_000


class RowStream:
    """The rows of a range in sealing order, read a few thousand at a time."""

    def __init__(self, after: Key, until: Key) -> None:
        self._rows = self._read(after, until)
        self._next: Row | None = next(self._rows, None)

    @staticmethod
    def _read(after: Key, until: Key) -> Iterator[Row]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(ROWS, [*after, *until])
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield from rows

    def until(self, last: Key) -> Iterator[Row]:
        """The rows up to and including this key."""
        while self._next is not None and (self._next[0], self._next[1]) <= last:
            yield self._next
            self._next = next(self._rows, None)

    def before(self, first: Key) -> Iterator[Row]:
        """The rows below this key: between two blocks there should be none."""
        while self._next is not None and (self._next[0], self._next[1]) < first:
            yield self._next
            self._next = next(self._rows, None)


def check_rows(seal: Seal, stream: RowStream, report: Report, *, gap_before: bool) -> None:
    """Compare the block's rows with its segments; name each segment that differs."""
    for row in stream.before(seal.first):
        if not gap_before:
            report.found(
                "row_added", seal.number, f"Entry {row[1]} was added before block {seal.number}."
            )
    segments = unpack_segments(bytes(seal.segments))
    left = seal.count
    for segment in segments:
        _check_segment(seal, segment, min(SEGMENT_ROWS, left), stream, report)
        left -= SEGMENT_ROWS
    if not segments:
        report.rows += sum(1 for _ in stream.until(seal.last))


def _check_segment(
    seal: Seal, segment: Segment, expected: int, stream: RowStream, report: Report
) -> None:
    hashes: list[bytes] = []
    seen: list[Row] = []
    for row in stream.until(segment.last):
        hashes.append(leaf(row))
        seen = [seen[0], row] if seen else [row]
    report.rows += len(hashes)
    if hashes and len(hashes) == expected and root(hashes) == segment.root:
        return
    code, what = _difference(len(hashes), expected)
    report.found(
        code, seal.number, f"Block {seal.number}, {_range(seen, segment, expected)}: {what}."
    )


def _difference(found: int, expected: int) -> tuple[str, str]:
    if found < expected:
        return "rows_removed", f"{expected - found} of {expected} entries were removed"
    if found > expected:
        return "rows_added", f"{found - expected} entries were added to {expected}"
    return "rows_changed", f"among these {expected} entries at least one was changed"


def _range(seen: list[Row], segment: Segment, expected: int) -> str:
    if not seen:
        return f"{expected} entries ending with entry {segment.last[1]}"
    first, last = seen[0], seen[-1]
    return (
        f"entries {first[1]} to {segment.last[1]}, recorded {_moment(first[2])} to "
        f"{_moment(last[2])}"
    )


def _moment(micros: int) -> str:
    at = datetime.fromtimestamp(micros / 1_000_000, tz=UTC)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
