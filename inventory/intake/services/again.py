"""Try waiting events again, within the transaction of whoever asks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import OperationalError, connection
from psycopg import errors as pg

from accounts.models import User
from inventory.intake.locks import lock_open
from inventory.intake.models import WaitingEvent
from inventory.intake.services.call import Call
from inventory.intake.services.conflicts import keep_conflicts
from inventory.intake.services.notes import open_note_cases
from inventory.intake.services.owning import post_owned
from inventory.intake.services.snapshots import compare_snapshots
from inventory.intake.services.waiting import About, about_keys, close_posted
from inventory.ledger.services import Delivery, Result

ATTEMPTS = 5
OTHER_CONTENT = "The key was posted with other content; both are kept as a conflict."
T = TypeVar("T")

Scope = tuple[str, ...] | None


def retried(work: Callable[[], T]) -> T:
    """Do the whole transaction again after a deadlock or a failed serialisation, when it is ours."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except OperationalError as error:
            passing = isinstance(error.__cause__, pg.DeadlockDetected | pg.SerializationFailure)
            if connection.in_atomic_block or not passing or attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def try_again(
    rows: Sequence[WaitingEvent], *, scope: Scope, at: datetime, by: User | None = None
) -> list[Result]:
    """Post locked, open waiting events; what posts is closed, what does not says why it waits now.

    Answers in the order of the rows. The results of all sources are one list.
    """
    answers: dict[int, Result] = {}
    for source_rows in _by_source(rows):
        call = Call(source=source_rows[0].source, at=at, scope_paths=scope, client="")
        deliveries = [delivery_of(row) for row in source_rows]
        results = post_owned(deliveries, call)
        for row, result in zip(source_rows, results, strict=True):
            _note_outcome(row, result, at=at, by=by)
            answers[row.pk] = result
        follow_up(deliveries, results, call)
        waiting = about_keys(keys_of(results), call)
        if waiting:
            settle_waiting(waiting, deliveries, results, call)
    return [answers[row.pk] for row in rows]


def follow_up(deliveries: Sequence[Delivery], results: Sequence[Result], call: Call) -> None:
    """What posting brings with it: conflicts kept, cases, claims compared, waiting rows closed."""
    if any(result.status == "conflict" for result in results):
        keep_conflicts(deliveries, results, call)
    if any(result.notes for result in results):
        open_note_cases(results, call)
    if any(is_snapshot(delivery) for delivery in deliveries):
        compare_snapshots(results, call)


def settle_waiting(
    waiting: Sequence[About],
    deliveries: Sequence[Delivery],
    results: Sequence[Result],
    call: Call,
) -> dict[str, Result]:
    """Close what waited under the keys that are posted now, then post what waited to reverse them.

    Answers the results of those reversals by key.
    """
    close_posted(waiting, deliveries, results, call)
    posted = set(keys_of(results))
    early = [
        about.id
        for about in waiting
        if about.code == "reverses_unknown" and about.reverses in posted
    ]
    applied = apply_reversals(early, at=call.at) if early else []
    return {result.key: result for result in applied}


def apply_reversals(ids: Iterable[int], *, at: datetime) -> list[Result]:
    """Post waiting reversals, each within the scope of the client that sent it."""
    groups: dict[Scope, list[WaitingEvent]] = defaultdict(list)
    for row in lock_open(ids):
        groups[scope_of(row)].append(row)
    return [
        result for scope, rows in groups.items() for result in try_again(rows, scope=scope, at=at)
    ]


def keys_of(results: Iterable[Result]) -> list[str]:
    """The keys the ledger knows now."""
    return [result.key for result in results if result.status in {"posted", "duplicate"}]


def scope_of(row: WaitingEvent) -> Scope:
    return None if row.client_scope is None else tuple(row.client_scope)


def delivery_of(row: WaitingEvent) -> Delivery:
    """What would be posted: as sent, or as corrected with the digest of what was sent beside it."""
    original = bytes(row.ledger_digest or row.digest) if row.is_corrected else None
    payload: Any = row.payload if row.payload is not None else row.raw
    return Delivery(payload=payload, raw=row.raw, original_digest=original)


def is_snapshot(delivery: Delivery) -> bool:
    payload: Any = delivery.payload
    return isinstance(payload, dict) and payload.get("type") == "snapshot"


def _note_outcome(row: WaitingEvent, result: Result, *, at: datetime, by: User | None) -> None:
    if result.status in {"posted", "duplicate"}:
        row.posted(event_id=result.event_id, at=at, by=by)
        row.save(update_fields=["status", "event", "closed_at", "closed_by"])
        return
    row.code = result.code or result.status
    row.detail = (result.detail or OTHER_CONTENT)[:500]
    row.save(update_fields=["code", "detail"])


def _by_source(rows: Sequence[WaitingEvent]) -> list[list[WaitingEvent]]:
    groups: dict[int, list[WaitingEvent]] = defaultdict(list)
    for row in rows:
        groups[row.source_id].append(row)
    return list(groups.values())
