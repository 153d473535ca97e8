"""Try waiting events again, within the transaction of whoever asks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import OperationalError, connection
from psycopg import errors as pg

from accounts.models import User
from inventory.intake.errors import WaitingEventsChanged
from inventory.intake.locks import lock_open
from inventory.intake.models import WaitingEvent
from inventory.intake.services.call import Call
from inventory.intake.services.conflicts import keep_conflicts
from inventory.intake.services.notes import open_note_cases
from inventory.intake.services.owning import post_owned
from inventory.intake.services.reacting import tell_documents
from inventory.intake.services.snapshots import compare_snapshots
from inventory.intake.services.waiting import About, about_keys, close_posted
from inventory.ledger.services import Delivery, Result

ATTEMPTS = 5
OTHER_CONTENT = "The key was posted with other content; both are kept as a conflict."
T = TypeVar("T")

Scope = tuple[str, ...] | None


class Again(NamedTuple):
    """The results in the order of the rows, and how many rows were still as they had been read."""

    results: list[Result]
    settled: int


def retried(work: Callable[[], T]) -> T:
    """Do the whole transaction again, when it is ours, after a deadlock, a failed serialisation, or
    when somebody settled the same rows meanwhile."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except (OperationalError, pg.OperationalError, WaitingEventsChanged) as error:
            if connection.in_atomic_block or not _is_passing(error) or attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _is_passing(error: Exception) -> bool:
    cause = error.__cause__ if isinstance(error, OperationalError) else error
    return isinstance(cause, pg.DeadlockDetected | pg.SerializationFailure | WaitingEventsChanged)


def try_again(
    *, rows: Sequence[WaitingEvent], scope: Scope, at: datetime, by: User | None = None
) -> Again:
    """Post waiting events, then lock them: what posted is closed, what did not says why it waits now.

    The rows come unlocked: event keys are locked before waiting rows, here as in every delivery. One
    that somebody closed or corrected meanwhile is left as it is and not counted as settled.
    """
    answers: dict[int, Result] = {}
    settled = 0
    for source_rows in _by_source(rows):
        call = Call(source=source_rows[0].source, at=at, scope_paths=scope, client="")
        deliveries = [delivery_of(row) for row in source_rows]
        results = post_owned(deliveries, call)
        found = dict(zip((row.pk for row in source_rows), results, strict=True))
        answers |= found
        settled += _note_outcomes(source_rows, found, at=at, by=by)
        follow_up(deliveries, results, call)
        waiting = about_keys(keys_of(results), call)
        if waiting:
            settle_waiting(waiting, deliveries, results, call)
    return Again([answers[row.pk] for row in rows], settled)


def follow_up(deliveries: Sequence[Delivery], results: Sequence[Result], call: Call) -> None:
    """What posting brings with it: conflicts kept, cases, claims compared, documents that react."""
    if any(result.status == "conflict" for result in results):
        keep_conflicts(deliveries, results, call)
    if any(result.notes for result in results):
        open_note_cases(results, call)
    if any(is_snapshot(delivery) for delivery in deliveries):
        compare_snapshots(results, call)
    tell_documents(deliveries, results, call)


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
    applied = apply_reversals(ids=early, at=call.at) if early else []
    return {result.key: result for result in applied}


def apply_reversals(*, ids: Iterable[int], at: datetime) -> list[Result]:
    """Post waiting reversals, each within the scope of the client that sent it."""
    groups: dict[Scope, list[WaitingEvent]] = defaultdict(list)
    for row in WaitingEvent.objects.open().filter(pk__in=ids).select_related("source"):
        groups[scope_of(row)].append(row)
    return [
        result
        for scope, rows in groups.items()
        for result in try_again(rows=rows, scope=scope, at=at).results
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


def _note_outcomes(
    rows: Sequence[WaitingEvent], found: Mapping[int, Result], *, at: datetime, by: User | None
) -> int:
    """Lock the rows and write what became of each; answers how many were still as they were read."""
    read = {row.pk: row.corrected_at for row in rows}
    same = [row for row in lock_open(read) if row.corrected_at == read[row.pk]]
    for row in same:
        _note_outcome(row, found[row.pk], at=at, by=by)
    return len(same)


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
    return [groups[source_id] for source_id in sorted(groups)]
