"""What posting knows about SKUs, places, rows, counts and the events a reversal undoes."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from inventory.ledger.vocabulary import FIRST_OUTSIDE, SHELF_STATES, End, EventType, State

# sku, location, end, to_location, to_end, quantity: one movement without its event and time.
Row = tuple[int, int, int, int, int, int]
# SKU and location.
CellKey = tuple[int, int]
# What one state after the other changes by; the index is the state's number, 0 is unused.
Vector = list[int]

STATES = len(State)
SHELF = tuple(state.value for state in SHELF_STATES)


class SkuFacts(NamedTuple):
    id: int
    code: str
    kit: bool
    lifecycle: str
    network_id: int
    base_unit: str
    # Of a scanned case code: what one of it stands for.
    unit: str
    active: bool


class LocationFacts(NamedTuple):
    id: int
    code: str
    lifecycle: str
    path: str
    network_id: int
    open: bool


class Target(NamedTuple):
    """A posted event that a reversal names."""

    event_id: int
    type: EventType
    sku_id: int
    location_id: int
    to_location_id: int | None
    state: State | None
    quantity: int
    occurred_at: datetime
    reversed: bool
    rows: list[Row]

    @property
    def sets(self) -> bool:
        """A count or an opening: its reversal undoes every row that names it."""
        return self.type in (EventType.COUNT, EventType.OPENING)

    @property
    def home(self) -> int:
        """Where a count's difference moves."""
        return (self.state or State.AVAILABLE).value


class Count(NamedTuple):
    """A count or opening of one cell. Counts sort by position: time, then source, then key."""

    at: datetime
    source: str
    key: str
    event_id: int
    sku_id: int
    location_id: int
    home: int
    shelf: bool
    opening: bool

    def sum_of(self, vector: Vector) -> int:
        """The counted pieces among these."""
        if self.shelf:
            return vector[SHELF[0]] + vector[SHELF[1]] + vector[SHELF[2]]
        return vector[self.home]

    def row(self, amount: int) -> Row:
        """The movement that changes what was counted by `amount`."""
        other = End.OPENING.value if self.opening else End.SHRINKAGE.value
        frm, to = (other, self.home) if amount > 0 else (self.home, other)
        return (self.sku_id, self.location_id, frm, self.location_id, to, abs(amount))


def zero() -> Vector:
    return [0] * (STATES + 1)


def opposite(row: Row) -> Row:
    sku, location, end, to_location, to_end, quantity = row
    return (sku, to_location, to_end, location, end, quantity)


def changes(rows: Iterable[Row]) -> dict[CellKey, Vector]:
    """What movements add up to, per cell."""
    vectors: dict[CellKey, Vector] = {}
    found = vectors.get
    for sku, location, end, to_location, to_end, quantity in rows:
        if end < FIRST_OUTSIDE:
            vector = found((sku, location))
            if vector is None:
                vector = vectors[sku, location] = zero()
            vector[end] -= quantity
        if to_end < FIRST_OUTSIDE:
            vector = found((sku, to_location))
            if vector is None:
                vector = vectors[sku, to_location] = zero()
            vector[to_end] += quantity
    return vectors
