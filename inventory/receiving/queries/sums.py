"""What arrived of a receipt: sums over its ledger events, those that were reversed left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from inventory.catalog.models import Sku
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType, State
from inventory.receiving.models import Missing, Receipt, ReceiptEvent, ReceiptLine

Meaning = ReceiptEvent.Meaning


@dataclass(slots=True)
class SkuSums:
    """Base units of one SKU on one receipt."""

    ordered: int = 0
    withdrawn: int = 0
    accepted: int = 0
    damaged: int = 0
    lost: int = 0
    put_away: int = 0
    # Reported missing; may still turn up.
    missing: int = 0
    # Of what arrived: taken from `on_order`, and put into `receiving`.
    from_order: int = 0
    into_receiving: int = 0

    @property
    def arrived(self) -> int:
        return self.accepted + self.damaged

    @property
    def on_order(self) -> int:
        """What of the order is still in the books."""
        return max(0, self.ordered - self.withdrawn - self.from_order)

    @property
    def to_put_away(self) -> int:
        return max(0, self.into_receiving - self.put_away)

    def missing_of(self, expected: int) -> int:
        """What is said to be missing and has not turned up."""
        return min(self.missing, self.awaited_of(expected))

    def awaited_of(self, expected: int) -> int:
        return max(0, expected - self.arrived - self.lost)


@dataclass(frozen=True, slots=True)
class LineSums:
    """One line with its sums, as screens and API show it."""

    sku: Sku
    expected: int
    accepted: int
    damaged: int
    missing: int
    awaited: int
    over: int
    to_put_away: int
    on_order: int

    @property
    def arrived(self) -> int:
        return self.accepted + self.damaged

    @property
    def key(self) -> str:
        return str(self.sku.pk)

    @property
    def open(self) -> int:
        """Neither here nor said to be missing."""
        return self.awaited - self.missing


def sums_of(receipt: Receipt) -> dict[int, SkuSums]:
    """By SKU; a SKU without events has none."""
    return sums_of_many([receipt.pk])[receipt.pk]


def sums_of_many(receipt_ids: Collection[int]) -> dict[int, dict[int, SkuSums]]:
    """Of many receipts in two statements."""
    found: dict[int, dict[int, SkuSums]] = defaultdict(lambda: defaultdict(SkuSums))
    rows = (
        _live(ReceiptEvent.objects.filter(receipt_id__in=receipt_ids))
        .values(
            "receipt_id",
            "meaning",
            "event__sku_id",
            "event__type",
            "event__state",
            "event__to_state",
        )
        .annotate(units=Sum("event__quantity"))
    )
    for row in rows.order_by():
        _add(found[row["receipt_id"]][row["event__sku_id"]], row)
    claims = Missing.objects.filter(
        arrival__receipt_id__in=receipt_ids, arrival__undone_at__isnull=True
    )
    for receipt_id, sku_id, units in claims.values_list(
        "arrival__receipt_id", "sku_id", "quantity"
    ):
        found[receipt_id][sku_id].missing += units
    return found


def line_sums(receipt: Receipt) -> list[LineSums]:
    """The lines in their order."""
    lines = receipt.lines.select_related("sku")
    return _with_sums(lines, sums_of(receipt))


def lines_of_many(receipts: Sequence[Receipt]) -> dict[int, list[LineSums]]:
    """By receipt, of receipts whose lines and SKUs were fetched with them."""
    sums = sums_of_many([receipt.pk for receipt in receipts])
    return {receipt.pk: _with_sums(receipt.lines.all(), sums[receipt.pk]) for receipt in receipts}


def _with_sums(lines: Iterable[ReceiptLine], sums: dict[int, SkuSums]) -> list[LineSums]:
    return [_of_line(line, sums[line.sku_id]) for line in lines]


def _of_line(line: ReceiptLine, of: SkuSums) -> LineSums:
    return LineSums(
        sku=line.sku,
        expected=line.expected,
        accepted=of.accepted,
        damaged=of.damaged,
        missing=of.missing_of(line.expected),
        awaited=of.awaited_of(line.expected),
        over=max(0, of.arrived - line.expected),
        to_put_away=of.to_put_away,
        on_order=of.on_order,
    )


def on_order_of(receipt: Receipt) -> dict[int, int]:
    """By SKU, what of the order is still in the books."""
    return {sku_id: of.on_order for sku_id, of in sums_of(receipt).items() if of.on_order}


def came_after_its_end(receipt: Receipt) -> bool:
    """Whether pieces still stand that were reported after the delivery had ended."""
    rows = receipt.events.filter(arrival__at__gte=receipt.closed_at)
    return _live(rows).exists()


def _live(rows: QuerySet[ReceiptEvent]) -> QuerySet[ReceiptEvent]:
    undone = Event.objects.filter(reverses_id=OuterRef("event_id"))
    return rows.filter(~Exists(undone))


def _add(of: SkuSums, row: Mapping[str, Any]) -> None:
    units, meaning = int(row["units"]), str(row["meaning"])
    setattr(of, meaning, getattr(of, meaning) + units)
    if meaning not in {Meaning.ACCEPTED, Meaning.DAMAGED}:
        return
    if row["event__type"] == EventType.RECEIPT and row["event__state"] == State.ON_ORDER:
        of.from_order += units
    if meaning == Meaning.ACCEPTED and row["event__to_state"] == State.RECEIVING:
        of.into_receiving += units
