"""Pick, pack and ship at the origin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from inventory.catalog.models import Sku
from inventory.ledger.commands import post_commands
from inventory.transfers.announcing import announce, due_of
from inventory.transfers.errors import (
    ArrivalBeforeDeparture,
    MoreThanAllocated,
    NothingToShip,
    ShipmentUnknown,
)
from inventory.transfers.keeping import keep, next_keys, note
from inventory.transfers.locks import lock_transfer
from inventory.transfers.models import Shipment, ShipmentLine, Transfer
from inventory.transfers.policies import (
    check_pack,
    check_shipment_packed,
    check_start_picking,
    check_version,
)
from inventory.transfers.queries.progress import progress_of
from inventory.transfers.settling import settle
from inventory.transfers.telling import tell_picked
from kernel.plain import clean_text


@transaction.atomic
def start_picking(
    *, reference: str, actor: User | None, at: datetime, version: int | None = None
) -> Transfer:
    """Somebody begins to pick: from now on the approval stands.

    Refuses, in this order: TransferUnknown, RightMissing, OriginNotYours, PickingBegunAlready,
    TransferNotApproved, TransferChangedMeanwhile.
    """
    transfer = lock_transfer(reference, actor=actor)
    check_start_picking(transfer, actor=actor)
    check_version(transfer, version)
    transfer.start(at=at)
    keep(transfer)
    tell_picked(transfer, actor=actor, at=at)
    note("started", transfer, actor=actor, at=at)
    return transfer


@transaction.atomic
def pack_shipment(
    *,
    reference: str,
    lines: Mapping[Sku, int],
    actor: User | None,
    at: datetime,
    version: int | None = None,
    due_at: datetime | None = None,
    carrier: str = "",
    tracking: str = "",
    parcels: int = 1,
) -> Shipment:
    """Pack what leaves together; the packing slip can be printed. Nothing moves in the books yet.

    Refuses, in this order: TransferUnknown, RightMissing, OriginNotYours, TransferNotApproved,
    TransferChangedMeanwhile, NothingToShip, MoreThanAllocated, ArrivalBeforeDeparture.
    """
    transfer = lock_transfer(reference, actor=actor)
    check_pack(transfer, actor=actor)
    check_version(transfer, version)
    wanted = {sku: quantity for sku, quantity in lines.items() if quantity > 0}
    _check_free(transfer, wanted)
    _check_arrival(due_at, at=at)
    number = transfer.shipments.count() + 1
    shipment = Shipment(
        transfer=transfer,
        number=number,
        reference=f"{transfer.reference}/{number}",
        carrier=clean_text(carrier.strip(), longest=80),
        tracking=clean_text(tracking.strip(), longest=80),
        parcels=max(1, parcels),
        packed_by=actor,
        packed_at=at,
        due_at=due_at,
    )
    shipment.save(force_insert=True)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, sku=sku, packed=quantity)
        for sku, quantity in wanted.items()
    )
    if transfer.status == Transfer.Status.APPROVED:
        transfer.start(at=at)
        tell_picked(transfer, actor=actor, at=at)
    keep(transfer)
    after = {"shipment": str(shipment), "units": sum(wanted.values()), "parcels": shipment.parcels}
    note("packed", transfer, actor=actor, at=at, after=after)
    return shipment


@transaction.atomic
def unpack_shipment(
    *, reference: str, number: int, actor: User | None, at: datetime, version: int | None = None
) -> Shipment:
    """Take a packed shipment apart; its pieces stay allocated.

    Refuses, in this order: TransferUnknown, ShipmentUnknown, RightMissing, OriginNotYours,
    ShipmentNotPacked, TransferChangedMeanwhile.
    """
    transfer = lock_transfer(reference, actor=actor)
    shipment = _shipment(transfer, number)
    check_shipment_packed(shipment, actor=actor)
    check_version(transfer, version)
    shipment.unpack(at=at)
    shipment.version += 1
    shipment.save(update_fields=["status", "closed_at", "version"])
    keep(transfer)
    note("unpacked", transfer, actor=actor, at=at, after={"shipment": str(shipment)})
    return shipment


@transaction.atomic
def ship_shipment(
    *,
    reference: str,
    number: int,
    actor: User | None,
    at: datetime,
    version: int | None = None,
    due_at: datetime | None = None,
    carrier: str | None = None,
    tracking: str | None = None,
) -> Shipment:
    """A packed shipment leaves: its pieces are in transit, the destination expects them.

    Refuses, in this order: TransferUnknown, ShipmentUnknown, RightMissing, OriginNotYours,
    ShipmentNotPacked, TransferChangedMeanwhile, ArrivalBeforeDeparture, and what `post_commands` refuses.
    """
    transfer = lock_transfer(reference, actor=actor)
    shipment = _shipment(transfer, number)
    check_shipment_packed(shipment, actor=actor)
    check_version(transfer, version)
    _check_arrival(due_at, at=at)
    shipment.ship(due_at=due_at or due_of(shipment, leaves_at=at), at=at)
    shipment.carrier = (
        shipment.carrier if carrier is None else clean_text(carrier.strip(), longest=80)
    )
    shipment.tracking = (
        shipment.tracking if tracking is None else clean_text(tracking.strip(), longest=80)
    )
    lines = {line.sku: line.packed for line in shipment.lines.select_related("sku")}
    _post_ship(transfer, shipment, lines, actor=actor, at=at)
    announce(transfer, shipment, lines, actor=actor, at=at)
    shipment.version += 1
    shipment.save(
        update_fields=[
            "status", "version", "shipped_at", "due_at", "carrier", "tracking", "receipt",
        ]
    )  # fmt: skip
    after = {"shipment": str(shipment), "units": sum(lines.values()), "receipt": shipment.receipt}
    note("shipped", transfer, actor=actor, at=at, after=after)
    settle(transfer, actor=actor, at=at)
    keep(transfer)
    return shipment


@transaction.atomic
def ship_transfer(
    *,
    reference: str,
    lines: Mapping[Sku, int],
    actor: User | None,
    at: datetime,
    version: int | None = None,
    due_at: datetime | None = None,
    carrier: str = "",
    tracking: str = "",
    parcels: int = 1,
) -> Shipment:
    """Pack and ship in one go.

    Refuses what `pack_shipment` refuses, then what `ship_shipment` refuses.
    """
    shipment = pack_shipment(
        reference=reference,
        lines=lines,
        actor=actor,
        at=at,
        version=version,
        due_at=due_at,
        carrier=carrier,
        tracking=tracking,
        parcels=parcels,
    )
    return ship_shipment(reference=reference, number=shipment.number, actor=actor, at=at)


def packable(transfer: Transfer) -> dict[int, int]:
    """By SKU, what is allocated to a transfer and not packed yet."""
    free = {
        sku_id: max(0, numbers.allocated)
        for sku_id, numbers in progress_of(transfer).by_sku.items()
    }
    packed = ShipmentLine.objects.filter(
        shipment__transfer=transfer, shipment__status=Shipment.Status.PACKED
    )
    for sku_id, quantity in packed.values_list("sku_id", "packed"):
        free[sku_id] = free.get(sku_id, 0) - quantity
    return free


def _check_arrival(due_at: datetime | None, *, at: datetime) -> None:
    if due_at and due_at < at:
        raise ArrivalBeforeDeparture


def _post_ship(
    transfer: Transfer,
    shipment: Shipment,
    lines: Mapping[Sku, int],
    *,
    actor: User | None,
    at: datetime,
) -> None:
    number = next_keys(transfer)
    post_commands(
        [
            {
                "key": f"{shipment.reference}/ship/{number}/{sku.code}",
                "type": "transfer_ship",
                "sku": sku.code,
                "location": transfer.from_location.code,
                "to_location": transfer.to_location.code,
                "quantity": quantity,
                "reference": shipment.reference,
            }
            for sku, quantity in lines.items()
        ],
        actor=actor,
        at=at,
    )


def _check_free(transfer: Transfer, wanted: Mapping[Sku, int]) -> None:
    if not wanted:
        raise NothingToShip
    free = packable(transfer)
    for sku, quantity in wanted.items():
        if quantity > free.get(sku.pk, 0):
            raise MoreThanAllocated(
                sku=sku.code,
                allocated=max(0, free.get(sku.pk, 0)),
                wanted=quantity,
                reference=transfer.reference,
            )


def _shipment(transfer: Transfer, number: int) -> Shipment:
    found = transfer.shipments.filter(number=number).select_related(
        "transfer__from_location__place", "transfer__to_location__place"
    )
    shipment = found.first()
    if shipment is None:
        raise ShipmentUnknown(reference=transfer.reference, number=number)
    return shipment
