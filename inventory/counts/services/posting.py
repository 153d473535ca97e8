"""Post lines: the shelf is what was counted, at the last scan.

What was seen on a shelf has happened, so a count is posted as a fact: it may go below what is reserved,
and then a case says so.
"""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from audit.services import record
from inventory.catalog.models import Sku
from inventory.counts.models import Count, CountLine
from inventory.counts.services.cases import open_promised_cases
from inventory.ledger.commands import post_facts_of_ours
from inventory.ledger.short_picks import close_counted_picks

POSTED = {"posted", "duplicate"}


def post_lines(
    *,
    count: Count,
    lines: Sequence[CountLine],
    actor: User | None,
    by: User | None,
    at: datetime,
) -> None:
    """Post lines as counts of the ledger, in one call; the caller saves them.

    The key of a line is its count, round and SKU (and how often its posting was taken back), so whatever
    is tried again posts once. What the
    ledger refuses is dropped with its sentence. `by` is who decided, where somebody did.
    """
    if not lines:
        return
    codes = dict(
        Sku.objects.filter(pk__in=[line.sku_id for line in lines]).values_list("pk", "code")
    )
    results = post_facts_of_ours(
        [_event(count, line, codes[line.sku_id]) for line in lines], actor=actor, at=at
    )
    for line, result in zip(lines, results, strict=True):
        if result.status in POSTED:
            line.post(event_id=result.event_id, at=at, by=by)
        else:
            line.drop(note=(result.detail or result.code)[:300], at=at, by=by)
    posted = [line for line in lines if line.event_id]
    open_promised_cases(count=count, lines=posted, at=at)
    close_counted_picks(
        location_id=count.location_id,
        sku_ids=[line.sku_id for line in posted],
        document=count.reference,
        at=at,
    )
    record(
        "inventory.count.lines_posted", count, actor=actor, at=at, place=count.location.place,
        after={
            "lines": len(posted),
            "refused": len(lines) - len(posted),
            "more": sum(max(0, line.difference) for line in posted),
            "fewer": sum(min(0, line.difference) for line in posted),
        },
    )  # fmt: skip


def _event(count: Count, line: CountLine, code: str) -> dict[str, object]:
    times = f"/{line.taken_back + 1}" if line.taken_back else ""
    return {
        "key": f"{count.reference}/count/{line.round}/{code}{times}",
        "type": "count",
        "sku": code,
        "location": count.location.code,
        "quantity": line.counted,
        "occurred_at": line.last_at.isoformat(),
        "reference": count.reference,
    }
