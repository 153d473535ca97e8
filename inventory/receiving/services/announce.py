"""Expect deliveries, and stop expecting them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from inventory.catalog.models import Location, Sku
from inventory.receiving.errors import DeliveryKnown
from inventory.receiving.kinds import kind_of
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Receipt, ReceiptLine
from inventory.receiving.on_order import put_on_order, take_off_order
from inventory.receiving.policies import (
    check_announce,
    check_cancel,
    check_cancel_by,
    check_expect,
    check_reason,
)
from inventory.receiving.standing import LATE, cure, end_asked
from kernel.plain import clean_text

PURCHASE_ORDER = "purchase_order"


@transaction.atomic
def expect_delivery(
    *,
    kind: str,
    document: str,
    location: Location,
    sender: str,
    due_at: datetime | None,
    lines: Sequence[tuple[Sku, int]],
    actor: User | None,
    at: datetime,
) -> Receipt:
    """Expect what a document says will arrive, one line per SKU. A purchase order is put on order.

    Refuses, in this order: DeliveryKindUnknown, DocumentMissing, NothingExpected, SkuTwice,
    SkuOfOtherNetwork, KitNotDelivered, QuantityUnfit, DeliveryKnown, and for a purchase order what
    `post_commands` refuses.

    Asks for no right: the room that has the document has asked. People and clients announce.
    """
    kind_of(kind)
    document = document.strip()
    check_expect(document=document, location=location, lines=lines)
    receipt = _create(
        kind=kind,
        document=document,
        location=location,
        sender=clean_text(sender.strip(), longest=160),
        due_at=due_at,
        announced_at=at,
        announced_by=actor,
    )
    ReceiptLine.objects.bulk_create(
        ReceiptLine(receipt=receipt, sku=sku, expected=quantity) for sku, quantity in lines
    )
    if kind == PURCHASE_ORDER:
        put_on_order(receipt, lines, actor=actor, at=at)
    after = {
        "document": document,
        "location": location.code,
        "units": sum(quantity for _sku, quantity in lines),
    }
    record("inventory.receipt.announced", receipt, actor=actor, at=at, place=location.place,
           after=after)  # fmt: skip
    return receipt


def announce_delivery(
    *,
    kind: str,
    document: str,
    location: Location,
    sender: str,
    due_at: datetime | None,
    lines: Sequence[tuple[Sku, int]],
    actor: User | None,
    at: datetime,
) -> Receipt:
    """Expect a delivery that a person or another system tells of.

    Refuses, in this order: AnnouncingNotAllowed, ReceiptOutsideScope, and what `expect_delivery`
    refuses.
    """
    check_announce(location, actor=actor)
    return expect_delivery(
        kind=kind,
        document=document,
        location=location,
        sender=sender,
        due_at=due_at,
        lines=lines,
        actor=actor,
        at=at,
    )


@transaction.atomic
def cancel_delivery(
    *,
    receipt_id: int,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Receipt:
    """Stop expecting a delivery of which nothing has arrived; what was on order is taken off.

    Refuses, in this order: ReceiptUnknown, ReceiptStarted, ReceiptEnded, ReceiptChangedMeanwhile,
    ReasonNeeded, and of a purchase order what `take_off_order` refuses.
    """
    receipt = lock_receipt(receipt_id)
    check_cancel(receipt, version=version)
    check_reason(reason)
    receipt.cancel(at=at, reason=clean_text(reason.strip(), longest=500))
    receipt.version += 1
    receipt.save(update_fields=["status", "closed_at", "closing_reason", "version"])
    take_off_order(receipt, reason=reason, actor=actor, at=at)
    cure(LATE, receipt, actor=actor, at=at, note=reason)
    end_asked(receipt, actor=actor, at=at, note=reason)
    record("inventory.receipt.cancelled", receipt, actor=actor, at=at,
           place=receipt.location.place, reason=reason)  # fmt: skip
    return receipt


@transaction.atomic
def cancel_announced(
    *,
    receipt_id: int,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Receipt:
    """Stop expecting a delivery, as a person or another system.

    Refuses, in this order: ReceiptUnknown, AnnouncingNotAllowed, ReceiptOutsideScope, ReceiptStarted,
    ReceiptEnded, ReceiptChangedMeanwhile, ScansStillWait, ReasonNeeded, and of a purchase order what
    `take_off_order` refuses.
    """
    check_cancel_by(lock_receipt(receipt_id), actor=actor, version=version)
    return cancel_delivery(
        receipt_id=receipt_id, reason=reason, actor=actor, at=at, version=version
    )


def _create(**fields: Any) -> Receipt:
    try:
        with transaction.atomic():
            return Receipt.objects.create(**fields)
    except IntegrityError:
        known = Receipt.objects.exclude(status=Receipt.Status.CANCELLED).get(
            document=fields["document"], kind=fields["kind"], location=fields["location"]
        )
        raise DeliveryKnown(
            document=fields["document"],
            location=fields["location"].code,
            reference=known.reference,
        ) from None
