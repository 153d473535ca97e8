"""What may be counted on a shelf: what it lists, of its network, no kits; and when that can have been."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from inventory.counts.models import CountLine, CountPart, CountScan

Standing = CountScan.Standing
# How far the clocks of devices and other systems may be off.
CLOCK_TOLERANCE = timedelta(minutes=5)
NAMED = 10
PAST = (CountLine.Status.POSTED, CountLine.Status.DROPPED, CountLine.Status.APPROVAL)


class Fit:
    """One shelf, as scans, numbers and lines are judged against it."""

    def __init__(self, part: CountPart) -> None:
        self.part = part
        self.countable_from = part.countable_from
        self.network_id = part.count.location.place.network_id
        self.listed = set(part.listed.values_list("sku_id", flat=True)) if part.is_listed else None

    def standing(self, *, sku_id: int, network_id: int | None, is_kit: bool) -> str:
        """Ok, or why a SKU is not counted here."""
        if is_kit:
            return Standing.KIT
        if network_id != self.network_id or not self.lists(sku_id):
            return Standing.FOREIGN
        return Standing.OK

    def lists(self, sku_id: int) -> bool:
        return self.listed is None or sku_id in self.listed

    def settled(self, sku_ids: Iterable[int]) -> set[int]:
        """Those whose line is past being judged with this shelf, which was opened again since."""
        lines = CountLine.objects.filter(count_id=self.part.count_id, status__in=PAST)
        return set(lines.filter(sku_id__in=list(sku_ids)).values_list("sku_id", flat=True))

    def is_early(self, moment: datetime) -> bool:
        """Before anybody was asked to count here, by more than a clock is off."""
        return moment < self.countable_from - CLOCK_TOLERANCE

    def dated(self, moment: datetime, *, at: datetime) -> datetime:
        """Between the moment the shelf could first be counted and now, whatever a clock says.

        Not since a session began: a page kept on the device counts before anybody here hears of it.
        """
        return min(at, max(self.countable_from, moment))


def latest_of(at: datetime) -> datetime:
    """What is said to be later than this was not counted yet."""
    return at + CLOCK_TOLERANCE


def shelves_named(parts: Iterable[CountPart]) -> str:
    """The first few shelves by number and name, as a refusal lists them."""
    names = [f"{part.number} {part.name}" for part in parts]
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
