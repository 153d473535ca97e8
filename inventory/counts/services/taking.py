"""Take what was counted into the books once somebody decided so, and out again when they take that back."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from audit.services import record
from inventory.counts.actors import Actor, user_of
from inventory.counts.models import Count, CountLine
from inventory.counts.policies import check_not_counted_since
from inventory.counts.services.posting import post_lines
from inventory.counts.services.settling import save_lines, step_on
from inventory.ledger.commands import reverse_events
from inventory.ledger.queries.shelves import lock_shelves


def take_lines(
    *, count: Count, lines: Sequence[CountLine], actor: Actor | None, at: datetime
) -> None:
    """Post reviewed lines as they were counted; the caller holds the count."""
    by = user_of(actor)
    lock_shelves(count.location_id, [line.sku_id for line in lines])
    post_lines(count=count, lines=lines, actor=by, by=by, at=at)
    save_lines(lines)
    step_on(count=count, at=at)
    count.version += 1
    count.save(update_fields=["version"])


def take_back_lines(
    *, count: Count, lines: Sequence[CountLine], reason: str, actor: User, at: datetime
) -> None:
    """Take posted lines out of the books by opposite rows; they wait for approval again. The caller holds
    the count.

    Refuses, in this order: CountedAgainSince, and what `reverse_events` refuses: pieces that were
    sold since cannot go.
    """
    lock_shelves(count.location_id, [line.sku_id for line in lines])
    check_not_counted_since(count, lines)
    events = [line.event_id for line in lines if line.event_id]
    reverse_events(events, actor=actor, at=at, reason=reason)
    for line in lines:
        line.wait_again()
    save_lines(lines)
    if count.status in {Count.Status.POSTED, Count.Status.CLOSED}:
        count.wait_again()
    count.version += 1
    count.save(update_fields=["status", "ended_at", "version"])
    record(
        "inventory.count.lines_taken_back", count, actor=actor, at=at, place=count.location.place,
        after={"lines": len(lines)}, reason=reason,
    )  # fmt: skip
    step_on(count=count, at=at)
