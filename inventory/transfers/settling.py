"""Where a transfer and its shipments stand, from what moved: after every shipment, receipt and fact."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from exceptions.services import close_case
from inventory.transfers.claims import ask_losses_anew, claims_of, shrink_claims
from inventory.transfers.keeping import keep, note
from inventory.transfers.models import Shipment, Transfer
from inventory.transfers.queries.progress import Progress, in_transit_of, progress_of
from inventory.transfers.telling import tell_picked

Status = Transfer.Status
# What has not begun to move, and stays as it is while nothing moves.
STILL = frozenset({Status.DRAFT, Status.SUBMITTED, Status.REJECTED})


def settle(transfer: Transfer, *, actor: User | None, at: datetime) -> Progress:
    """Move a locked transfer and its shipments to what the sums say; answers the sums."""
    progress = progress_of(transfer)
    _settle_shipments(transfer, progress, at=at)
    if all(each.in_transit >= 0 for each in progress.by_sku.values()):
        note_fits = _("No more has arrived than was shipped.")
        close_case(fingerprint=over_fingerprint(transfer), at=at, note=note_fits)
    target = target_of(transfer, progress)
    if target != transfer.status:
        before = transfer.status
        _move(transfer, target, at=at)
        keep(transfer)
        if before == Status.APPROVED:
            tell_picked(transfer, actor=actor, at=at)
        note(target, transfer, actor=actor, at=at, before={"status": before})
    return progress


def over_fingerprint(transfer: Transfer) -> str:
    """Of the case that more arrived than left."""
    return f"over_receipt:{transfer.reference}"


def follow(transfer: Transfer, *, actor: User | None, at: datetime) -> Progress:
    """After something moved: claims, shipments and status go after it, one version on."""
    shrink_claims(transfer=transfer, actor=actor, at=at)
    progress = settle(transfer, actor=actor, at=at)
    keep(transfer)
    ask_losses_anew(transfer=transfer, actor=actor, at=at)
    return progress


def target_of(transfer: Transfer, progress: Progress) -> str:
    """The status its numbers ask for."""
    status = transfer.status
    if progress.in_transit:
        return str(Status.IN_PROGRESS)
    if status in STILL and not progress.shipped:
        return str(status)
    if progress.allocated:
        if progress.shipped:
            return str(Status.RECEIVED)
        begun = status in (Status.APPROVED, Status.IN_PROGRESS)
        return str(status if begun else Status.IN_PROGRESS)
    if status in Transfer.ENDED:
        return str(status)
    cancelled = transfer.ending == Transfer.Ending.CANCELLED
    return str(Status.CANCELLED if cancelled else Status.CLOSED)


def _move(transfer: Transfer, target: str, *, at: datetime) -> None:
    """By the machine's own steps: what was never under way is under way first."""
    if target == Status.CANCELLED:
        transfer.cancel(at=at)
        return
    if target == Status.IN_PROGRESS or transfer.status not in Transfer.MOVING:
        transfer.go_on(at=at)
    if target == Status.RECEIVED:
        if transfer.status != Status.IN_PROGRESS:
            transfer.go_on(at=at)
        transfer.arrive(at=at)
    elif target == Status.CLOSED:
        transfer.close(at=at)


def _settle_shipments(transfer: Transfer, progress: Progress, *, at: datetime) -> None:
    claimed = claims_of(transfer)
    for shipment in transfer.shipments.exclude(status=Shipment.Status.UNPACKED):
        if shipment.status == Shipment.Status.PACKED:
            continue
        numbers = progress.part(shipment.reference)
        on_way = in_transit_of(numbers.values())
        missing = claimed.get(shipment.pk, {})
        told = all(
            max(0, each.in_transit) <= missing.get(sku_id, 0) for sku_id, each in numbers.items()
        )
        _settle_shipment(shipment, on_way=on_way, told=told, at=at)


def _settle_shipment(shipment: Shipment, *, on_way: int, told: bool, at: datetime) -> None:
    before = shipment.status
    _move_shipment(shipment, on_way=on_way, told=told, at=at)
    if shipment.status == before:
        return
    shipment.version += 1
    shipment.save(update_fields=["status", "version", "received_at", "closed_at"])
    if shipment.status != Shipment.Status.SHIPPED:
        close_case(
            fingerprint=f"transfer_overdue:{shipment.reference}", at=at, note=_("It arrived.")
        )


def _move_shipment(shipment: Shipment, *, on_way: int, told: bool, at: datetime) -> None:
    """Closed without pieces on their way, received once each is spoken of, on its way otherwise."""
    if not on_way:
        if shipment.status != Shipment.Status.CLOSED:
            shipment.close(at=at)
        return
    ahead = shipment.status != Shipment.Status.SHIPPED and not told
    if ahead or shipment.status == Shipment.Status.CLOSED:
        shipment.reopen()
    if told and shipment.status == Shipment.Status.SHIPPED:
        shipment.receive(at=at)
