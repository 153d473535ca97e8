"""The one function that writes movements and levels (DESIGN 3.4)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from django.db import OperationalError, connection, transaction
from psycopg import errors as pg

from inventory.ledger.attempt import TIME_LIMIT_S, Attempt, OpeningTaken
from inventory.ledger.canonical import Delivery, Draft, Reader
from inventory.ledger.codes import Unfit
from inventory.ledger.errors import EventRefused, PostingTooSlow
from inventory.ledger.models import Source
from inventory.ledger.results import Batch, Door, Result, unfit

ATTEMPTS = 8
Settle = Callable[[list[Result]], list[Result]]


def post(
    deliveries: Sequence[Delivery],
    *,
    source: Source,
    door: Door,
    received_at: datetime,
    scope_paths: tuple[str, ...] | None = None,
    actor_id: int | None = None,
    settle: Settle | None = None,
) -> list[Result]:
    """Post events exactly once and answer per event, in the order given: posted, duplicate, conflict
    or rejected. One bad event never fails its neighbours.

    Through the command door any refusal raises and nothing is written: EventRefused, KeyReused,
    SkuNotActive, LocationNotOpen, ReasonMissing, OtherNetwork, InsufficientStock,
    StateWouldGoBelowZero, in this order.

    One transaction, joined to an outer one if there is one. Keys, reversals or openings that another
    transaction took meanwhile are tried again inside; so is a deadlock, unless the outer transaction
    holds locks too: then it is the outer one's to try again. What belongs to the posting is done in
    it by `settle`, which gets the results and answers them, changed where it knows better; it is
    tried again too.
    """
    batch = _read(deliveries, source, door, received_at, scope_paths, actor_id)
    joined = connection.in_atomic_block
    for attempt in range(1, ATTEMPTS + 1):
        started = monotonic()
        try:
            with transaction.atomic():
                results = Attempt(batch).run()
                if settle:
                    results = settle(results)
                if monotonic() - started > TIME_LIMIT_S:
                    raise PostingTooSlow
                return results
        except (pg.UniqueViolation, OpeningTaken):
            if attempt == ATTEMPTS:
                raise
        except (OperationalError, pg.OperationalError) as error:
            if joined or attempt == ATTEMPTS or not _is_passing(error):
                raise
    raise AssertionError("unreachable")


def _is_passing(error: Exception) -> bool:
    """A deadlock or a failed serialisation: the other side goes on, and then so can we."""
    cause = error.__cause__ if isinstance(error, OperationalError) else error
    return isinstance(cause, pg.DeadlockDetected | pg.SerializationFailure)


def _read(
    deliveries: Sequence[Delivery],
    source: Source,
    door: Door,
    received_at: datetime,
    scope_paths: tuple[str, ...] | None,
    actor_id: int | None,
) -> Batch:
    drafts: list[Draft] = []
    answers: list[Result | None] = [None] * len(deliveries)
    reader = Reader(received_at=received_at, tolerance_s=source.clock_tolerance_s)
    is_command = door is Door.COMMAND
    for index, delivery in enumerate(deliveries):
        try:
            drafts.append(reader.read(index, delivery))
        except Unfit as error:
            result = answers[index] = unfit(delivery, error)
            if is_command:
                raise EventRefused(code=error.code, detail=error.detail, key=result.key) from None
    return Batch(drafts, answers, source, is_command, received_at, scope_paths, actor_id)
