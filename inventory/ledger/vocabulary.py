"""The words of the ledger: states, ends, event types, and the one table of ends (DESIGN 3.1, 3.2)."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Self


class Word(IntEnum):
    """A small number in the database, a lower-case word everywhere else."""

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> "Self | None":
        return cls.__members__.get(word.upper()) if word == word.lower() else None

    @classmethod
    def choices(cls) -> list[tuple[int, str]]:
        return [(member.value, member.word) for member in cls]


class State(Word):
    RECEIVING = 1
    AVAILABLE = 2
    RESERVED = 3
    ALLOCATED = 4
    DAMAGED = 5
    QUARANTINED = 6
    RETURNED = 7
    IN_TRANSIT = 8
    ON_ORDER = 9


class End(Word):
    """A state of the stock, or a named end outside it (20 and above)."""

    RECEIVING = 1
    AVAILABLE = 2
    RESERVED = 3
    ALLOCATED = 4
    DAMAGED = 5
    QUARANTINED = 6
    RETURNED = 7
    IN_TRANSIT = 8
    ON_ORDER = 9
    SUPPLIER = 21
    CUSTOMER = 22
    SHRINKAGE = 23
    SCRAP = 24
    LIQUIDATION = 25
    OPENING = 26


FIRST_OUTSIDE = 20

PHYSICAL_STATES = (
    State.RECEIVING,
    State.AVAILABLE,
    State.RESERVED,
    State.ALLOCATED,
    State.DAMAGED,
    State.QUARANTINED,
    State.RETURNED,
)
SHELF_STATES = (State.AVAILABLE, State.RESERVED, State.ALLOCATED)
FUTURE_STATES = (State.IN_TRANSIT, State.ON_ORDER)


class Direction(Word):
    IN = 1
    OUT = 2


class EventType(Word):
    OPENING = 1
    RECEIPT = 2
    PUTAWAY = 3
    SALE = 4
    SALE_VOID = 5
    RESERVE = 6
    RELEASE = 7
    ALLOCATE = 8
    DEALLOCATE = 9
    SHIP = 10
    PICKUP = 11
    TRANSFER_SHIP = 12
    TRANSFER_RECEIVE = 13
    TRANSFER_SHORTAGE = 14
    RETURN_RECEIVE = 15
    INSPECT_PASS = 16
    INSPECT_FAIL = 17
    QUARANTINE = 18
    QUARANTINE_RELEASE = 19
    DAMAGE = 20
    REPAIR = 21
    WRITE_OFF = 22
    LIQUIDATE = 23
    VENDOR_RETURN = 24
    PO_CREATE = 25
    PO_CANCEL = 26
    ADJUSTMENT = 27
    COUNT = 28
    SNAPSHOT = 29
    REVERSAL = 30


COUNT_CODE = EventType.COUNT.value
OPENING_CODE = EventType.OPENING.value


class Kind(Enum):
    """What posting does with an event of a type."""

    MOVES = "moves"
    SETS = "sets"  # counts and openings: the difference is posted, and later ones absorbed
    CLAIMS = "claims"  # another system's claim: kept, compared, never moved
    UNDOES = "undoes"


class Crossing(Enum):
    """Whether an event names a second location."""

    NEVER = "never"
    MAY = "may"  # the same place when it is not named
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Ends:
    """Where an event takes from and puts to. The first of several is the default.

    `state` chooses among the stock states of `frm`; where `frm` lies outside the stock it chooses
    among those of `to`. `to_state` chooses among those of `to`.
    """

    frm: tuple[End, ...] = ()
    to: tuple[End, ...] = ()
    kind: Kind = Kind.MOVES
    # A kit of this type explodes into its components.
    kit: bool = False
    crossing: Crossing = Crossing.NEVER
    # The row shows `direction: in`; `out` is its opposite.
    directed: bool = False
    # Without a reason a fact becomes a case and a command is refused.
    reason: bool = False
    # Brings new supply: not for a discontinued SKU.
    supply: bool = False
    # Makes a new promise: not at a suspended location.
    promise: bool = False
    # Builds up stock: also at a location that is planned, not yet open.
    stocking: bool = False


PHYSICAL = tuple(End(state) for state in PHYSICAL_STATES)
# "available (or another physical state)".
ANY_PHYSICAL = (End.AVAILABLE, *(end for end in PHYSICAL if end is not End.AVAILABLE))
UNSELLABLE = (End.DAMAGED, End.QUARANTINED, End.RETURNED, End.AVAILABLE)

TABLE: dict[EventType, Ends] = {
    EventType.OPENING: Ends((End.OPENING,), ANY_PHYSICAL, kind=Kind.SETS, stocking=True),
    EventType.RECEIPT: Ends(
        (End.SUPPLIER, End.ON_ORDER),
        (End.AVAILABLE, End.RECEIVING, End.QUARANTINED, End.DAMAGED),
        supply=True,
        stocking=True,
    ),
    EventType.PUTAWAY: Ends((End.RECEIVING,), (End.AVAILABLE,), stocking=True),
    EventType.SALE: Ends((End.AVAILABLE,), (End.CUSTOMER,), kit=True),
    EventType.SALE_VOID: Ends((End.CUSTOMER,), (End.AVAILABLE,), kit=True),
    EventType.RESERVE: Ends((End.AVAILABLE,), (End.RESERVED,), kit=True, promise=True),
    EventType.RELEASE: Ends((End.RESERVED,), (End.AVAILABLE,), kit=True),
    EventType.ALLOCATE: Ends(
        (End.RESERVED, End.AVAILABLE), (End.ALLOCATED,), kit=True, promise=True
    ),
    EventType.DEALLOCATE: Ends((End.ALLOCATED,), (End.RESERVED, End.AVAILABLE), kit=True),
    EventType.SHIP: Ends((End.ALLOCATED, End.RESERVED, End.AVAILABLE), (End.CUSTOMER,), kit=True),
    EventType.PICKUP: Ends((End.ALLOCATED, End.RESERVED, End.AVAILABLE), (End.CUSTOMER,), kit=True),
    EventType.TRANSFER_SHIP: Ends(
        (End.ALLOCATED, End.AVAILABLE), (End.IN_TRANSIT,), crossing=Crossing.MUST
    ),
    EventType.TRANSFER_RECEIVE: Ends(
        (End.IN_TRANSIT,),
        (End.AVAILABLE, End.RECEIVING, End.DAMAGED),
        crossing=Crossing.MAY,
        stocking=True,
    ),
    EventType.TRANSFER_SHORTAGE: Ends((End.IN_TRANSIT,), (End.SHRINKAGE,), stocking=True),
    EventType.RETURN_RECEIVE: Ends((End.CUSTOMER,), (End.RETURNED,), kit=True),
    EventType.INSPECT_PASS: Ends((End.RETURNED,), (End.AVAILABLE,)),
    EventType.INSPECT_FAIL: Ends((End.RETURNED,), (End.DAMAGED, End.QUARANTINED)),
    EventType.QUARANTINE: Ends((End.AVAILABLE,), (End.QUARANTINED,), stocking=True),
    EventType.QUARANTINE_RELEASE: Ends((End.QUARANTINED,), (End.AVAILABLE,), stocking=True),
    EventType.DAMAGE: Ends((End.AVAILABLE,), (End.DAMAGED,), stocking=True),
    EventType.REPAIR: Ends((End.DAMAGED,), (End.AVAILABLE,), stocking=True),
    EventType.WRITE_OFF: Ends(UNSELLABLE, (End.SCRAP,), reason=True, stocking=True),
    EventType.LIQUIDATE: Ends(UNSELLABLE, (End.LIQUIDATION,), reason=True),
    EventType.VENDOR_RETURN: Ends(UNSELLABLE, (End.SUPPLIER,), stocking=True),
    EventType.PO_CREATE: Ends((End.SUPPLIER,), (End.ON_ORDER,), supply=True, stocking=True),
    EventType.PO_CANCEL: Ends((End.ON_ORDER,), (End.SUPPLIER,), stocking=True),
    EventType.ADJUSTMENT: Ends(
        (End.SHRINKAGE,), ANY_PHYSICAL, directed=True, reason=True, stocking=True
    ),
    # Without `state` a count sets the shelf, and its difference moves in `available`.
    EventType.COUNT: Ends((End.SHRINKAGE,), ANY_PHYSICAL, kind=Kind.SETS, stocking=True),
    EventType.SNAPSHOT: Ends((), ANY_PHYSICAL, kind=Kind.CLAIMS, stocking=True),
    EventType.REVERSAL: Ends(kind=Kind.UNDOES, stocking=True),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One event's ends, decided: what the table gives for its type and its own words."""

    type: EventType
    row: Ends
    # Both empty for a reversal; a snapshot has no `frm`.
    frm: End | None
    to: End | None
    # Of the event as stored: the stock states it names or defaults to.
    state: State | None
    to_state: State | None
    direction: Direction | None
    # Worked out once, asked for at every event: the ends as numbers; what the digest covers (words
    # after defaults, so naming a default changes nothing); the four columns as COPY reads them.
    ends: tuple[int, int] = field(init=False)
    content: str = field(init=False)
    columns: str = field(init=False)

    def __post_init__(self) -> None:
        words = (self.type, self.state, self.to_state, self.direction)
        ends = tuple(0 if end is None else end.value for end in (self.frm, self.to))
        content = "\0".join("" if word is None else word.word for word in words)
        columns = "\t".join("\\N" if word is None else str(word.value) for word in words)
        for name, value in (("ends", ends), ("content", content), ("columns", columns)):
            object.__setattr__(self, name, value)

    @property
    def home(self) -> int:
        """Of a count or an opening: where its difference moves."""
        return self.state.value if self.state else State.AVAILABLE.value


class EndNotAllowed(ValueError):
    """The table does not allow this end; the text says what it allows."""


def plan(
    type_: EventType, state: State | None, to_state: State | None, direction: Direction | None
) -> Plan:
    """The ends of one event, from the event alone. Raises EndNotAllowed."""
    row = TABLE[type_]
    if row.kind is Kind.UNDOES:
        _refuse_any(type_, state, to_state)
        return Plan(type_, row, None, None, None, None, None)
    if row.kind is not Kind.MOVES or row.directed:
        return _plan_of_one_state(type_, row, state, to_state, direction)
    outside = not any(_stock(end) for end in row.frm)
    if outside and state is not None:
        if to_state not in (None, state):
            raise EndNotAllowed(f"A {type_.word} has one stock state: send state or to_state.")
        state, to_state = None, state
    frm = _choose(type_, "state", row.frm, state)
    to = _choose(type_, "to_state", row.to, to_state)
    return Plan(type_, row, frm, to, _stock(frm), _stock(to), None)


def _plan_of_one_state(
    type_: EventType,
    row: Ends,
    state: State | None,
    to_state: State | None,
    direction: Direction | None,
) -> Plan:
    """Counts, openings, adjustments and snapshots speak of one physical state, by either word."""
    if state and to_state and state is not to_state:
        raise EndNotAllowed(f"A {type_.word} has one stock state: send state or to_state.")
    state = state or to_state
    home = _choose(type_, "state", row.to, state)
    other = row.frm[0] if row.frm else None
    # A count without a state is of the whole shelf.
    named = state if type_ in (EventType.COUNT, EventType.SNAPSHOT) else State(home)
    if direction is Direction.OUT:
        return Plan(type_, row, home, other, named, None, direction)
    return Plan(type_, row, other, home, named, None, direction)


def _choose(type_: EventType, field: str, ends: tuple[End, ...], named: State | None) -> End:
    if named is None:
        return ends[0]
    if named.value in ends:
        return End(named.value)
    allowed = ", ".join(end.word for end in ends if _stock(end)) or "nothing"
    raise EndNotAllowed(f"A {type_.word} does not allow {field} {named.word}; allowed: {allowed}.")


def _refuse_any(type_: EventType, *named: State | None) -> None:
    if any(state is not None for state in named):
        raise EndNotAllowed(f"A {type_.word} takes no states; it undoes what its event did.")


def _stock(end: End) -> State | None:
    return State(end.value) if end.value < FIRST_OUTSIDE else None
