"""Row locks of transfers.

Order, everywhere: transfers by id, then shortages, then the request of the approval, then receipts,
then the ledger's own (event keys, levels), then cases. A fact locks its transfers before it is posted.
"""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User
from accounts.models.place import Principal
from inventory.transfers.errors import ShortageUnknown, TransferUnknown
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.models.shortage import REFERENCE as SHORTAGE
from inventory.transfers.models.transfer import REFERENCE, TransferQuerySet


def lock_transfer(reference: str, *, actor: User | None = None) -> Transfer:
    """One transfer within the actor's places. Refuses TransferUnknown."""
    rows = Transfer.objects.with_reference(reference)
    if actor is not None:
        rows = rows.visible_to(actor)
    row = _locked(rows).first()
    if row is None:
        raise TransferUnknown(reference=reference)
    return row


def lock_transfers(references: Collection[str]) -> list[Transfer]:
    """The transfers these references name, in the order of their ids; what names none is left out."""
    ids = {int(match[1]) for text in references if (match := REFERENCE.match(text))}
    if not ids:
        return []
    # Numbers no row can have would not fit the column.
    rows = Transfer.objects.filter(pk__in=[number for number in ids if number < 2**63])
    return list(_locked(rows).order_by("pk"))


def lock_shortage(reference: str, *, actor: Principal | None = None) -> Shortage:
    """One shortage, and its transfer before it. Refuses ShortageUnknown."""
    match = SHORTAGE.match(reference.strip())
    rows = Shortage.objects.filter(pk=int(match[1])) if match else Shortage.objects.none()
    found = rows.select_related("transfer").first()
    if found is None or not _seen(found, actor):
        raise ShortageUnknown(reference=reference)
    lock_transfer(found.transfer.reference)
    locked: Shortage = (
        Shortage.objects.select_for_update(of=("self",))
        .select_related(
            "transfer__from_location__place", "transfer__to_location__place", "shipment"
        )
        .get(pk=found.pk)
    )
    return locked


def _seen(shortage: Shortage, actor: Principal | None) -> bool:
    if actor is None:
        return True
    return Transfer.objects.visible_to(actor).filter(pk=shortage.transfer_id).exists()


def _locked(rows: TransferQuerySet) -> TransferQuerySet:
    return rows.select_for_update(of=("self",)).named()
