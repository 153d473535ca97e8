"""What a transfer does to both ends: what they have, what they sell, how long that lasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from inventory.catalog.models import Sku
from inventory.ledger.facts import CellKey
from inventory.ledger.models import StockLevel
from inventory.ledger.queries import sold_in
from inventory.transfers.models import Transfer, TransferLine

SALES_DAYS = 28
# A store that sends keeps what it sells in this many days.
KEEP_DAYS = 14
LONGEST_COVER = 999


@dataclass(frozen=True, slots=True)
class LineEffect:
    """One line: pieces, and days they last at the pace of the last 28 days."""

    sku: Sku
    asked: int
    approved: int | None
    origin_has: int
    destination_has: int
    origin_sold: int
    destination_sold: int

    @property
    def moves(self) -> int:
        return self.asked if self.approved is None else self.approved

    @property
    def cover_now(self) -> int | None:
        return days_of(self.destination_has, self.destination_sold)

    @property
    def cover_after(self) -> int | None:
        return days_of(self.destination_has + self.moves, self.destination_sold)

    @property
    def origin_needs(self) -> int:
        """What the origin itself sells in the days it should keep."""
        return ceil(self.origin_sold * KEEP_DAYS / SALES_DAYS)

    @property
    def leaves(self) -> int:
        return self.origin_has - self.moves

    @property
    def leaves_too_little(self) -> bool:
        return self.leaves < self.origin_needs

    @property
    def could_send(self) -> int:
        """The most that leaves the origin what it needs."""
        return max(0, self.origin_has - self.origin_needs)


def days_of(pieces: int, sold: int) -> int | None:
    """Days of cover; None where nothing was sold."""
    if not sold:
        return None
    return min(LONGEST_COVER, max(0, pieces) * SALES_DAYS // sold)


def effect_of(
    transfer: Transfer, lines: Sequence[TransferLine], *, at: datetime
) -> list[LineEffect]:
    """Both ends of every line, as they are now; four statements whatever the number of lines."""
    return _effect(transfer, lines, _ends_of([transfer], [line.sku_id for line in lines], at=at))


def effects_of(transfers: Sequence[Transfer], *, at: datetime) -> dict[int, list[LineEffect]]:
    """The same of many transfers whose lines and SKUs were fetched with them, by their ids; two statements
    for each route."""
    routes: dict[tuple[int, int], list[Transfer]] = defaultdict(list)
    for each in transfers:
        routes[each.from_location_id, each.to_location_id].append(each)
    found: dict[int, list[LineEffect]] = {}
    for together in routes.values():
        skus = {line.sku_id for each in together for line in each.lines.all()}
        ends = _ends_of(together, skus, at=at)
        found |= {each.pk: _effect(each, list(each.lines.all()), ends) for each in together}
    return found


class _Ends(NamedTuple):
    """By SKU and location of one route: what they have, and what they sold."""

    levels: Mapping[CellKey, StockLevel]
    sold: Mapping[CellKey, int]


def _ends_of(transfers: Sequence[Transfer], skus: Collection[int], *, at: datetime) -> _Ends:
    """Of transfers of one route."""
    places = (transfers[0].from_location_id, transfers[0].to_location_id)
    rows = StockLevel.objects.filter(sku_id__in=skus, location_id__in=places)
    cells = [(sku_id, place) for sku_id in skus for place in places]
    sold = sold_in(cells, since=at - timedelta(days=SALES_DAYS), until=at)
    return _Ends({(row.sku_id, row.location_id): row for row in rows}, sold)


def _effect(transfer: Transfer, lines: Sequence[TransferLine], ends: _Ends) -> list[LineEffect]:
    origin, destination = transfer.from_location_id, transfer.to_location_id
    has = {cell: _has(row, transfer) for cell, row in ends.levels.items()}
    sold, held = ends.sold, _held(transfer)
    return [
        LineEffect(
            sku=line.sku,
            asked=line.asked,
            approved=line.approved,
            origin_has=has.get((line.sku_id, origin), 0) + held.get(line.sku_id, 0),
            destination_has=has.get((line.sku_id, destination), 0),
            origin_sold=sold.get((line.sku_id, origin), 0),
            destination_sold=sold.get((line.sku_id, destination), 0),
        )
        for line in lines
    ]


def _has(row: StockLevel, transfer: Transfer) -> int:
    """What an end can still sell; what is on its way to the destination counts there."""
    coming = row.in_transit if row.location_id == transfer.to_location_id else 0
    return row.sellable + max(0, coming)


def _held(transfer: Transfer) -> Mapping[int, int]:
    """What this transfer itself has set aside counts as the origin's, until it leaves."""
    if transfer.status not in Transfer.MOVING:
        return {}
    return {line.sku_id: line.approved or 0 for line in transfer.lines.all()}
