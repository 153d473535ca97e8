"""Count what was received: one inserted row per call, rolled up to minutes by a sweep."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from inventory.intake.models import LAG_BOUNDS, MinuteTally
from inventory.intake.services.call import Call
from inventory.intake.services.waiting import ABOUT_KEYS, OPEN_OF_SOURCE, About, about_keys
from inventory.ledger.services import Result

BUCKETS = len(LAG_BOUNDS) + 1
MINUTES_KEPT = timedelta(days=35)

INSERT = """
WITH told AS (
    INSERT INTO intake_tally (source_id, client, at, received, posted, duplicate, conflict,
        rejected, lag_sum_s, lag_max_s, lag_counts, heard)
    VALUES (%(source)s, %(client)s, %(at)s, %(received)s, %(posted)s, %(duplicate)s,
        %(conflict)s, %(rejected)s, %(lag_sum_s)s, %(lag_max_s)s, %(lag_counts)s::int[],
        %(heard)s::bigint[])
)
"""
# Few keys are sent along; of many it is cheaper to read what waits at all, which is usually little.
FEW_KEYS = 50
FEW_WAITING = 200
LOOK_BY_KEYS = "".join((INSERT, ABOUT_KEYS))
LOOK_AT_ALL = "".join((INSERT, OPEN_OF_SOURCE, f"LIMIT {FEW_WAITING + 1}"))

# Two sweeps at once claim different rows; a claimed row is gone with the same statement.
# Materialized: run again per row, the inner query would skip what it locked itself and take more.
CLAIM = """
WITH claimed AS MATERIALIZED (
    SELECT id AS claimed_id FROM intake_tally ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
DELETE FROM intake_tally USING claimed WHERE id = claimed_id
RETURNING source_id, client, date_trunc('minute', at, 'UTC'), at, received, posted, duplicate,
    conflict, rejected, lag_sum_s, lag_max_s, lag_counts, heard
"""

ADD_MINUTE = """
INSERT INTO intake_minutetally AS m (source_id, client, minute, received, posted, duplicate,
    conflict, rejected, lag_sum_s, lag_max_s, lag_counts)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::int[])
ON CONFLICT (minute, source_id, client) DO UPDATE SET
    received = m.received + excluded.received,
    posted = m.posted + excluded.posted,
    duplicate = m.duplicate + excluded.duplicate,
    conflict = m.conflict + excluded.conflict,
    rejected = m.rejected + excluded.rejected,
    lag_sum_s = m.lag_sum_s + excluded.lag_sum_s,
    lag_max_s = GREATEST(m.lag_max_s, excluded.lag_max_s),
    lag_counts = (
        SELECT array_agg(COALESCE(u.old, 0) + COALESCE(u.new, 0) ORDER BY u.place)
        FROM unnest(m.lag_counts, excluded.lag_counts) WITH ORDINALITY AS u (old, new, place)
    )
"""

HEARD = """
INSERT INTO intake_feedheard AS f (source_id, location_id, last_heard_at)
SELECT n.source_id, n.location_id, n.at
FROM unnest(%(sources)s::bigint[], %(locations)s::bigint[], %(ats)s::timestamptz[])
    AS n (source_id, location_id, at)
ORDER BY n.source_id, n.location_id
ON CONFLICT (source_id, location_id) DO UPDATE SET
    last_heard_at = GREATEST(f.last_heard_at, excluded.last_heard_at)
"""


class Claimed(NamedTuple):
    source_id: int
    client: str
    minute: datetime
    at: datetime
    received: int
    posted: int
    duplicate: int
    conflict: int
    rejected: int
    lag_sum_s: float
    lag_max_s: float
    lag_counts: list[int]
    heard: list[int]


class Lag(NamedTuple):
    total: float
    longest: float
    counts: list[int]


def tally(results: Sequence[Result], call: Call) -> list[About]:
    """Insert the one row of this call and look, in the same statement, which waiting events the
    posted keys concern."""
    keys = [r.key for r in results if r.status in {"posted", "duplicate"}]
    few = len(keys) <= FEW_KEYS
    parameters = _row(results, call)
    if few:
        parameters["keys"] = keys
    with connection.cursor() as cursor:
        cursor.execute(LOOK_BY_KEYS if few else LOOK_AT_ALL, parameters)
        found = [About._make(row) for row in cursor.fetchall()]
    if few or not found:
        return found
    if len(found) > FEW_WAITING:
        return about_keys(keys, call)
    posted = set(keys)
    return [
        row
        for row in found
        if row.key in posted or (row.code == "reverses_unknown" and row.reverses in posted)
    ]


def _row(results: Sequence[Result], call: Call) -> dict[str, Any]:
    counts = Counter([result.status for result in results])
    lag = _lag(results, call.at)
    return {
        "source": call.source.pk,
        "client": call.client[:80],
        "at": call.at,
        "received": len(results),
        **{status: counts[status] for status in ("posted", "duplicate", "conflict", "rejected")},
        "lag_sum_s": lag.total,
        "lag_max_s": lag.longest,
        "lag_counts": lag.counts,
        "heard": sorted({r.location_id for r in results if r.location_id and _spoke(r)}),
    }


@transaction.atomic
def roll_up_tallies(*, limit: int = 5_000) -> int:
    """Add raw tallies to their minutes, note which feeds were heard, and delete the raw rows.

    Refuses nothing. Answers how many rows it took; fewer than `limit` means that none is left.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"limit": limit})
        claimed = [Claimed._make(row) for row in cursor.fetchall()]
        if claimed:
            cursor.executemany(ADD_MINUTE, _minutes(claimed))
            cursor.execute(HEARD, _heard(claimed))
    return len(claimed)


@transaction.atomic
def forget_old_minutes(*, at: datetime, limit: int = 20_000) -> int:
    """Delete minutes older than 35 days. Refuses nothing; answers how many went."""
    old = MinuteTally.objects.filter(minute__lt=at - MINUTES_KEPT).order_by("minute")[:limit]
    gone, _ = MinuteTally.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return gone


def _spoke(result: Result) -> bool:
    """A rejected event may name a place that its client has no business with."""
    return result.status != "rejected"


def _lag(results: Sequence[Result], at: datetime) -> Lag:
    total = longest = 0.0
    counts = [0] * BUCKETS
    for result in results:
        if result.status == "posted" and result.occurred_at is not None:
            seconds = max(0.0, (at - result.occurred_at).total_seconds())
            total += seconds
            longest = max(longest, seconds)
            counts[bisect_left(LAG_BOUNDS, seconds)] += 1
    return Lag(total, longest, counts)


def _minutes(claimed: Sequence[Claimed]) -> list[list[Any]]:
    """One row per source, client and minute, in the order every sweep takes them."""
    groups: dict[tuple[datetime, int, str], list[Claimed]] = defaultdict(list)
    for row in claimed:
        groups[row.minute, row.source_id, row.client].append(row)
    return [
        [
            source_id,
            client,
            minute,
            *(sum(column) for column in zip(*(row[4:10] for row in rows), strict=True)),
            max(row.lag_max_s for row in rows),
            [sum(column) for column in zip(*(row.lag_counts for row in rows), strict=True)],
        ]
        for (minute, source_id, client), rows in sorted(groups.items(), key=lambda item: item[0])
    ]


def _heard(claimed: Sequence[Claimed]) -> dict[str, list[Any]]:
    latest: dict[tuple[int, int | None], datetime] = {}
    for row in claimed:
        for location_id in (None, *row.heard):
            known = latest.get((row.source_id, location_id))
            latest[row.source_id, location_id] = max(known, row.at) if known else row.at
    return {
        "sources": [source_id for source_id, _ in latest],
        "locations": [location_id for _, location_id in latest],
        "ats": list(latest.values()),
    }
