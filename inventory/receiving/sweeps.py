"""What nobody presses a button for: overdue deliveries, orders that are complete."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from exceptions.models import Case
from exceptions.services import open_case
from inventory.catalog.queries import stakes
from inventory.receiving.kinds import kind_of, known_kinds
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Receipt, ReceiptEvent
from inventory.receiving.on_order import take_off_order
from inventory.receiving.queries.sums import line_sums, sums_of_many
from inventory.receiving.standing import LATE, fingerprint_of

# A van may be late the same day; after that somebody asks.
CASE_AFTER = timedelta(hours=12)
AT_ONCE = 200


def sweep_overdue(at: datetime) -> int:
    """Open a case for each delivery overdue for longer than half a day; answers how many."""
    kinds = [key for key, _label in known_kinds() if kind_of(key).opens_cases]
    known = Case.objects.open().filter(kind=LATE).values_list("subject_id", flat=True)
    late = (
        Receipt.objects.awaited()
        .filter(due_at__lt=at - CASE_AFTER, kind__in=kinds)
        .exclude(pk__in=[int(number) for number in known])
        .select_related("location__place")
        .order_by("due_at")[:AT_ONCE]
    )
    count = 0
    for count, receipt in enumerate(late, 1):  # noqa: B007
        _open(receipt, at)
    return count


def sweep_orders(at: datetime) -> int:
    """Take off the order what arrived without being taken from it, once all is here.

    A warehouse system that reports receipts from the supplier leaves the order standing.
    """
    ordered = ReceiptEvent.Meaning.ORDERED
    received = Receipt.objects.filter(
        status=Receipt.Status.RECEIVED, events__meaning=ordered
    ).distinct()
    ids = list(received.order_by("-pk").values_list("pk", flat=True)[:AT_ONCE])
    sums = sums_of_many(ids)
    open_ids = [pk for pk in ids if any(of.on_order for of in sums[pk].values())]
    for receipt_id in open_ids:
        with transaction.atomic():
            receipt = lock_receipt(receipt_id)
            take_off_order(receipt, reason=_("Everything arrived."), actor=None, at=at)
            receipt.version += 1
            receipt.save(update_fields=["version"])
    return len(open_ids)


def _open(receipt: Receipt, at: datetime) -> None:
    words = _("%(document)s for %(location)s is overdue")
    open_case(
        kind=LATE,
        fingerprint=fingerprint_of(LATE, receipt),
        title=words % {"document": receipt.document, "location": receipt.location.code},
        subject=receipt,
        at=at,
        place=receipt.location.place,
        evidence={
            "receipt": receipt.reference,
            "document": receipt.document,
            "sender": receipt.sender,
            "due_at": receipt.due_at.isoformat() if receipt.due_at else "",
        },
        **stakes(
            {line.sku.pk: line.awaited for line in line_sums(receipt)},
            place=receipt.location.place,
            at=at,
        ),
    )
