"""Codes that could not be counted where they were scanned: kept, beside each other, until settled."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from audit.services import record
from inventory.counts.actors import Actor, user_of
from inventory.counts.errors import CountUnknown
from inventory.counts.locks import lock_count
from inventory.counts.models import Count, CountScan, KeptCode
from inventory.counts.policies import check_settle_code
from kernel.plain import clean_text


def keep_codes(*, count: Count, scans: Sequence[CountScan]) -> None:
    """Add scans that were not counted to what waits for the reviewer, one row per shelf and code."""
    for scan in scans:
        if scan.standing == CountScan.Standing.OK:
            continue
        row = KeptCode.objects.filter(
            part_id=scan.part_id, code=scan.code, why=scan.standing, status=KeptCode.Status.OPEN
        ).first()
        if row is None:
            KeptCode.objects.create(
                count=count, part_id=scan.part_id, code=scan.code, why=scan.standing,
                sku_id=scan.sku_id, quantity=scan.quantity, first_at=scan.at, last_at=scan.at,
            )  # fmt: skip
            continue
        row.quantity += scan.quantity
        row.last_at = max(row.last_at, scan.at)
        row.save(update_fields=["quantity", "last_at"])


@transaction.atomic
def settle_code(
    *,
    reference: str,
    kept_id: int,
    note: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Count:
    """Say what a kept code was. The last one closes a count whose lines are all settled.

    Refuses, in this order: CountUnknown, ReviewNotAllowed, CodeSettled, CountChanged, ReasonMissing.
    """
    count = lock_count(reference, actor=actor)
    kept = count.kept.filter(pk=kept_id).first()
    if kept is None:
        raise CountUnknown(reference=reference)
    check_settle_code(count, kept, note=note, version=version, actor=actor)
    kept.settle(note=clean_text(note.strip(), longest=300), by=user_of(actor), at=at)
    kept.save(update_fields=["status", "note", "settled_by", "settled_at"])
    record(
        "inventory.count.code_settled", count, actor=user_of(actor), at=at,
        place=count.location.place, after={"code": kept.code, "why": kept.why}, reason=note,
    )  # fmt: skip
    close_if_done(count=count, at=at)
    return count


def close_if_done(*, count: Count, at: datetime) -> None:
    """A posted count without open codes is over."""
    if count.status != Count.Status.POSTED:
        return
    if count.kept.filter(status=KeptCode.Status.OPEN).exists():
        return
    count.close(at=at)
    count.version += 1
    count.save(update_fields=["status", "ended_at", "version"])
    record("inventory.count.closed", count, actor=None, at=at, place=count.location.place)
