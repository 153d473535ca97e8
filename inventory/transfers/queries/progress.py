"""What became of a transfer: sums of movements, never numbers of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from inventory.ledger.queries import moved_between
from inventory.ledger.vocabulary import End
from inventory.transfers.models import Transfer

FREE = (End.AVAILABLE, End.RESERVED)
ARRIVED = (End.AVAILABLE, End.RECEIVING, End.DAMAGED)


@dataclass(slots=True)
class Numbers:
    """One SKU, of a transfer or of one shipment."""

    # Set aside at the origin and not shipped. Below zero when more left than was set aside.
    allocated: int = 0
    shipped: int = 0
    # At the destination, as good or as damaged; back at the origin; written off.
    accepted: int = 0
    damaged: int = 0
    returned: int = 0
    lost: int = 0

    @property
    def in_transit(self) -> int:
        return self.shipped - self.accepted - self.damaged - self.returned - self.lost

    @property
    def received(self) -> int:
        return self.accepted + self.damaged

    def add(self, end: End, to_end: End, *, home: bool, quantity: int) -> None:
        """Take in what moved from one end to another; `home` says that it went to the origin."""
        if to_end is End.ALLOCATED and end in FREE:
            self.allocated += quantity
        elif end is End.ALLOCATED and to_end in FREE:
            self.allocated -= quantity
        elif to_end is End.IN_TRANSIT:
            self.shipped += quantity
            self.allocated -= quantity if end is End.ALLOCATED else 0
        elif end is End.IN_TRANSIT:
            self._arrive(to_end, home, quantity)

    def _arrive(self, to_end: End, home: bool, quantity: int) -> None:
        if to_end is End.SHRINKAGE:
            self.lost += quantity
        elif home:
            self.returned += quantity
        elif to_end is End.DAMAGED:
            self.damaged += quantity
        elif to_end in ARRIVED:
            self.accepted += quantity


BySku = dict[int, Numbers]


@dataclass(slots=True)
class Progress:
    """The numbers of a transfer by SKU, and of each part that has a reference of its own."""

    by_sku: BySku = field(default_factory=lambda: defaultdict(Numbers))
    by_part: dict[str, BySku] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Numbers))
    )

    def of(self, sku_id: int) -> Numbers:
        return self.by_sku.get(sku_id) or Numbers()

    def part(self, reference: str) -> BySku:
        return self.by_part.get(reference) or {}

    @property
    def shipped(self) -> int:
        return sum(each.shipped for each in self.by_sku.values())

    @property
    def received(self) -> int:
        return sum(each.received for each in self.by_sku.values())

    @property
    def in_transit(self) -> int:
        """Pieces on their way; a SKU of which more arrived than left hides no other."""
        return sum(max(0, each.in_transit) for each in self.by_sku.values())

    @property
    def allocated(self) -> int:
        return sum(max(0, each.allocated) for each in self.by_sku.values())


def progress_of(transfer: Transfer) -> Progress:
    """What moved under a transfer's reference and those of its shipments."""
    return progress_of_many([transfer])[transfer.pk]


def progress_of_many(transfers: Sequence[Transfer]) -> dict[int, Progress]:
    """The same for many, in one statement."""
    origins = {each.reference: each for each in transfers}
    made = {each.pk: Progress() for each in transfers}
    for part, sku_id, end, to_end, _frm, to, quantity in moved_between(list(origins)):
        transfer = origins.get(part.partition("/")[0])
        if transfer is None:
            continue
        home, found = to == transfer.from_location_id, made[transfer.pk]
        for numbers in (found.by_sku[sku_id], found.by_part[part][sku_id]):
            numbers.add(end, to_end, home=home, quantity=quantity)
    return made


def in_transit_of(numbers: Iterable[Numbers]) -> int:
    return sum(max(0, each.in_transit) for each in numbers)
