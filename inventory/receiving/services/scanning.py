"""Scans of a delivery: kept one by one until they are booked in together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from audit.services import record
from inventory.catalog.models import Sku
from inventory.receiving.errors import DamageReasonMissing, QuantityUnfit, ScanUnknown
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import ReceiptScan
from inventory.receiving.policies import MOST, check_quantity, check_receive, check_sku
from inventory.receiving.queries.scanned import scanned_of
from inventory.receiving.standing import settle_asked
from kernel.plain import clean_text

Part = ReceiptScan.Part


@transaction.atomic
def scan_item(
    *,
    receipt_id: int,
    key: UUID,
    code: str,
    sku: Sku | None,
    quantity: int,
    actor: User,
    at: datetime,
) -> int:
    """Add what one scan stands for, or take it back; answers how many are scanned by now. A code that
    names nothing is kept for review.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    SkuOfOtherNetwork, KitNotDelivered, QuantityUnfit.
    """
    receipt = lock_receipt(receipt_id)
    check_receive(receipt, actor=actor)
    before = 0
    if sku is not None:
        check_sku(sku, location=receipt.location)
        before = scanned_of(receipt)[sku.pk].accepted
        # Nobody takes back more than was scanned.
        quantity = max(quantity, -before)
        if before + quantity > MOST:
            raise QuantityUnfit(sku=sku.code, least=0, most=f"{MOST:,}")
    ReceiptScan.objects.create(
        id=key, receipt=receipt, code=code[:120], sku=sku, quantity=quantity, at=at, by=actor
    )
    if quantity < 0:
        settle_asked(receipt, actor=actor, at=at)
    return before + quantity


@transaction.atomic
def mark_damaged(
    *,
    receipt_id: int,
    sku: Sku,
    quantity: int,
    reason: str,
    was_scanned: bool,
    actor: User,
    at: datetime,
) -> None:
    """Say how many of a SKU came damaged, and why; 0 takes it back. Pieces that were scanned as good
    before are taken off there.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    SkuOfOtherNetwork, KitNotDelivered, QuantityUnfit, DamageReasonMissing.
    """
    receipt = lock_receipt(receipt_id)
    check_receive(receipt, actor=actor)
    check_sku(sku, location=receipt.location)
    check_quantity(sku, quantity, least=0)
    if quantity and not reason.strip():
        raise DamageReasonMissing(sku=sku.code)
    known = scanned_of(receipt)[sku.pk]
    shared = {"receipt": receipt, "code": sku.code, "sku": sku, "at": at, "by": actor}
    moved = min(known.accepted, max(0, quantity - known.damaged)) if was_scanned else 0
    rows = [(Part.DAMAGED, quantity - known.damaged), (Part.ACCEPTED, -moved)]
    ReceiptScan.objects.bulk_create(
        ReceiptScan(
            id=uuid4(),
            part=part,
            quantity=change,
            reason=clean_text(reason.strip(), longest=120),
            **shared,
        )
        for part, change in rows
        if change
    )
    if quantity < known.damaged:
        settle_asked(receipt, actor=actor, at=at)


@transaction.atomic
def review_code(*, receipt_id: int, key: UUID, actor: User, at: datetime) -> ReceiptScan:
    """Say that an unknown code was looked at.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    ScanUnknown.
    """
    receipt = lock_receipt(receipt_id)
    check_receive(receipt, actor=actor)
    scan = receipt.scans.filter(pk=key, sku=None, reviewed_at=None).first()
    if scan is None:
        raise ScanUnknown(reference=receipt.reference)
    scan.reviewed_at = at
    scan.save(update_fields=["reviewed_at"])
    record(
        "inventory.receipt.code_reviewed",
        receipt,
        actor=actor,
        at=at,
        place=receipt.location.place,
        after={"code": scan.code, "quantity": scan.quantity},
    )
    return scan
