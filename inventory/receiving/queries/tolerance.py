"""How much more than expected a delivery may bring."""

from django.db.models import F, Value
from django.db.models.functions import Length

from inventory.receiving.kinds import kind_of
from inventory.receiving.models import OverReceiptTolerance, Receipt


def percent_of(receipt: Receipt) -> int:
    """The tolerance in force: that of the sender before that of the kind, the nearest place first."""
    if not kind_of(receipt.kind).tolerant:
        return 0
    path = receipt.location.place.path
    rows = (
        OverReceiptTolerance.objects.alias(here=Value(path))
        .filter(
            here__startswith=F("place__path"),
            kind__in=("", receipt.kind),
            sender__in=("", receipt.sender),
        )
        .alias(depth=Length("place__path"))
        .order_by("-sender", "-kind", "-depth")
    )
    found = rows.values_list("percent", flat=True).first()
    return found or 0


def allowed(expected: int, percent: int) -> int:
    """How many may be received of a line, part units left out."""
    return expected + expected * percent // 100
