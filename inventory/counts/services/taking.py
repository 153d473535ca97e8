"""Take what was counted into the books, once somebody decided so."""

from collections.abc import Sequence
from datetime import datetime

from inventory.counts.actors import Actor, user_of
from inventory.counts.models import Count, CountLine
from inventory.counts.services.posting import post_lines
from inventory.counts.services.settling import save_lines, step_on
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
