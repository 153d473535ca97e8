"""What the intake page shows: per source what came, how late, what waits, what is missing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet, Sum

from accounts.models.place import Principal, covers_a_network, scope_q
from inventory.intake.durations import minutes
from inventory.intake.lags import percentile
from inventory.intake.models import (
    LAG_BOUNDS,
    EventConflict,
    FeedHeard,
    SequenceGap,
    WaitingEvent,
)
from inventory.intake.periods import Period
from inventory.ledger.models import Source

BUCKETS = len(LAG_BOUNDS) + 1

# Minutes, and the calls of the last seconds that no sweep has rolled up yet.
SUMS = ", ".join(f"sum(t.lag_counts[{number + 1}])" for number in range(BUCKETS))
PER_BUCKET = """
SELECT t.source_id, date_bin(%(bucket)s, t.at, %(epoch)s), sum(t.received), sum(t.posted),
    sum(t.duplicate), sum(t.conflict), sum(t.rejected), max(t.lag_max_s), {sums}
FROM (
    SELECT source_id, minute AS at, received, posted, duplicate, conflict, rejected, lag_max_s,
        lag_counts FROM intake_minutetally WHERE minute >= %(since)s
    UNION ALL
    SELECT source_id, at, received, posted, duplicate, conflict, rejected, lag_max_s, lag_counts
    FROM intake_tally WHERE at >= %(since)s
) t
WHERE t.source_id = ANY(%(sources)s)
GROUP BY 1, 2
""".replace("{sums}", SUMS)


class Bucket(NamedTuple):
    """What one source sent in one stretch of time."""

    received: int
    posted: int
    duplicate: int
    conflict: int
    rejected: int
    lag_max_s: float
    lag_counts: tuple[int, ...]

    @property
    def p95(self) -> float | None:
        return percentile(self.lag_counts, 0.95, longest=self.lag_max_s)


NOTHING = Bucket(0, 0, 0, 0, 0, 0.0, (0,) * BUCKETS)


@dataclass(slots=True)
class SourceState:
    """One source: its buckets of the period, and what stands open now."""

    source: Source
    buckets: list[Bucket] = field(default_factory=list)
    last_heard_at: datetime | None = None
    places: int = 0
    late_places: int = 0
    waiting: int = 0
    conflicts: int = 0
    missing: int = 0
    late: bool = False
    # Whether every place it speaks of is in scope: what came is counted for the whole source.
    whole: bool = True

    @property
    def total(self) -> Bucket:
        return _sum(self.buckets)

    @property
    def p50(self) -> float | None:
        total = self.total
        return percentile(total.lag_counts, 0.5, longest=total.lag_max_s)

    @property
    def p95(self) -> float | None:
        return self.total.p95


def visible_sources(principal: Principal) -> QuerySet[Source]:
    """The sources that spoke of a place in scope; who covers a network sees also those that spoke
    of none."""
    heard = FeedHeard.objects.filter(scope_q(principal, prefix="location__place"))
    q = Q(pk__in=heard.values("source_id"))
    if covers_a_network(principal):
        placed = FeedHeard.objects.filter(location__isnull=False).values("source_id")
        q |= ~Q(pk__in=placed)
    return Source.objects.filter(q)


def source_states(*, principal: Principal, period: Period, at: datetime) -> list[SourceState]:
    """Every visible source with its figures, worst first: late, then by what waits, then by code.

    Of a source that also speaks of places outside the scope there is no sum of what came.
    """
    states = {source.pk: SourceState(source) for source in visible_sources(principal)}
    starts = period.starts(at)
    for source_id in _partly_seen(states, principal):
        states[source_id].whole = False
    _add_buckets(states, period, starts)
    _add_feeds(states, principal, at)
    _add_open(states, principal, at)
    return sorted(states.values(), key=lambda one: (not one.late, -one.waiting, one.source.code))


def _partly_seen(states: Collection[int], principal: Principal) -> list[int]:
    placed = FeedHeard.objects.filter(source_id__in=states, location__isnull=False)
    outside = placed.exclude(scope_q(principal, prefix="location__place"))
    return list(outside.order_by().values_list("source_id", flat=True).distinct())


def oldest_waiting(principal: Principal) -> datetime | None:
    """Since when the longest waiting event waits."""
    rows = WaitingEvent.objects.visible_to(principal).open().order_by("first_at")
    return rows.values_list("first_at", flat=True).first()


def open_waiting(principal: Principal, *, most: int = 1_000) -> int:
    """How many events wait, counted up to a limit: for the navigation."""
    return WaitingEvent.objects.visible_to(principal).open().order_by()[:most].count()


def _add_buckets(
    states: dict[int, SourceState], period: Period, starts: Sequence[datetime]
) -> None:
    found: dict[int, dict[datetime, Bucket]] = defaultdict(dict)
    parameters: dict[str, Any] = {
        "bucket": period.bucket,
        "epoch": starts[0],
        "since": starts[0],
        "sources": [source_id for source_id, state in states.items() if state.whole],
    }
    with connection.cursor() as cursor:
        cursor.execute(PER_BUCKET, parameters)
        for source_id, start, *figures in cursor.fetchall():
            counts = tuple(int(number or 0) for number in figures[6:])
            whole = [int(number) for number in figures[:5]]
            found[source_id][start] = Bucket._make([*whole, float(figures[5]), counts])
    for source_id, state in states.items():
        state.buckets = [found[source_id].get(start, NOTHING) for start in starts]


def _add_feeds(states: dict[int, SourceState], principal: Principal, at: datetime) -> None:
    feeds = FeedHeard.objects.filter(source_id__in=states)
    partly = [source_id for source_id, state in states.items() if not state.whole]
    here = scope_q(principal, prefix="location__place")
    feeds = feeds.filter(~Q(source_id__in=partly) | here)
    for source_id, heard in feeds.values_list("source").annotate(n=Max("last_heard_at")):
        state = states[source_id]
        state.last_heard_at = heard
        interval = state.source.interval_minutes
        state.late = bool(interval) and heard < at - timedelta(minutes=interval)
    due = F("last_heard_at") + minutes("source__interval_minutes")
    late = Q(source__interval_minutes__gt=0, due_at__lt=at)
    placed = feeds.filter(here).annotate(due_at=due)
    counted = placed.values_list("source").annotate(n=Count("pk"), late=Count("pk", filter=late))
    for source_id, places, late_places in counted:
        states[source_id].places = places
        states[source_id].late_places = late_places


def _add_open(states: dict[int, SourceState], principal: Principal, at: datetime) -> None:
    waiting = _counted(WaitingEvent.objects.visible_to(principal).open(), states)
    conflicts = _counted(EventConflict.objects.visible_to(principal).open(), states)
    overdue = overdue_gaps(principal, at=at).filter(source_id__in=states).order_by()
    missing = overdue.values_list("source").annotate(n=Sum(F("last") - F("first") + 1))
    for source_id, number in waiting.items():
        states[source_id].waiting = number
    for source_id, number in conflicts.items():
        states[source_id].conflicts = number
    for source_id, number in missing:
        states[source_id].missing = int(number)


def overdue_gaps(principal: Principal, *, at: datetime) -> QuerySet[SequenceGap]:
    """Open gaps that have lasted longer than their source's grace: those that are shown."""
    due = F("seen_at") + minutes("source__gap_grace_minutes")
    return (
        SequenceGap.objects.visible_to(principal).open().annotate(due_at=due).filter(due_at__lte=at)
    )


def _counted(
    rows: QuerySet[WaitingEvent] | QuerySet[EventConflict], sources: Collection[int]
) -> dict[int, int]:
    chosen = rows.filter(source_id__in=sources).order_by()
    return dict(chosen.values_list("source").annotate(n=Count("pk")))


def _sum(buckets: Sequence[Bucket]) -> Bucket:
    if not buckets:
        return NOTHING
    figures = [sum(column) for column in zip(*(bucket[:5] for bucket in buckets), strict=True)]
    counts = tuple(map(sum, zip(*(bucket.lag_counts for bucket in buckets), strict=True)))
    return Bucket._make([*figures, max(bucket.lag_max_s for bucket in buckets), counts])
