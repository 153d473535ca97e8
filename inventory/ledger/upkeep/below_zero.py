"""Cases for cells that stay below zero: opened past their grace, closed when cured."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import CharField, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.functions import Cast, Concat

from exceptions.models import Case
from exceptions.services import close_case, open_case
from inventory.catalog.queries import stakes
from inventory.ledger.models import StockLevel
from inventory.ledger.models.level import StockLevelQuerySet
from inventory.ledger.upkeep.singleton import is_alone
from inventory.ledger.vocabulary import State
from inventory.ledger.words import STATE_WORDS

KIND = "below_zero"
# Cells handled in one transaction; a run goes on until nothing is left.
BATCH = 200
CURED = "No state of the stock is below zero any more."


_FINGERPRINT = Concat(
    Value(f"{KIND}:"),
    Cast("sku_id", CharField()),
    Value(":"),
    Cast("location_id", CharField()),
)


class Swept(NamedTuple):
    opened: int
    closed: int


def sweep_below_zero(*, at: datetime) -> Swept:
    """Open a case for each cell below zero for longer than its location's grace; close the cured.

    Small batches, each a transaction of its own. The level row is locked while its case is opened or
    closed, so a posting that changes it is either seen or comes after.
    """
    opened = closed = 0
    while done := _open_some(at=at):
        opened += done
    while done := _close_some(at=at):
        closed += done
    return Swept(opened, closed)


def cells_without_case(*, at: datetime, limit: int) -> list[StockLevel]:
    """The cells whose grace had run out at a moment and that have no open case, oldest first."""
    waited = ExpressionWrapper(
        Value(at) - F("location__grace_minutes") * Value(timedelta(minutes=1)),
        output_field=DateTimeField(),
    )
    cases = Case.objects.standing().filter(kind=KIND, fingerprint=OuterRef("fingerprint"))
    levels = (
        _below_zero()
        .annotate(fingerprint=_FINGERPRINT)
        .filter(~Exists(cases), below_zero_since__lte=waited)
    )
    return list(levels.order_by("below_zero_since", "pk")[:limit])


@transaction.atomic
def _open_some(*, at: datetime) -> int:
    if not is_alone(KIND):
        return 0
    found = cells_without_case(at=at, limit=BATCH)
    # Behind the lock a cell may have been cured; then there is nothing to open.
    cells = _locked(_below_zero(), [(level.sku_id, level.location_id) for level in found])
    for level in cells.select_related("sku", "location__place"):
        open_case(
            kind=KIND,
            fingerprint=fingerprint(level.sku_id, level.location_id),
            title=f"{level.sku.code} at {level.location.code} is below zero: {_lacking(level)}",
            subject=level.sku,
            at=at,
            place=level.location.place,
            evidence=_evidence(level),
            **stakes(
                {level.sku_id: sum(_states(level).values())}, place=level.location.place, at=at
            ),
        )
    return len(cells)


@transaction.atomic
def _close_some(*, at: datetime) -> int:
    if not is_alone(KIND):
        return 0
    cured = (
        Case.objects.standing()
        .filter(kind=KIND)
        .exclude(fingerprint__in=_below_zero().values_list(_FINGERPRINT, flat=True))
        .order_by("pk")
        .values_list("fingerprint", flat=True)[:BATCH]
    )
    cells = [_cell(text) for text in cured]
    levels = {
        (level.sku_id, level.location_id): level
        for level in _locked(StockLevel.objects.all(), cells)
    }
    closed = 0
    for cell in cells:
        level = levels.get(cell)
        if level is None or level.below_zero_since is None:
            closed += close_case(fingerprint=fingerprint(*cell), at=at, note=CURED) is not None
    return closed


def fingerprint(sku_id: int, location_id: int) -> str:
    return f"{KIND}:{sku_id}:{location_id}"


def _cell(text: str) -> tuple[int, int]:
    _, sku_id, location_id = text.split(":")
    return int(sku_id), int(location_id)


def _below_zero() -> StockLevelQuerySet:
    return StockLevel.objects.filter(below_zero_since__isnull=False)


def _locked(levels: StockLevelQuerySet, cells: Iterable[tuple[int, int]]) -> StockLevelQuerySet:
    """The level rows of these cells, locked in the ledger's order."""
    return levels.filter(pk__in=list(cells)).order_by("pk").select_for_update(of=("self",))


def _lacking(level: StockLevel) -> str:
    return ", ".join(
        f"{STATE_WORDS[State[word.upper()]]} −{-quantity:,}".lower()
        for word, quantity in _states(level).items()
    )


def _states(level: StockLevel) -> dict[str, int]:
    every = {state.word: int(getattr(level, state.word)) for state in State}
    return {word: quantity for word, quantity in every.items() if quantity < 0}


def _evidence(level: StockLevel) -> dict[str, Any]:
    return {
        "sku": level.sku.code,
        "location": level.location.code,
        "since": level.below_zero_since.isoformat() if level.below_zero_since else None,
        "grace_minutes": level.location.grace_minutes,
        "states": _states(level),
    }
