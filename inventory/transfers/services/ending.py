"""End a transfer before everything has moved: close it short, or cancel it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.queries import open_request_of
from approvals.services import withdraw_request
from inventory.catalog.models import Sku
from inventory.ledger.commands import post_commands
from inventory.ledger.short_picks import note_short_picks
from inventory.receiving.models import Receipt
from inventory.receiving.services import cancel_delivery, close_delivery
from inventory.transfers.approving import TRANSFER
from inventory.transfers.claims import ask_losses_anew, claim, claims_of, shrink_claims
from inventory.transfers.keeping import keep, next_keys, note
from inventory.transfers.locks import lock_transfer
from inventory.transfers.models import Shipment, Transfer
from inventory.transfers.policies import (
    check_back,
    check_cancel_transfer,
    check_close_short,
    check_version,
    check_why,
)
from inventory.transfers.queries.progress import Progress, progress_of
from inventory.transfers.settling import settle
from inventory.transfers.stock import release
from inventory.transfers.telling import tell_to_leave
from kernel.plain import clean_text


@transaction.atomic
def close_short(
    *,
    reference: str,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
    not_found: bool = False,
) -> Transfer:
    """Ship no more of it: what is still allocated is free again, and the transfer closes once nothing
    of it is on its way. Where the pieces were `not_found` at the origin each SKU is a short pick.

    Refuses, in this order: TransferUnknown, RightMissing, OriginNotYours, TransferHasEnded,
    TransferNotApproved, StillPacked, NothingToCloseShort, TransferChangedMeanwhile, WhyMissing, and
    what `release` refuses.
    """
    transfer = lock_transfer(reference, actor=actor)
    progress = progress_of(transfer)
    check_close_short(transfer, progress, actor=actor)
    check_version(transfer, version)
    check_why(reason)
    released = _release_rest(transfer, progress, actor=actor, at=at, reason=reason)
    transfer.ending = transfer.ending or Transfer.Ending.CLOSED
    after = {"released": released, "not_found": not_found}
    note("closed_short", transfer, actor=actor, at=at, reason=reason, after=after)
    settle(transfer, actor=actor, at=at)
    keep(transfer)
    if not_found:
        _note_not_found(transfer, progress, at=at)
    return transfer


def _note_not_found(transfer: Transfer, progress: Progress, *, at: datetime) -> None:
    missed = {sku_id: numbers.allocated for sku_id, numbers in progress.by_sku.items()}
    skus = Sku.objects.in_bulk([sku_id for sku_id, quantity in missed.items() if quantity > 0])
    note_short_picks(
        location=transfer.from_location,
        missed={sku: missed[sku_id] for sku_id, sku in skus.items()},
        document=transfer.reference,
        at=at,
    )


@transaction.atomic
def cancel_transfer(
    *,
    reference: str,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
    back: Mapping[int, int] | None = None,
) -> Transfer:
    """Call a transfer off. What is allocated is free again; of what is in transit `back` says, per
    SKU, how much is at the origin again, and the others are missing until somebody approves the loss.

    Refuses, in this order: TransferUnknown, RightMissing, PlacesOutsideScope, TransferHasEnded,
    TransferCalledOff, StillPacked, TransferChangedMeanwhile, WhyMissing, UnitsNotSaid,
    MoreBackThanSent, HomeNotYours, and what `post_commands` refuses.
    """
    transfer = lock_transfer(reference, actor=actor)
    check_cancel_transfer(transfer, actor=actor)
    check_version(transfer, version)
    check_why(reason)
    progress = progress_of(transfer)
    check_back(back, progress, transfer, actor=actor)
    if open_request_of(TRANSFER, transfer.pk) is not None:
        withdraw_request(kind=TRANSFER, subject_id=transfer.pk, reason=reason, actor=actor, at=at)
    released = _release_rest(transfer, progress, actor=actor, at=at, reason=reason)
    if released:
        tell_to_leave(transfer, at=at)
    after = {"released": released}
    if progress.in_transit:
        after |= _bring_home(transfer, progress, back or {}, actor=actor, at=at, reason=reason)
    transfer.ending = Transfer.Ending.CANCELLED
    note("called_off", transfer, actor=actor, at=at, reason=reason, after=after)
    if transfer.status in (Transfer.Status.DRAFT, Transfer.Status.SUBMITTED):
        transfer.cancel(at=at)
    settle(transfer, actor=actor, at=at)
    keep(transfer)
    ask_losses_anew(transfer=transfer, actor=actor, at=at)
    return Transfer.objects.named().get(pk=transfer.pk)


def _release_rest(
    transfer: Transfer, progress: Progress, *, actor: User | None, at: datetime, reason: str
) -> int:
    """Free what is allocated and not shipped; answers how many pieces."""
    held = {
        sku_id: numbers.allocated
        for sku_id, numbers in progress.by_sku.items()
        if numbers.allocated > 0
    }
    if held:
        skus = Sku.objects.in_bulk(held)
        quantities = {skus[sku_id]: quantity for sku_id, quantity in sorted(held.items())}
        release(transfer, quantities, actor=actor, at=at, reason=reason)
    return sum(held.values())


def _bring_home(
    transfer: Transfer,
    progress: Progress,
    back: Mapping[int, int],
    *,
    actor: User | None,
    at: datetime,
    reason: str,
) -> dict[str, int]:
    """Of each shipment: what is back is received at the origin, the rest is missing."""
    left = dict(back)
    number = next_keys(transfer)
    events, missing = [], {}
    skus = Sku.objects.in_bulk(progress.by_sku)
    claimed = claims_of(transfer)
    for shipment in transfer.shipments.all():
        gone: dict[Sku, int] = {}
        for sku_id, numbers in sorted(progress.part(shipment.reference).items()):
            home = min(max(0, numbers.in_transit), left.get(sku_id, 0))
            left[sku_id] = left.get(sku_id, 0) - home
            if home:
                events.append(_home(transfer, shipment, skus[sku_id], home, number, reason))
            rest = numbers.in_transit - home - claimed.get(shipment.pk, {}).get(sku_id, 0)
            if rest > 0:
                gone[skus[sku_id]] = rest
        if gone:
            missing[shipment] = gone
    if events:
        post_commands(events, actor=actor, at=at)
        shrink_claims(transfer=transfer, actor=actor, at=at)
    for shipment, lost in missing.items():
        claim(transfer=transfer, shipment=shipment, missing=lost, actor=actor, at=at,
              words=reason)  # fmt: skip
    _expect_no_more(transfer, actor=actor, at=at)
    units = sum(sum(lost.values()) for lost in missing.values())
    return {"back": sum(int(event["quantity"]) for event in events), "missing": units}


def _home(
    transfer: Transfer, shipment: Shipment, sku: Sku, quantity: int, number: int, reason: str
) -> dict[str, str | int]:
    return {
        "key": f"{shipment.reference}/back/{number}/{sku.code}",
        "type": "transfer_receive",
        "sku": sku.code,
        "location": transfer.to_location.code,
        "to_location": transfer.from_location.code,
        "quantity": quantity,
        "reference": shipment.reference,
        "reason": clean_text(reason.strip(), longest=120),
    }


def _expect_no_more(transfer: Transfer, *, actor: User | None, at: datetime) -> None:
    """The destination waits no longer; what it had booked in stays."""
    documents = [shipment.reference for shipment in transfer.shipments.all()]
    rows = Receipt.objects.open().filter(kind="transfer", document__in=documents)
    why = _("The transfer was cancelled.")
    for receipt in rows.order_by("pk"):
        if receipt.status == Receipt.Status.EXPECTED:
            cancel_delivery(receipt_id=receipt.pk, reason=why, actor=actor, at=at)
        else:
            close_delivery(receipt_id=receipt.pk, reason=why, actor=None, at=at)
