"""Movements that are told after a line has posted, of between its first and its last scan.

The ledger absorbs them, so that what was counted stands; but whether the piece was counted before it went
nobody knows. Had it been told in time the line would have gone to review (`judging`): so people hear of it
now, by a mark on the line and a case for its count, until the shelf is counted again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from exceptions.models import Case
from inventory.counts.locks import lock_by_id
from inventory.counts.models import Count, CountLine, LedgerMark
from inventory.counts.services.cases import VARIANCE, close_late_case, open_late_case
from inventory.ledger.models import StockLevel
from inventory.ledger.queries.told_late import (
    Looked,
    Mark,
    ToldLate,
    counts_that_absorbed,
    told_late,
)
from inventory.ledger.upkeep.singleton import is_alone

LOCK = "counts.late"
BATCH = 500


def follow_late_moves(*, at: datetime) -> int:
    """Mark the lines of which a movement was told late and open the case of their count; close the cases of
    what was counted again. Answers how many lines changed. Safe to run twice; costs a posting nothing.
    """
    changed, more = 0, True
    while more:
        done, more = _read_on(at=at)
        changed += done
    _close_cured(at=at)
    return changed


def uncured(lines: QuerySet[CountLine]) -> QuerySet[CountLine]:
    """Those of which a movement was told late, and whose shelf nobody has counted since."""
    later = StockLevel.objects.filter(
        sku_id=OuterRef("sku_id"),
        location_id=OuterRef("count__location_id"),
        last_counted_at__gt=OuterRef("last_at"),
    )
    return lines.filter(late_moves__gt=0).exclude(Exists(later))


@transaction.atomic
def _read_on(*, at: datetime) -> tuple[int, bool]:
    """One batch of what was recorded since; whether there is more."""
    if not is_alone(LOCK):
        return 0, False
    kept, _new = LedgerMark.objects.get_or_create(pk=1)
    events, mark, more = counts_that_absorbed(Mark(kept.xid, kept.movement_id), limit=BATCH)
    found = CountLine.objects.filter(event_id__in=events, status=CountLine.Status.POSTED)
    changed = 0
    for count_id in sorted(set(found.values_list("count_id", flat=True))):
        count = lock_by_id(count_id)
        if number := _mark(count, list(found.filter(count=count).order_by("sku_id"))):
            changed += number
            _follow_case(count, at=at)
    kept.xid, kept.movement_id = mark
    kept.save(update_fields=["xid", "movement_id"])
    return changed, more


def _mark(count: Count, lines: Sequence[CountLine]) -> int:
    """Write how many movements each line was told late; answers how many lines changed."""
    moves = _moves_of(count, lines)
    changed = [line for line in lines if line.late_moves != len(moves.get(line.pk, ()))]
    for line in changed:
        line.late_moves = len(moves.get(line.pk, ()))
    CountLine.objects.bulk_update(changed, ["late_moves"], batch_size=400)
    return len(changed)


def _moves_of(count: Count, lines: Iterable[CountLine]) -> Mapping[int, list[ToldLate]]:
    """By line what was told late of it, oldest first."""
    by_event = {line.event_id: line for line in lines if line.event_id}
    looked = [
        Looked(event_id, line.sku_id, count.location_id, line.first_at, line.last_at)
        for event_id, line in by_event.items()
    ]
    moves: dict[int, list[ToldLate]] = defaultdict(list)
    for move in told_late(looked):
        moves[by_event[move.count_event_id].pk].append(move)
    return moves


def _follow_case(count: Count, *, at: datetime) -> None:
    """The case of a count says what is left to count again, and closes with the last of it."""
    left = list(uncured(count.lines.all()).select_related("sku").order_by("sku__code"))
    if left:
        open_late_case(count=count, lines=left, moves=_moves_of(count, left), at=at)
    else:
        close_late_case(count=count, at=at)


@transaction.atomic
def _close_cured(*, at: datetime) -> None:
    """Close the cases of counts whose marked lines were all counted again."""
    cases = Case.objects.open().filter(kind=VARIANCE, fingerprint__endswith=":late")
    named = list(cases.order_by("fingerprint").values_list("fingerprint", flat=True))
    for first in range(0, len(named), BATCH):
        ids = {int(text.split(":")[1]) for text in named[first : first + BATCH]}
        lines = CountLine.objects.filter(count__in=ids)
        standing = set(uncured(lines).values_list("count_id", flat=True))
        for count_id in sorted(ids - standing):
            close_late_case(count=lock_by_id(count_id), at=at)
