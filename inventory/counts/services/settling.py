"""What every change of lines ends with: the rows written, the count one step on."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from audit.services import record
from inventory.counts.models import Count, CountLine, CountPart
from inventory.counts.services.cases import follow_variance
from inventory.counts.services.keeping import close_if_done

FIELDS = [
    *("round", "status", "why", "counted", "counted_before", "first_at", "last_at", "book"),
    *("promised", "tolerance", "unit_cost", "event", "judged_at", "settled_at", "decided_by"),
    *("note", "taken_back", "late_moves"),
]
UNSETTLED = (
    CountLine.Status.COUNTING,
    CountLine.Status.REVIEW,
    CountLine.Status.RECOUNT,
    CountLine.Status.APPROVAL,
)


def save_lines(lines: Sequence[CountLine]) -> None:
    """Write lines as they are, in few statements."""
    if lines:
        CountLine.objects.bulk_update(lines, FIELDS, batch_size=400)


def count_on_lines(*, count: Count, sku_ids: Iterable[int]) -> None:
    """What waits for a review and is counted on somewhere is judged again when that shelf is finished."""
    waiting = count.lines.filter(status=CountLine.Status.REVIEW, sku_id__in=list(sku_ids))
    lines = list(waiting)
    for line in lines:
        line.count_on()
    save_lines(lines)


def step_on(*, count: Count, at: datetime) -> None:
    """Where everything is counted the count goes to review, on to approval when all that waits is asked
    already, or is posted when nothing waits; the case of its differences opens, follows and closes
    with them."""
    waiting = list(count.lines.filter(status__in=UNSETTLED).select_related("sku"))
    follow_variance(count=count, waiting=waiting, at=at)
    if count.parts.filter(status=CountPart.Status.OPEN).exists():
        return
    if waiting:
        _submit(count, waiting, at)
        return
    if count.status in {Count.Status.POSTED, *Count.OVER}:
        return
    count.post()
    _save(count, "inventory.count.posted", at, lines=count.lines.count())
    close_if_done(count=count, at=at)


def _submit(count: Count, waiting: Sequence[CountLine], at: datetime) -> None:
    if count.status in {Count.Status.COUNTING, Count.Status.RECOUNT}:
        count.submit()
        _save(count, "inventory.count.submitted", at, lines=len(waiting))
    asked = all(line.status == CountLine.Status.APPROVAL for line in waiting)
    if asked and count.status == Count.Status.REVIEW:
        count.ask()
        count.save(update_fields=["status"])


def _save(count: Count, action: str, at: datetime, **after: int) -> None:
    count.version += 1
    count.save(update_fields=["status", "version"])
    record(action, count, actor=None, at=at, place=count.location.place, after=after)
