"""What the command door refuses, before and behind the locks. Facts never come here."""

from collections.abc import Iterable
from datetime import datetime

from inventory.catalog.models import Location, Sku
from inventory.ledger import locks, read, sql, write
from inventory.ledger.canonical import Draft
from inventory.ledger.errors import BY_NOTE, InsufficientStock, StateWouldGoBelowZero
from inventory.ledger.facts import CellKey, Vector
from inventory.ledger.vocabulary import PHYSICAL_STATES, State
from inventory.ledger.write import Counted

AVAILABLE = State.AVAILABLE.value
OTHERS = [state.value for state in PHYSICAL_STATES if state is not State.AVAILABLE]


def refuse_misfits(drafts: Iterable[Draft]) -> None:
    """Lifecycle, reason and network: notes of a fact, refusals of a command."""
    for draft in drafts:
        for note in draft.notes:
            destination = draft.to_location if note == "to_location_not_open" else None
            sku, location = draft.sku, destination or draft.location
            raise BY_NOTE[note](
                sku=sku.code,
                location=location.code,
                lifecycle=sku.lifecycle if note == "sku_not_active" else location.lifecycle,
            )


class LocationTurned(Exception):
    """A location's lifecycle changed since the batch was bound: it must be looked at again."""


def hold_locations(drafts: Iterable[Draft]) -> None:
    """Nobody closes a place under a command that moves stock there. Raises LocationTurned."""
    held: dict[int, str] = {}
    for draft in drafts:
        if draft.target is None:  # a reversal goes where its event went
            places = (draft.location, draft.to_location)
            held.update((at.id, at.lifecycle) for at in places if at)
    if held and locks.hold_locations(held) != held:
        raise LocationTurned


def change_levels(
    vectors: dict[CellKey, Vector], params: list[str], *, earliest: datetime
) -> dict[CellKey, Counted]:
    """Lock, check, and change the level rows where they suffice.

    Demand has been added up per cell, so two lines for the last unit are one demand for two. Refuses:
    InsufficientStock, StateWouldGoBelowZero.
    """
    before = locks.lock_levels(vectors)
    for cell in sorted(vectors):
        _check(cell, before[cell], vectors[cell], promises=True)
    changed = sql.rows(write.TAKE_FROM_LEVELS, *params)
    if len(changed) < len(vectors):  # the last fence, in the SQL itself
        cell = min(set(vectors) - {(sku, location) for sku, location, *_ in changed})
        _refuse(cell, AVAILABLE, present=before[cell][AVAILABLE], wanted=-vectors[cell][AVAILABLE])
    return {
        (sku, location): Counted(at, since)
        for sku, location, at, since in changed
        if at and at >= earliest
    }


def change_again(vectors: dict[CellKey, Vector], known: dict[CellKey, Counted]) -> None:
    """What counts add to it may not take a state below zero either. Refuses: StateWouldGoBelowZero."""
    before = read.levels(vectors)
    for cell in sorted(vectors):
        _check(cell, before[cell], vectors[cell], promises=False)
    write.add_again(vectors, known)


def _check(cell: CellKey, before: Vector, change: Vector, *, promises: bool) -> None:
    if promises and change[AVAILABLE] < 0:
        sellable = before[AVAILABLE] + sum(min(0, before[state]) for state in OTHERS)
        if sellable + change[AVAILABLE] < 0:
            _refuse(cell, AVAILABLE, present=sellable, wanted=-change[AVAILABLE])
    for state in State:
        if change[state] < 0 and before[state] + change[state] < 0:
            _refuse(cell, state.value, present=before[state], wanted=-change[state])


def _refuse(cell: CellKey, state: int, *, present: int, wanted: int) -> None:
    sku = Sku.objects.get(pk=cell[0]).code
    location = Location.objects.select_related("place").get(pk=cell[1]).code
    if state == AVAILABLE:
        raise InsufficientStock(sku=sku, location=location, sellable=max(0, present), wanted=wanted)
    raise StateWouldGoBelowZero(
        sku=sku,
        location=location,
        state=State(state).word.replace("_", " "),
        present=max(0, present),
        wanted=wanted,
    )
