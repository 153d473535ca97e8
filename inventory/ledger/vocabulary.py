"""The words of the ledger: states, ends, event types, and the one table of ends (DESIGN 3.1, 3.2)."""

from dataclasses import dataclass
from enum import IntEnum


class Word(IntEnum):
    """A small number in the database, a lower-case word everywhere else."""

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> "Word | None":
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


@dataclass(frozen=True, slots=True)
class Ends:
    """Where an event takes from and puts to. The first of several is the default; `state` may
    choose another `frm`, `to_state` another `to`."""

    frm: tuple[End, ...]
    to: tuple[End, ...]
    kit: bool = False
    crosses: bool = False
