"""Make and change drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from approvals.subjects import with_author
from inventory.catalog.models import Location, Sku
from inventory.transfers.keeping import keep, note
from inventory.transfers.locks import lock_transfer
from inventory.transfers.models import Transfer, TransferLine
from inventory.transfers.policies import (
    check_change_transfer,
    check_lines,
    check_may_create,
    check_reason_known,
    check_route,
    check_version,
)
from kernel.plain import clean_text

Lines = Sequence[tuple[Sku, int]]
ROUTE = ("from_location", "to_location", "reason", "note", "needed_by")


@transaction.atomic
def create_transfer(
    *,
    origin: Location,
    destination: Location,
    lines: Lines,
    actor: User | None,
    at: datetime,
    reason: str = Transfer.Reason.REPLENISHMENT,
    words: str = "",
    needed_by: date | None = None,
    client: str = "",
    copied_from: Transfer | None = None,
) -> Transfer:
    """Draft a transfer: route, reason, one line per SKU. Nothing is promised yet.

    Refuses, in this order: RightMissing, PlacesOutsideScope, SameLocation, OtherNetworks,
    LocationDoesNotMove, ReasonUnfit, LinesMissing, TooManyLines, SkuTwice, SkuUnknown,
    KitNotTransferable, SkuNotTransferable, QuantityUnfit.
    """
    check_may_create(origin, destination, actor=actor)
    _check(origin, destination, reason, lines)
    transfer = Transfer(
        from_location=origin,
        to_location=destination,
        reason=reason,
        note=clean_text(words.strip(), longest=500),
        needed_by=needed_by,
        asked_by=actor,
        authors=with_author((), actor),
        asked_by_client=client[:80],
        copied_from=copied_from,
        created_at=at,
        since=at,
    )
    transfer.save(force_insert=True)
    _write(transfer, lines)
    source = {"copied_from": copied_from.reference} if copied_from else {}
    note("created", transfer, actor=actor, at=at, after=_facts(transfer, lines) | source)
    return transfer


@transaction.atomic
def copy_transfer(
    *,
    reference: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
    client: str = "",
) -> Transfer:
    """Draft a transfer anew as another was asked, whatever became of that one: route, reason, note and
    lines as they were asked for; the day it was needed by is left out when it has passed there.

    Refuses, in this order: TransferUnknown, TransferChangedMeanwhile, and what `create_transfer`
    refuses.
    """
    source = lock_transfer(reference, actor=actor)
    check_version(source, version)
    today = at.astimezone(ZoneInfo(source.to_location.place.time_zone)).date()
    needed = source.needed_by if source.needed_by and source.needed_by >= today else None
    return create_transfer(
        origin=source.from_location,
        destination=source.to_location,
        lines=[(line.sku, line.asked) for line in _lines(source)],
        reason=source.reason,
        words=source.note,
        needed_by=needed,
        client=client,
        copied_from=source,
        actor=actor,
        at=at,
    )


@transaction.atomic
def change_transfer(
    *,
    reference: str,
    version: int,
    origin: Location,
    destination: Location,
    lines: Lines,
    actor: User | None,
    at: datetime,
    reason: str,
    words: str = "",
    needed_by: date | None = None,
) -> Transfer:
    """Write a draft anew, as it was typed.

    Refuses, in this order: TransferUnknown, RightMissing, PlacesOutsideScope, TransferNotDraft,
    TransferChangedMeanwhile, and what `create_transfer` refuses.
    """
    transfer = lock_transfer(reference, actor=actor)
    check_change_transfer(transfer, actor=actor)
    check_version(transfer, version)
    check_may_create(origin, destination, actor=actor)
    _check(origin, destination, reason, lines)
    before = _facts(transfer, [(line.sku, line.asked) for line in _lines(transfer)])
    transfer.from_location, transfer.to_location = origin, destination
    transfer.reason, transfer.note = reason, clean_text(words.strip(), longest=500)
    transfer.needed_by = needed_by
    transfer.edition += 1
    transfer.authors = with_author(transfer.authors, actor)
    keep(transfer, *ROUTE, "edition", "authors")
    transfer.lines.all().delete()
    _write(transfer, lines)
    note("changed", transfer, actor=actor, at=at, before=before, after=_facts(transfer, lines))
    return transfer


def _check(origin: Location, destination: Location, reason: str, lines: Lines) -> None:
    check_route(origin, destination)
    check_reason_known(reason)
    check_lines(lines, network_id=origin.place.network_id)


def _write(transfer: Transfer, lines: Lines) -> None:
    TransferLine.objects.bulk_create(
        TransferLine(transfer=transfer, sku=sku, asked=quantity) for sku, quantity in lines
    )


def _lines(transfer: Transfer) -> list[TransferLine]:
    return list(transfer.lines.select_related("sku"))


def _facts(transfer: Transfer, lines: Lines) -> dict[str, object]:
    """What the trail keeps: the lines in words, as many as fit."""
    return {
        "from": transfer.from_location.code,
        "to": transfer.to_location.code,
        "reason": transfer.reason,
        "note": transfer.note,
        "needed_by": transfer.needed_by,
        "lines": [f"{quantity} x {sku.code}" for sku, quantity in lines],
    }
