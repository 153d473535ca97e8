"""The one function that writes movements and levels (DESIGN 3.4)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from django.db import OperationalError, connection, transaction
from psycopg import errors as pg

from inventory.ledger.attempt import TIME_LIMIT_S, Attempt, OpeningTaken
from inventory.ledger.batch import Batch
from inventory.ledger.canonical import Delivery
from inventory.ledger.errors import PostingTooSlow
from inventory.ledger.guard import LocationTurned
from inventory.ledger.models import Source
from inventory.ledger.results import Door, Result

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
    prepare: Callable[[], None] | None = None,
) -> list[Result]:
    """Post events exactly once and answer per event, in the order given: posted, duplicate, conflict
    or rejected. One bad event never fails its neighbours.

    Refuses, at the command door alone and with nothing written, in this order: EventRefused,
    KeyReused, SkuNotActive, LocationNotOpen, ReasonMissing, OtherNetwork, InsufficientStock,
    StateWouldGoBelowZero, PostingTooSlow.

    One transaction, joined to an outer one if there is one. Keys, reversals or openings that another
    transaction took meanwhile are tried again inside; so is a deadlock, unless the outer transaction
    holds locks too: then it is the outer one's to try again. What belongs to the posting is done in
    it by `settle`, which gets the results and answers them, changed where it knows better; it is
    tried again too. What must be locked before any key is locked by `prepare`.
    """
    batch = Batch(
        deliveries,
        source=source,
        is_command=door is Door.COMMAND,
        received_at=received_at,
        scope_paths=scope_paths,
        actor_id=actor_id,
    )
    joined = connection.in_atomic_block
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _post(batch, settle, prepare)
        except (pg.UniqueViolation, OpeningTaken, LocationTurned):
            if attempt == ATTEMPTS:
                raise
        except (OperationalError, pg.OperationalError) as error:
            if joined or attempt == ATTEMPTS or not _is_passing(error):
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _post(batch: Batch, settle: Settle | None, prepare: Callable[[], None] | None) -> list[Result]:
    started = monotonic()
    if prepare:
        prepare()
    results = Attempt(batch).run()
    if settle:
        results = settle(results)
    if monotonic() - started > TIME_LIMIT_S:
        raise PostingTooSlow
    return results


def _is_passing(error: Exception) -> bool:
    """A deadlock or a failed serialisation: the other side goes on, and then so can we."""
    cause = error.__cause__ if isinstance(error, OperationalError) else error
    return isinstance(cause, pg.DeadlockDetected | pg.SerializationFailure)
