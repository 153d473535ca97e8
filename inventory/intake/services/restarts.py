"""Streams whose numbers began again: a till was replaced, a counter was reset.

What shows it is a number that two events carry, or three numbers in a row below the highest one known
that happened after it. While the new run is below the old one, gaps in it cannot be found; so somebody
has to say whether the source began again. From then on the stream counts anew, and what is read of it
is what is new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Place, User
from audit.services import record
from exceptions.queries import open_fingerprints
from exceptions.services import close_case, open_case
from inventory.intake.locks import lock_gaps_of, lock_restart, lock_sweep_of_streams
from inventory.intake.models import EventsRead, SequenceGap, StreamMark, StreamRestart
from inventory.intake.policies import check_may_fix, check_reason, check_restart_stream
from inventory.ledger.models import Event, Source
from kernel.plain import clean_text

KIND = "stream_restarted"
SWEEP = "restarts"
# Events read at once, and how often in one run: at 300 a second a minute brings 18,000.
LOOKED_AT = 20_000
ROUNDS = 20
BEGAN_AGAIN = "The stream began again; the numbers before it will not come."

# Of the events after a mark: those whose number the stream has used, and those below the highest
# number known though they happened after it, with the two numbers before them.
SIGNS = """
WITH fresh AS (
    SELECT id, source_id, stream, sequence, location_id, occurred_at FROM ledger_event
    WHERE id > %(after)s AND id <= %(upto)s AND sequence IS NOT NULL
), known AS (
    SELECT f.*, COALESCE(m.began_id, 0) AS began_id, m.upto, peak.id AS peak_id,
        peak.occurred_at AS peak_at
    FROM fresh f
    LEFT JOIN intake_streammark m ON m.source_id = f.source_id AND m.stream = f.stream
    LEFT JOIN LATERAL (
        SELECT p.id, p.occurred_at FROM ledger_event p
        WHERE p.source_id = f.source_id AND p.stream = f.stream AND p.sequence = m.upto
          AND p.id >= COALESCE(m.began_id, 0)
        ORDER BY p.id LIMIT 1
    ) peak ON f.sequence < m.upto
    WHERE m.began_at IS NULL OR f.occurred_at >= m.began_at
), signs AS (
    SELECT k.*, used.id IS NOT NULL AS twice, run.first_id, run.numbers
    FROM known k
    LEFT JOIN LATERAL (
        SELECT o.id FROM ledger_event o
        WHERE o.source_id = k.source_id AND o.stream = k.stream AND o.sequence = k.sequence
          AND o.id < k.id AND o.id >= k.began_id LIMIT 1
    ) used ON true
    LEFT JOIN LATERAL (
        SELECT min(n.id) AS first_id, count(DISTINCT n.sequence) AS numbers FROM ledger_event n
        WHERE n.source_id = k.source_id AND n.stream = k.stream
          AND n.sequence BETWEEN k.sequence - 2 AND k.sequence
          AND n.id > k.peak_id AND n.occurred_at > k.peak_at
    ) run ON k.occurred_at > k.peak_at
)
SELECT source_id, stream, min(sequence), max(sequence), count(*) FILTER (WHERE twice),
    min(LEAST(id, first_id)), min(location_id)
FROM signs WHERE twice OR numbers = 3
GROUP BY source_id, stream ORDER BY source_id, stream
"""
# The numbers of a run of its own, as far as they came, each with the one before it.
RUN_SO_FAR = """
SELECT sequence, lag(sequence) OVER (ORDER BY sequence) FROM (
    SELECT DISTINCT sequence FROM ledger_event
    WHERE source_id = %s AND stream = %s AND sequence IS NOT NULL AND id >= %s AND occurred_at >= %s
) run ORDER BY sequence
"""


class Sign(NamedTuple):
    source_id: int
    stream: str
    first: int
    last: int
    twice: int
    began_id: int
    location_id: int | None


def find_restarts(*, at: datetime, most: int = LOOKED_AT) -> int:
    """Note each stream that seems to have begun again and open a case for it; answers how many are new.

    Every event is read once. Refuses nothing. Of streams that somebody said have begun again, what is
    new is read here too, because their numbers lie among old ones.
    """
    new = 0
    for _round in range(ROUNDS):
        found = _look(at, most)
        if found is None:
            break
        new += found
    return new


@transaction.atomic
def _look(at: datetime, most: int) -> int | None:
    """One stretch of events; None when nothing is left to read, or somebody else reads."""
    if not lock_sweep_of_streams():
        return None
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    read, _ = EventsRead.objects.get_or_create(
        sweep=SWEEP, defaults={"upto_id": max(0, newest - most)}
    )
    upto = min(newest, read.upto_id + most)
    if upto <= read.upto_id:
        return None
    with connection.cursor() as cursor:
        cursor.execute(SIGNS, {"after": read.upto_id, "upto": upto})
        signs = [Sign._make(row) for row in cursor.fetchall()]
    new = _note(signs, at)
    _read_restarted(after=read.upto_id, upto=upto, at=at)
    read.upto_id = upto
    read.save(update_fields=["upto_id"])
    return new


def _note(signs: Sequence[Sign], at: datetime) -> int:
    known = {_stream_of(fingerprint) for fingerprint in open_fingerprints(kind=KIND)}
    sources = Source.objects.in_bulk({one.source_id for one in signs})
    places = Place.objects.in_bulk({one.location_id for one in signs if one.location_id})
    began = Event.objects.in_bulk({one.began_id for one in signs})
    new = 0
    for one in signs:
        row, _ = StreamRestart.objects.get_or_create(
            source_id=one.source_id,
            stream=one.stream,
            closed_at=None,
            defaults={
                "began_id": one.began_id,
                "began_at": began[one.began_id].occurred_at,
                "first": began[one.began_id].sequence or one.first,
                "place": places.get(one.location_id or 0),
                "seen_at": at,
            },
        )
        if _stream_of(_fingerprint(row)) not in known:
            _open(row, one, sources[one.source_id], at)
            new += 1
    return new


def _open(row: StreamRestart, one: Sign, source: Source, at: datetime) -> None:
    stream = f" of {row.stream}" if row.stream else ""
    open_case(
        kind=KIND,
        fingerprint=_fingerprint(row),
        title=f"The numbers{stream} from {source.name} began again at {row.first}",
        subject=row,
        at=at,
        place=row.place,
        evidence={
            "source": source.code,
            "stream": row.stream,
            "used_twice": one.twice,
            "numbers": f"{one.first} to {one.last}",
            "meaning": "Gaps below the highest number known before cannot be found meanwhile.",
        },
    )


@transaction.atomic
def restart_stream(*, restart_id: int, reason: str, actor: User, at: datetime) -> StreamRestart:
    """Say that a stream began again: it counts from its new run on, and gaps in that are found.

    Gaps of the run before it are closed: nobody could tell its numbers from the new ones.

    Refuses, in this order: FixNotAllowed, IntakeRowUnknown, StreamRestartedAlready, ReasonMissing.
    """
    check_may_fix(actor)
    row = lock_restart(restart_id, actor=actor)
    check_restart_stream(row)
    check_reason(reason)
    row.closed_at, row.closed_by, row.note = at, actor, clean_text(reason.strip(), longest=500)
    row.save(update_fields=["closed_at", "closed_by", "note"])
    _close_old_gaps(row, actor, at)
    _count_anew(row, at)
    record(
        "inventory.stream.restarted",
        row,
        actor=actor,
        at=at,
        place=row.place,
        reason=row.note,
        after={"source": row.source.code, "stream": row.stream, "first": row.first},
    )
    for fingerprint in open_fingerprints(kind=KIND):
        if _stream_of(fingerprint) == _stream_of(_fingerprint(row)):
            close_case(fingerprint=fingerprint, at=at, note=row.note, actor=actor)
    return row


def _close_old_gaps(row: StreamRestart, actor: User, at: datetime) -> None:
    for gap in lock_gaps_of(row.source_id, row.stream):
        gap.closed_at, gap.closed_by, gap.note = at, actor, BEGAN_AGAIN
        gap.save(update_fields=["closed_at", "closed_by", "note"])


def _count_anew(row: StreamRestart, at: datetime) -> None:
    """The mark stands at the end of what the new run has sent, with its gaps noted."""
    with connection.cursor() as cursor:
        cursor.execute(RUN_SO_FAR, [row.source_id, row.stream, row.began_id, row.began_at])
        numbers: list[tuple[int, int | None]] = cursor.fetchall()
    StreamMark.objects.update_or_create(
        source_id=row.source_id,
        stream=row.stream,
        defaults={
            "upto": numbers[-1][0],
            "began_id": row.began_id,
            "began_at": row.began_at,
        },
    )
    _note_gaps(row.source_id, row.stream, numbers, row.place_id, at)


def _read_restarted(*, after: int, upto: int, at: datetime) -> None:
    """Move the marks of streams that began again, and note the numbers they skipped."""
    marks = {
        (mark.source_id, mark.stream): mark
        for mark in StreamMark.objects.filter(began_id__isnull=False)
    }
    if not marks:
        return
    rows = Event.objects.filter(
        pk__gt=after,
        pk__lte=upto,
        sequence__isnull=False,
        source_id__in={source_id for source_id, _stream in marks},
    ).values_list("source_id", "stream", "sequence", "pk", "occurred_at", "location_id")
    fresh: dict[tuple[int, str], dict[int, int | None]] = defaultdict(dict)
    for source_id, stream, number, pk, occurred_at, location_id in rows.order_by("pk"):
        mark = marks.get((source_id, stream))
        if mark is None or number is None or number <= mark.upto:
            continue
        if _is_of(mark, pk, occurred_at):
            fresh[source_id, stream][number] = location_id
    for key, found in fresh.items():
        mark, numbers = marks[key], sorted(found)
        steps = list(zip(numbers, [mark.upto, *numbers[:-1]], strict=True))
        _note_gaps(*key, steps, found[numbers[0]], at)
        mark.upto = numbers[-1]
        mark.save(update_fields=["upto"])


def _is_of(mark: StreamMark, pk: int, occurred_at: datetime) -> bool:
    """Whether an event belongs to the run that the mark counts."""
    if mark.began_id is None or mark.began_at is None:
        return True
    return pk >= mark.began_id and occurred_at >= mark.began_at


def _note_gaps(
    source_id: int,
    stream: str,
    steps: Sequence[tuple[int, int | None]],
    place_id: int | None,
    at: datetime,
) -> None:
    SequenceGap.objects.bulk_create(
        [
            SequenceGap(
                source_id=source_id,
                stream=stream,
                first=before + 1,
                last=number - 1,
                place_id=place_id,
                seen_at=at,
            )
            for number, before in steps
            if before is not None and number > before + 1
        ],
        batch_size=1_000,
    )


def _fingerprint(row: StreamRestart) -> str:
    return f"{KIND}:{row.source_id}:{row.stream}:{row.first}"


def _stream_of(fingerprint: str) -> str:
    """The fingerprint without the number: while one case of a stream is open there is no second."""
    return fingerprint.rpartition(":")[0]
