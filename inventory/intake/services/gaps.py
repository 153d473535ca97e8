"""Numbers that streams skipped: found, narrowed by late arrivals, shown after the source's grace.

Each run reads only what is new: per stream the numbers above its mark, by the index over (source,
stream, sequence). A number whose event waits or was dismissed has arrived and is not missing.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from audit.services import record
from exceptions.queries import open_fingerprints
from exceptions.services import close_case, open_case
from inventory.intake.durations import minutes
from inventory.intake.locks import lock_gap, lock_sweep_of_streams
from inventory.intake.models import SequenceGap, StreamMark
from inventory.intake.policies import check_close_gap, check_may_fix, check_reason
from inventory.intake.ranges import left_of
from kernel.plain import clean_text

KIND = "sequence_gap"
WINDOW = 20_000
RANGES_SHOWN = 20
ARRIVED = "Arrived late."

# Streams by a loose scan, one index look-up each; then the window above each mark. Of every window
# come the rows after a gap and the last one. A stream that began again is read elsewhere (restarts.py):
# its numbers lie among those of the run before it.
READ = """
WITH RECURSIVE streams AS (
    (SELECT e.source_id, e.stream FROM ledger_event e WHERE e.sequence IS NOT NULL
     ORDER BY e.source_id, e.stream LIMIT 1)
    UNION ALL
    SELECT n.source_id, n.stream FROM streams s CROSS JOIN LATERAL (
        SELECT e.source_id, e.stream FROM ledger_event e
        WHERE e.sequence IS NOT NULL AND (e.source_id, e.stream) > (s.source_id, s.stream)
        ORDER BY e.source_id, e.stream LIMIT 1
    ) n
)
SELECT s.source_id, s.stream, r.before, r.sequence, r.location_id, r.upto, r.seen
FROM streams s
LEFT JOIN intake_streammark m ON m.source_id = s.source_id AND m.stream = s.stream
CROSS JOIN LATERAL (
    SELECT new.sequence, new.location_id,
        lag(new.sequence, 1, m.upto) OVER (ORDER BY new.sequence) AS before,
        max(new.sequence) OVER () AS upto, count(*) OVER () AS seen
    FROM (
        SELECT e.sequence, e.location_id FROM ledger_event e
        WHERE e.source_id = s.source_id AND e.stream = s.stream
          AND e.sequence > COALESCE(m.upto, -1) AND m.began_id IS NULL
        ORDER BY e.sequence LIMIT %(window)s
    ) new
) r
WHERE r.sequence = r.upto OR r.sequence > r.before + 1
ORDER BY s.source_id, s.stream, r.sequence
"""

ARRIVALS = """
SELECT g.id, array_agg(a.sequence)
FROM intake_sequencegap g
LEFT JOIN intake_streammark m ON m.source_id = g.source_id AND m.stream = g.stream
CROSS JOIN LATERAL (
    (SELECT e.sequence FROM ledger_event e
     WHERE e.source_id = g.source_id AND e.stream = g.stream
       AND e.sequence BETWEEN g.first AND g.last
       AND (m.began_id IS NULL OR (e.id >= m.began_id AND e.occurred_at >= m.began_at))
     ORDER BY e.sequence LIMIT 1000)
    UNION
    (SELECT w.sequence FROM intake_waitingevent w
     WHERE w.source_id = g.source_id AND w.stream = g.stream
       AND w.sequence BETWEEN g.first AND g.last
     ORDER BY w.sequence LIMIT 1000)
) a
WHERE g.closed_at IS NULL
GROUP BY g.id
"""


class Seen(NamedTuple):
    """One number of a stream as read: after a gap when `before` is not the one below it."""

    source_id: int
    stream: str
    before: int | None
    sequence: int
    location_id: int | None
    upto: int
    seen: int


@transaction.atomic
def find_gaps(*, at: datetime, window: int = WINDOW) -> int:
    """Read what is new of every stream, note what was skipped, narrow what arrived late, and keep
    one case per stream that lacks numbers for longer than its source's grace.

    Refuses nothing; answers how many events the longest stream still had unread: call again above 0.
    """
    if not lock_sweep_of_streams():
        return 0
    rows = _read(window)
    _note_gaps(rows, at)
    _move_marks(rows)
    _narrow(at)
    _keep_cases(at)
    return max((row.seen for row in rows if row.seen >= window), default=0)


@transaction.atomic
def close_gap(*, gap_id: int, reason: str, actor: User, at: datetime) -> SequenceGap:
    """Decide that the missing numbers will not come: the till was replaced, the file was lost.

    Refuses, in this order: FixNotAllowed, IntakeRowUnknown, GapClosed, ReasonMissing.
    """
    check_may_fix(actor)
    gap = lock_gap(gap_id, actor=actor)
    check_close_gap(gap)
    check_reason(reason)
    gap.closed_at, gap.closed_by, gap.note = at, actor, clean_text(reason.strip(), longest=500)
    gap.save(update_fields=["closed_at", "closed_by", "note"])
    record(
        "inventory.sequence_gap.closed", gap, actor=actor, at=at, place=gap.place, reason=gap.note
    )
    others = SequenceGap.objects.open().filter(source=gap.source, stream=gap.stream)
    if not others.exists():
        close_case(fingerprint=_fingerprint(gap), at=at, note=gap.note, actor=actor)
    return gap


def _read(window: int) -> list[Seen]:
    with connection.cursor() as cursor:
        cursor.execute(READ, {"window": window})
        return [Seen._make(row) for row in cursor.fetchall()]


def _note_gaps(rows: Sequence[Seen], at: datetime) -> None:
    gaps = [
        SequenceGap(
            source_id=row.source_id,
            stream=row.stream,
            first=row.before + 1,
            last=row.sequence - 1,
            place_id=row.location_id,
            seen_at=at,
        )
        for row in rows
        if row.before is not None and row.sequence > row.before + 1
    ]
    SequenceGap.objects.bulk_create(gaps, batch_size=1_000)


def _move_marks(rows: Sequence[Seen]) -> None:
    marks = {(row.source_id, row.stream): row.upto for row in rows}
    StreamMark.objects.bulk_create(
        [StreamMark(source_id=s, stream=t, upto=upto) for (s, t), upto in marks.items()],
        update_conflicts=True,
        unique_fields=["source", "stream"],
        update_fields=["upto"],
        batch_size=1_000,
    )


def _narrow(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ARRIVALS)
        arrived: dict[int, list[int]] = dict(cursor.fetchall())
    gaps = SequenceGap.objects.select_for_update().open().filter(pk__in=arrived).order_by("pk")
    more = []
    for gap in gaps:
        left = left_of(gap.first, gap.last, arrived[gap.pk])
        if not left:
            gap.closed_at, gap.note = at, ARRIVED
            gap.save(update_fields=["closed_at", "note"])
            continue
        more += [_piece(gap, first, last) for first, last in left[1:]]
        gap.first, gap.last = left[0]
        gap.save(update_fields=["first", "last"])
    SequenceGap.objects.bulk_create(more, batch_size=1_000)


def _piece(gap: SequenceGap, first: int, last: int) -> SequenceGap:
    return SequenceGap(
        source_id=gap.source_id,
        stream=gap.stream,
        first=first,
        last=last,
        place_id=gap.place_id,
        seen_at=gap.seen_at,
    )


def _keep_cases(at: datetime) -> None:
    overdue = (
        SequenceGap.objects.open()
        .annotate(due_at=F("seen_at") + minutes("source__gap_grace_minutes"))
        .filter(due_at__lte=at)
        .select_related("source", "place")
        .order_by("source", "stream", "first")
    )
    streams: dict[str, list[SequenceGap]] = defaultdict(list)
    for gap in overdue:
        streams[_fingerprint(gap)].append(gap)
    known = set(open_fingerprints(kind=KIND))
    for fingerprint in sorted(streams.keys() - known):
        _open(fingerprint, streams[fingerprint], at)
    for fingerprint in sorted(known - streams.keys()):
        close_case(
            fingerprint=fingerprint, at=at, note="Every missing number arrived or was closed."
        )


def _open(fingerprint: str, gaps: Sequence[SequenceGap], at: datetime) -> None:
    first = gaps[0]
    missing = sum(gap.missing for gap in gaps)
    stream = f"stream {first.stream} of " if first.stream else ""
    events = "1 event is" if missing == 1 else f"{missing:,} events are"
    open_case(
        kind=KIND,
        fingerprint=fingerprint,
        title=f"{events} missing from {stream}{first.source.name}",
        subject=first,
        at=at,
        place=first.place,
        evidence={
            "source": first.source.code,
            "stream": first.stream,
            "missing": missing,
            "ranges": [f"{gap.first} to {gap.last}" for gap in gaps[:RANGES_SHOWN]],
            "seen_at": first.seen_at,
        },
    )


def _fingerprint(gap: SequenceGap) -> str:
    return f"{KIND}:{gap.source_id}:{gap.stream}"
