"""Row locks of receiving.

Order: the document above (its kind's `lock`), then the receipt, then the ledger's own (event keys,
levels), then cases. A fact from outside locks the receipts it names before it is posted.
"""

from collections.abc import Collection

from inventory.receiving.errors import ReceiptUnknown
from inventory.receiving.kinds import kind_of
from inventory.receiving.models import Receipt
from inventory.receiving.models.receipt import ReceiptQuerySet


def lock_receipt(receipt_id: int) -> Receipt:
    """One receipt and, before it, the document above it. Refuses ReceiptUnknown."""
    known = Receipt.objects.filter(pk=receipt_id).values_list("kind", "document").first()
    if known is None:
        raise ReceiptUnknown(reference=f"RC-{receipt_id:06d}")
    kind_of(known[0]).lock(known[1])
    return _locked().get(pk=receipt_id)


def lock_receipts(ids: Collection[int]) -> list[Receipt]:
    """Several receipts in the order of their ids."""
    return list(_locked().filter(pk__in=ids).order_by("pk"))


def _locked() -> ReceiptQuerySet:
    return Receipt.objects.select_for_update(of=("self",), no_key=True).select_related(
        "location__place"
    )
