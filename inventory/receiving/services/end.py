"""End a delivery: what has not come is not awaited any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Receipt
from inventory.receiving.on_order import take_off_order
from inventory.receiving.policies import check_close, check_reason, check_started
from inventory.receiving.standing import LATE, OVER, SHORT, cure, end_asked
from kernel.plain import clean_text


@transaction.atomic
def close_receipt(
    *,
    receipt_id: int,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Receipt:
    """Await nothing more of a delivery, as a person or another system.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope,
    ReceiptNotStarted, ReceiptEnded, ReceiptChangedMeanwhile, ScansStillWait, ReasonNeeded when
    something was still awaited, and of a purchase order what `take_off_order` refuses.
    """
    check_close(lock_receipt(receipt_id), actor=actor, version=version)
    return close_delivery(receipt_id=receipt_id, reason=reason, actor=actor, at=at)


@transaction.atomic
def close_delivery(*, receipt_id: int, reason: str, actor: User | None, at: datetime) -> Receipt:
    """Await nothing more: what is left of an order is taken off, the cases of it are closed.

    Refuses, in this order: ReceiptUnknown, ReceiptNotStarted, ReceiptEnded, ReasonNeeded when
    something was still awaited, and of a purchase order what `take_off_order` refuses.

    Asks for no right: the room that has the document has asked. People and clients close receipts.
    """
    receipt = lock_receipt(receipt_id)
    check_started(receipt)
    if receipt.status == Receipt.Status.PARTLY_RECEIVED:
        check_reason(reason)
    note = clean_text(reason.strip(), longest=500) or _("Everything arrived.")
    receipt.close(at=at, reason=clean_text(reason.strip(), longest=500))
    receipt.version += 1
    receipt.save(update_fields=["status", "closed_at", "closing_reason", "version"])
    take_off_order(receipt, reason=note, actor=actor, at=at)
    for kind in (OVER, SHORT, LATE):
        cure(kind, receipt, actor=actor, at=at, note=note)
    end_asked(receipt, actor=actor, at=at, note=note)
    record(
        "inventory.receipt.closed",
        receipt,
        actor=actor,
        at=at,
        place=receipt.location.place,
        reason=reason,
    )
    return receipt
