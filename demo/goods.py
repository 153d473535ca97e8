"""Goods come in while the replay sells: what was taken out of a cell is brought again, by those whose
work it is. The warehouse says that it left, the store that it came; suppliers fill the warehouse, or
the store where a unit has none.

So stock stays about what it was, whatever the pace. What is owed to a cell is read from the ledger when
a replay starts, and what is on its way waits as `LaterTold`: a stop loses nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from django.db.models import Sum

from demo.models import LaterTold, Unit
from demo.telling import MARK, Cell, Teller
from demo.troubles import Troubles
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Event, Source, StockLevel
from inventory.ledger.vocabulary import SHELF_STATES, EventType

# A cell is filled again when half of it is sold, or so many pieces.
FEW = 24
# Minutes on the way: to a store of the region, from a supplier.
ON_THE_WAY = (12, 40)
FROM_SUPPLIERS = (15, 60)
# What is told late is told so much later.
TOLD_LATE = (60, 100)
# So many cells below zero a unit may have before somebody goes and counts, so many at a time.
LEFT_ALONE = 3
AT_A_TIME = 10
TOO_LONG = timedelta(minutes=75)


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the goods of a unit come from, and who says so; a word is "" where nobody does."""

    unit: Unit
    depot: str
    sends: str
    takes_in: str
    counts: str


class Till(NamedTuple):
    """Who said what was sold."""

    source: str
    stream: str


def chain_of(unit: Unit) -> Chain:
    """By the sources that a unit has: stores that take in are supplied by the warehouse."""
    codes = Source.objects.filter(code__startswith=f"{unit.code}-").values_list("code", flat=True)
    known = {code.removeprefix(f"{unit.code}-") for code in codes}

    def first(*words: str) -> str:
        return next((f"{unit.code}-{word}" for word in words if word in known), "")

    sends = first("wms", "derived")
    stores, depot = first("stores"), ""
    if stores and unit.network:
        within = Location.objects.filter(place__path__startswith=unit.network.path)
        depots = within.filter(kind=Location.Kind.DC).order_by("place__code")
        depot = depots.values_list("place__code", flat=True).first() or ""
    return Chain(unit, depot, sends, (stores if depot else "") or sends, first("counts", "shelf"))


class Goods:
    """The goods of one unit: what is there, what is owed to whom, what is on its way."""

    def __init__(self, chain: Chain, teller: Teller, troubles: Troubles, random: Random) -> None:
        self.chain, self.teller, self.troubles, self.random = chain, teller, troubles, random
        self.owed: Counter[Cell] = Counter()
        for payload in _told_by_replays(chain.unit):
            self.note(payload)
        # What could not be sent when it was asked for, or was still owed when a replay stopped.
        self.short = {cell for cell, quantity in self.owed.items() if quantity > 0}

    def note(self, payload: dict[str, Any]) -> None:
        """Keep what this changes in what is owed; said or held makes no difference."""
        cell, quantity = (payload["sku"], payload["location"]), payload["quantity"]
        match payload["type"]:
            case "sale":
                self.owed[cell] += quantity
            case "receipt" | "inspect_pass":
                self.owed[cell] -= quantity
            case "transfer_ship":
                self.owed[cell] += quantity
                self.owed[payload["sku"], payload["to_location"]] -= quantity

    def available(self, cells: Collection[Cell]) -> Counter[Cell]:
        """What can be sold of each now; 0 where nothing ever was."""
        levels = self._levels(cells).values_list("sku__code", "location__place__code", "available")
        found = {(sku, location): left for sku, location, left in levels}
        return Counter({cell: found.get(cell, 0) for cell in cells})

    def shelves(self, cells: Collection[Cell]) -> dict[Cell, int]:
        """What a person would see of each on the shelf, by the books."""
        levels = self._levels(cells).select_related("sku", "location__place")
        return {
            (level.sku.code, level.location.code): sum(
                int(getattr(level, state.word)) for state in SHELF_STATES
            )
            for level in levels
        }

    def _levels(self, cells: Collection[Cell]) -> Any:
        levels = StockLevel.objects.filter(
            sku__code__in={sku for sku, _location in cells},
            location__place__code__in={location for _sku, location in cells},
        )
        return levels.order_by()

    def bring(
        self, cells: Collection[Cell], at: datetime, *, till: Till | None = None
    ) -> list[LaterTold]:
        """What has to be told, now and later, so that these cells are filled again."""
        left = self.available(cells)
        lines: dict[str, list[tuple[Cell, int]]] = defaultdict(list)
        for cell, quantity in self._to_fill(left):
            lines[cell[1]].append((cell, quantity))
        told: list[LaterTold] = []
        for wanted in lines.values():
            told += self._sent(wanted, at) if self.chain.depot else self._supplied(wanted, at)
        if till:
            self._strike(told, left, till)
        return told

    def bring_short(self, at: datetime) -> list[LaterTold]:
        """Another try for what could not be sent."""
        short, self.short = self.short, set()
        return self.bring(short, at)

    def _to_fill(self, left: Counter[Cell]) -> list[tuple[Cell, int]]:
        """The cells that are low, with what they are owed."""
        low = [cell for cell in sorted(left) if self.owed[cell] >= max(1, min(left[cell], FEW))]
        return [(cell, self.owed[cell]) for cell in low]

    def _sent(self, wanted: list[tuple[Cell, int]], at: datetime) -> list[LaterTold]:
        """One delivery from the warehouse, as far as it has the goods, and what it orders itself."""
        depot, store = self.chain.depot, wanted[0][0][1]
        stock = self.available([(sku, depot) for (sku, _store), _quantity in wanted])
        reference = f"DL-{store.removeprefix(f'{self.chain.unit.code.upper()}-')}"
        arrives = at + self._minutes(ON_THE_WAY)
        told: list[LaterTold] = []
        for (sku, _store), quantity in wanted:
            sent = min(quantity, stock[sku, depot])
            if sent < quantity:
                self.short.add((sku, store))
            if sent <= 0:
                continue
            left = self.teller.payload(
                EventType.TRANSFER_SHIP, (sku, depot), sent, at,
                to_location=store, state="available", reference=reference,
            )  # fmt: skip
            came = self.teller.payload(
                EventType.TRANSFER_RECEIVE, (sku, store), sent, arrives,
                reference=reference, stream=reference.removeprefix("DL-"),
            )  # fmt: skip
            self.note(left)
            stock[sku, depot] -= sent
            told += [self.held(self.chain.sends, at, left)]
            told += [self.held(self.chain.takes_in, arrives, came)]
        return told + self._supplied(self._to_fill(stock), at)

    def _supplied(self, wanted: list[tuple[Cell, int]], at: datetime) -> list[LaterTold]:
        """One delivery of a supplier."""
        if not wanted or not self.chain.sends:
            return []
        arrives = at + self._minutes(FROM_SUPPLIERS)
        came = [
            self.teller.payload(EventType.RECEIPT, cell, quantity, arrives)
            for cell, quantity in wanted
        ]
        for payload in came:
            self.note(payload)
        return [self.held(self.chain.sends, arrives, payload) for payload in came]

    def _strike(self, told: list[LaterTold], left: Counter[Cell], till: Till) -> None:
        """Now and then what left is told after what came, or what came after it was sold."""
        shipped = [one for one in told if one.payload["type"] == EventType.TRANSFER_SHIP.word]
        if shipped and self.troubles.strikes("late shipment"):
            late = self._minutes(TOLD_LATE)
            for one in shipped:
                one.due_at += late
            return
        came = [one for one in told if one not in shipped and 0 <= left.get(_cell(one), -1) < FEW]
        if came and self.troubles.strikes("late receipt"):
            one = min(came, key=lambda one: left[_cell(one)])
            told.append(self._sold_before(one, left[_cell(one)], till))
            one.due_at += self._minutes(TOLD_LATE)

    def _sold_before(self, came: LaterTold, left: int, till: Till) -> LaterTold:
        """More than the books know of: it stands on the shelf, and nobody has said so."""
        at = came.due_at + timedelta(minutes=2)
        pieces = left + self.random.randint(1, came.payload["quantity"])
        sale = self.teller.payload(EventType.SALE, _cell(came), pieces, at, stream=till.stream)
        self.note(sale)
        return self.held(till.source, at, sale)

    def returned(self, sale: dict[str, Any], source: str, at: datetime) -> list[LaterTold]:
        """What was bought comes back, and after a look it is sold again."""
        cell, quantity = (sale["sku"], sale["location"]), sale["quantity"]
        back = at + self._minutes((20, 60))
        looked_at = back + self._minutes((10, 40))
        taken = self.teller.payload(EventType.RETURN_RECEIVE, cell, quantity, back)
        passed = self.teller.payload(EventType.INSPECT_PASS, cell, quantity, looked_at)
        self.note(passed)
        inspector = f"{self.chain.unit.code}-derived"
        return [self.held(source, back, taken), self.held(inspector, looked_at, passed)]

    def unwanted(self, at: datetime) -> list[LaterTold]:
        """The supplier sends once more what was taken out of the range."""
        if not self.chain.depot or not self.chain.unit.network:
            return []
        gone = Sku.objects.filter(
            network=self.chain.unit.network, lifecycle=Sku.Lifecycle.DISCONTINUED
        ).order_by("code")
        code = gone.values_list("code", flat=True).first()
        if code is None or not self.troubles.strikes("unwanted"):
            return []
        cell = (code, self.chain.depot)
        came = self.teller.payload(EventType.RECEIPT, cell, FEW // 2, at)
        self.note(came)
        return [self.held(self.chain.sends, at, came)]

    def counted(self, at: datetime) -> list[LaterTold]:
        """Where the books have been below zero for long, or in too many places, somebody counts."""
        if not self.chain.counts or not self.chain.unit.network:
            return []
        below = StockLevel.objects.filter(
            below_zero_since__isnull=False,
            available__lt=0,
            location__place__path__startswith=self.chain.unit.network.path,
        ).order_by("below_zero_since", "pk")
        rows = below.values_list("below_zero_since", "sku__code", "location__place__code")
        cells = list(rows[: LEFT_ALONE + AT_A_TIME])
        return [
            self.held(
                self.chain.counts,
                at,
                self.teller.payload(
                    EventType.COUNT, (sku, location), self.random.randint(0, 3), at
                ),
            )
            for place, (since, sku, location) in enumerate(cells)
            if len(cells) - place > LEFT_ALONE or (since and since < at - TOO_LONG)
        ]

    def held(self, source: str, due_at: datetime, payload: dict[str, Any]) -> LaterTold:
        return LaterTold(unit=self.chain.unit, source=source, due_at=due_at, payload=payload)

    def _minutes(self, between: tuple[int, int]) -> timedelta:
        return timedelta(minutes=self.random.uniform(*between))


def _cell(one: LaterTold) -> Cell:
    return one.payload["sku"], one.payload["location"]


def _told_by_replays(unit: Unit) -> Iterator[dict[str, Any]]:
    """What replays before this one said of the unit, summed up, and what they hold."""
    codes = Source.objects.filter(code__startswith=f"{unit.code}-")
    events = Event.objects.filter(source__in=list(codes), key__startswith=MARK).order_by()
    cell = ("type", "sku__code", "location__place__code", "to_location__place__code")
    for kind, sku, location, to_location, quantity in events.values_list(*cell).annotate(
        n=Sum("quantity")
    ):
        yield {
            "type": EventType(kind).word, "sku": sku, "location": location,
            "to_location": to_location, "quantity": quantity,
        }  # fmt: skip
    yield from _held_by_replays(unit)


def _held_by_replays(unit: Unit) -> Iterable[dict[str, Any]]:
    held = LaterTold.objects.filter(unit=unit, payload__key__startswith=MARK)
    return held.values_list("payload", flat=True)
