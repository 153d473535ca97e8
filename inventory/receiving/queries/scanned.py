"""What is scanned of a delivery and not booked in yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from inventory.catalog.models import Sku
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt, ReceiptScan
from inventory.receiving.queries.sums import LineSums, line_sums
from inventory.receiving.queries.tolerance import allowed, percent_of

Part = ReceiptScan.Part


@dataclass(slots=True)
class ScannedSum:
    accepted: int = 0
    damaged: int = 0
    reason: str = ""

    @property
    def arrived(self) -> int:
        return self.accepted + self.damaged


def waiting_scans(receipt: Receipt) -> QuerySet[ReceiptScan]:
    """Each that is to be booked in; unknown codes are not."""
    return ReceiptScan.objects.filter(receipt=receipt, arrival=None, sku__isnull=False)


def scanned_of(receipt: Receipt) -> dict[int, ScannedSum]:
    """By SKU; of damaged pieces the last reason."""
    found: dict[int, ScannedSum] = defaultdict(ScannedSum)
    for sku_id, part, quantity, reason in waiting_scans(receipt).values_list(
        "sku_id", "part", "quantity", "reason"
    ):
        of = found[sku_id or 0]
        if part == Part.DAMAGED:
            of.damaged += quantity
            of.reason = reason or of.reason
        else:
            of.accepted += quantity
    return found


@dataclass(frozen=True, slots=True)
class ToBook:
    """One line as it would be booked in now."""

    line: LineSums
    scanned: ScannedSum

    @property
    def sku(self) -> Sku:
        return self.line.sku

    @property
    def key(self) -> str:
        return str(self.sku.pk)

    @property
    def arrived_in_all(self) -> int:
        return self.line.arrived + self.scanned.arrived

    @property
    def missing(self) -> int:
        """What neither arrived before nor was scanned."""
        return max(0, self.line.awaited - self.scanned.arrived)

    @property
    def over(self) -> int:
        return max(0, self.arrived_in_all - self.line.expected)

    def received(self, *, with_missing: bool) -> ReceivedLine:
        missing = self.missing if with_missing else 0
        of = self.scanned
        return ReceivedLine(self.sku, of.accepted, of.damaged, missing, of.reason)


def to_book(receipt: Receipt) -> list[ToBook]:
    """Every line of the delivery, and what was scanned that is not on it."""
    scanned = scanned_of(receipt)
    lines = line_sums(receipt)
    made = [ToBook(line, scanned.pop(line.sku.pk, ScannedSum())) for line in lines]
    extra = Sku.objects.filter(pk__in=[pk for pk, of in scanned.items() if of.arrived])
    made += [ToBook(_unexpected(sku), scanned[sku.pk]) for sku in extra.order_by("code")]
    return made


def beyond(receipt: Receipt) -> list[ToBook]:
    """The scanned lines that are more than may be received without an override."""
    if not waiting_scans(receipt).exists():
        return []
    percent = percent_of(receipt)
    return [
        line
        for line in to_book(receipt)
        if line.scanned.arrived and line.arrived_in_all > allowed(line.line.expected, percent)
    ]


def _unexpected(sku: Sku) -> LineSums:
    return LineSums(
        sku=sku,
        expected=0,
        accepted=0,
        damaged=0,
        missing=0,
        awaited=0,
        over=0,
        to_put_away=0,
        on_order=0,
    )
