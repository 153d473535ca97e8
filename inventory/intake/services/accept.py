"""The one way in for facts: whatever is reported is posted, answered as known, or kept."""

from collections.abc import Sequence
from datetime import datetime

from inventory.intake.services.again import follow_up, settle_waiting
from inventory.intake.services.call import Call
from inventory.intake.services.owning import post_owned
from inventory.intake.services.tallies import tally
from inventory.intake.services.waiting import About, corrected_before, keep_rejected
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery, Result


def accept(
    *,
    deliveries: Sequence[Delivery],
    source: Source,
    received_at: datetime,
    scope_paths: tuple[str, ...] | None = None,
    client: str = "",
) -> list[Result]:
    """Take what a source reports: post it, and keep whatever cannot be posted. Answers in order.

    Refuses nothing. All of it happens in the posting's transaction, which is tried again as a whole
    after a deadlock or a serialisation failure. A clean batch costs two statements beside the posting.
    """
    call = Call(source=source, at=received_at, scope_paths=scope_paths, client=client)
    return post_owned(deliveries, call, lambda results: _settle(deliveries, results, call))


def _settle(deliveries: Sequence[Delivery], results: list[Result], call: Call) -> list[Result]:
    statuses = {result.status for result in results}
    if "conflict" in statuses:
        results = corrected_before(deliveries, results, call)
    if "rejected" in statuses:
        results = keep_rejected(deliveries, results, call)
    follow_up(deliveries, results, call)
    waiting = tally(results, call)
    if waiting:
        results = _settled(waiting, deliveries, results, call)
    return results


def _settled(
    waiting: Sequence[About], deliveries: Sequence[Delivery], results: list[Result], call: Call
) -> list[Result]:
    """A reversal that stood before its event in the same call was posted after all."""
    applied = settle_waiting(waiting, deliveries, results, call)
    return [
        applied.get(result.key, result) if result.code == "reverses_unknown" else result
        for result in results
    ]
