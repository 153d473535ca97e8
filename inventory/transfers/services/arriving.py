"""What arrives at the destination: the transfer's side of a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Arrival, Receipt
from inventory.receiving.services import receive
from inventory.transfers.claims import claim, drop_claims_of_arrival
from inventory.transfers.errors import ShipmentUnknown
from inventory.transfers.keeping import note
from inventory.transfers.locks import lock_transfer
from inventory.transfers.models import Transfer
from inventory.transfers.policies import check_version
from inventory.transfers.settling import follow


@transaction.atomic
def receive_shipment(
    *,
    reference: str,
    number: int,
    lines: Sequence[ReceivedLine],
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Arrival:
    """Book in what arrived of one shipment, as it was shown with the transfer.

    Refuses, in this order: TransferUnknown, TransferChangedMeanwhile, ShipmentUnknown, and whatever
    `receive` refuses.
    """
    transfer = lock_transfer(reference, actor=actor)
    check_version(transfer, version)
    document = f"{transfer.reference}/{number}"
    receipt = Receipt.objects.filter(document=document, kind="transfer").first()
    if receipt is None:
        raise ShipmentUnknown(reference=transfer.reference, number=number)
    return receive(receipt_id=receipt.pk, lines=lines, actor=actor, at=at)


@transaction.atomic
def note_arrival(
    *, receipt: Receipt, lines: Sequence[ReceivedLine], actor: User | None, at: datetime
) -> Transfer:
    """A delivery was booked in: shipment and transfer follow, missing pieces become a shortage."""
    transfer = lock_transfer(receipt.document)
    shipment = transfer.shipments.get(reference=receipt.document)
    missing = {line.sku: line.missing for line in lines if line.missing}
    if missing:
        claim(
            transfer=transfer,
            shipment=shipment,
            missing=missing,
            arrival=f"{receipt.reference}/{receipt.arrivals.count()}",
            words=next((line.reason for line in lines if line.missing and line.reason), ""),
            actor=actor,
            at=at,
        )
    after = {
        "receipt": receipt.reference,
        "accepted": sum(line.accepted for line in lines),
        "damaged": sum(line.damaged for line in lines),
        "missing": sum(missing.values()),
    }
    note("arrived", transfer, actor=actor, at=at, after=after)
    follow(transfer, actor=actor, at=at)
    return transfer


@transaction.atomic
def note_arrival_undone(
    *, receipt: Receipt, arrival: Arrival, actor: User | None, at: datetime
) -> Transfer:
    """A receipt was undone by opposite rows: its pieces are on their way again."""
    transfer = lock_transfer(receipt.document)
    name = f"{receipt.reference}/{arrival.number}"
    drop_claims_of_arrival(transfer=transfer, arrival=name, actor=actor, at=at)
    note("arrival_undone", transfer, actor=actor, at=at, after={"receipt": name})
    follow(transfer, actor=actor, at=at)
    return transfer
