"""One pass over blocks and rows, one over the anchor file, in bounded memory."""

import sys
from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from audit.keys import trusted
from audit.models import Entry, Seal
from audit.services.seals import BEFORE_ALL
from audit.verify.anchors import AnchorCheck
from audit.verify.chain import Keys, check_link, check_record
from audit.verify.report import Report, Window
from audit.verify.rows import RowStream, check_rows

EVERYTHING = Window()
Progress = Callable[[int, int], None]
# Read in one transaction: at most 200,000 rows, some seconds. A longer one would hold back the next seals,
# and what `progress` writes would be seen by nobody.
BLOCKS_AT_ONCE = 20


def verify(*, window: Window = EVERYTHING, progress: Progress = lambda done, total: None) -> Report:
    """Recompute the blocks of the window, their chain, signatures and anchors; name the damage.

    `progress` is told rows done and rows expected, between transactions; what it raises ends the
    verification. Nothing is written.
    """
    report = Report()
    keys = trusted()
    numbers = _check_blocks(window, keys, report, progress)
    total = report.rows
    anchors = AnchorCheck(keys=keys, report=report, numbers=numbers)
    anchors.run(alive=lambda: progress(report.rows, total))
    _note_waiting(report)
    return report


def _check_blocks(window: Window, keys: Keys, report: Report, progress: Progress) -> range:
    seals = Seal.objects.filter(_sealed_within(window)).order_by("number")
    first = seals.first()
    if first is None:
        return _open_ended(1, window, None)
    before = _block_before(first, window)
    total = seals.aggregate(rows=Sum("count"))["rows"]
    for blocks in _batches(seals):
        before = _check_batch(blocks, before, keys, report)
        progress(report.rows, total)
    return _open_ended(first.number, window, before.number if before else None)


def _batches(seals: QuerySet[Seal]) -> Iterator[list[Seal]]:
    blocks = list(seals[:BLOCKS_AT_ONCE])
    while blocks:
        yield blocks
        blocks = list(seals.filter(number__gt=blocks[-1].number)[:BLOCKS_AT_ONCE])


@transaction.atomic
def _check_batch(blocks: list[Seal], before: Seal | None, keys: Keys, report: Report) -> Seal:
    """Blocks that follow one another; answers the last of them."""
    stream = RowStream(after=before.last if before else BEFORE_ALL, until=blocks[-1].last)
    for seal in blocks:
        gap = check_link(seal, before, report)
        check_record(seal, keys, report)
        check_rows(seal, stream, report, gap_before=gap)
        report.blocks += 1
        before = seal
    return blocks[-1]


def _block_before(first: Seal, window: Window) -> Seal | None:
    if window.since is None:
        return None
    return Seal.objects.filter(number__lt=first.number).order_by("-number").first()


def _sealed_within(window: Window) -> Q:
    q = Q()
    if window.since:
        q &= Q(sealed_at__gte=window.since)
    if window.until:
        q &= Q(sealed_at__lte=window.until)
    return q


def _open_ended(first: int, window: Window, last: int | None) -> range:
    """The block numbers the anchor file is held against; open at the end unless the window closes."""
    start = 1 if window.since is None else first
    return range(start, last + 1 if window.until and last else sys.maxsize)


def _note_waiting(report: Report) -> None:
    newest = Seal.objects.order_by("-number").first()
    unsealed = Entry.objects.all()
    if newest:
        unsealed = unsealed.filter(
            Q(xid__gt=newest.last_xid) | Q(xid=newest.last_xid, id__gt=newest.last_id)
        )
    report.waiting = unsealed.count()
