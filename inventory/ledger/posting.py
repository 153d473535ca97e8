"""The one function that writes movements and levels (DESIGN 3.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from time import monotonic
from typing import NamedTuple

from django.db import OperationalError, transaction
from psycopg import errors as pg

from inventory.ledger import guard, read, reverse, write
from inventory.ledger.canonical import (
    Delivery,
    Draft,
    digest_of,
    digest_of_unfit,
    parse,
    refuse_future,
)
from inventory.ledger.codes import Unfit
from inventory.ledger.errors import EventRefused, KeyReused, PostingTooSlow
from inventory.ledger.facts import CellKey, Target, Vector, add_row, zero
from inventory.ledger.models import Source
from inventory.ledger.resolve import Catalogue, bind, misfits, rows_of
from inventory.ledger.second_look import SecondLook
from inventory.ledger.vocabulary import EventType, Kind
from inventory.ledger.write import Counted, Written

TIME_LIMIT_S = 30
ATTEMPTS = 8


class Door(Enum):
    """Facts have happened and are never refused for lack of stock; commands are (DESIGN 3.3)."""

    FACT = "fact"
    COMMAND = "command"


class Result(NamedTuple):
    """The answer to one delivery."""

    key: str
    status: str
    event_id: int | None
    code: str
    detail: str
    sku_id: int | None
    location_id: int | None
    occurred_at: datetime | None
    digest: bytes
    # What does not fit though it was posted (codes.NOTES).
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """One call, parsed: what does not depend on the database."""

    deliveries: Sequence[Delivery]
    drafts: list[Draft]
    unfit: list[Result | None]
    source: Source
    door: Door
    received_at: datetime
    scope_paths: tuple[str, ...] | None
    actor_id: int | None


def post(
    deliveries: Sequence[Delivery],
    *,
    source: Source,
    door: Door,
    received_at: datetime,
    scope_paths: tuple[str, ...] | None = None,
    actor_id: int | None = None,
) -> list[Result]:
    """Post events exactly once and answer per event, in the order given: posted, duplicate, conflict
    or rejected. One bad event never fails its neighbours.

    Through the command door any refusal raises and nothing is written: EventRefused, KeyReused,
    SkuNotActive, LocationNotOpen, ReasonMissing, OtherNetwork, InsufficientStock,
    StateWouldGoBelowZero, in this order.

    One transaction, joined to an outer one if there is one. Deadlocks, and keys, reversals or
    openings that another transaction took meanwhile, are tried again inside.
    """
    batch = _parsed(deliveries, source, door, received_at, scope_paths, actor_id)
    started = monotonic()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                results = _Posting(batch).run()
                if monotonic() - started > TIME_LIMIT_S:
                    raise PostingTooSlow
                return results
        except (pg.UniqueViolation, _OpeningTaken):
            if attempt == ATTEMPTS:
                raise
        except (OperationalError, pg.OperationalError) as error:
            if attempt == ATTEMPTS or not _is_passing(error):
                raise
    raise AssertionError("unreachable")


def _is_passing(error: Exception) -> bool:
    """A deadlock or a failed serialisation: the other side goes on, and then so can we."""
    cause = error.__cause__ if isinstance(error, OperationalError) else error
    return isinstance(cause, pg.DeadlockDetected | pg.SerializationFailure)


class _OpeningTaken(Exception):
    """Another transaction opened the same cell between our look and our lock."""


def _parsed(
    deliveries: Sequence[Delivery],
    source: Source,
    door: Door,
    received_at: datetime,
    scope_paths: tuple[str, ...] | None,
    actor_id: int | None,
) -> Batch:
    drafts: list[Draft] = []
    unfit: list[Result | None] = [None] * len(deliveries)
    tolerance_s = source.clock_tolerance_s
    for index, delivery in enumerate(deliveries):
        try:
            draft = parse(delivery.payload)
            draft.index, draft.delivery = index, delivery
            refuse_future(draft, received_at=received_at, tolerance_s=tolerance_s)
        except Unfit as error:
            unfit[index] = _unfit(delivery, error)
        else:
            drafts.append(draft)
    return Batch(deliveries, drafts, unfit, source, door, received_at, scope_paths, actor_id)


def _unfit(delivery: Delivery, error: Unfit) -> Result:
    key = delivery.payload.get("key") if hasattr(delivery.payload, "get") else None
    digest = digest_of_unfit(delivery.payload)
    shown = key.strip()[:200] if isinstance(key, str) else ""
    return Result(shown, "rejected", None, error.code, error.detail, None, None, None, digest, ())


ALREADY_OPENED = Unfit("already_opened", "This state was opened before; send a count instead.")


class _Posting:
    """One attempt, from the look-ups to the dirty rows."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.is_command = batch.door is Door.COMMAND
        self.results: list[Result | None] = list(batch.unfit)
        self.drafts: list[Draft] = []
        # What is to be posted, by key.
        self.chosen: dict[str, Draft] = {}
        # Repeats within this batch, answered once the first has its id.
        self.repeats: list[Draft] = []

    def run(self) -> list[Result]:
        write.set_time_limits(TIME_LIMIT_S)
        self._bind()
        self._choose()
        self._refuse_commands()
        posted = sorted(self.chosen.values(), key=_by_key)
        if posted:
            self._write(posted)
        self._answer(posted)
        return [result for result in self.results if result is not None]

    # --- before anything is written -----------------------------------------------------------

    def _bind(self) -> None:
        catalogue = Catalogue(self.batch.drafts)
        for draft in self.batch.drafts:
            try:
                bind(draft, catalogue, self.batch.scope_paths)
                draft.digest = digest_of(draft)
                kind = draft.plan.row.kind
                draft.rows = rows_of(draft, catalogue) if kind is Kind.MOVES else []
            except Unfit as error:
                draft.digest = digest_of(draft)
                self._reject(draft, error)
                continue
            draft.notes = misfits(draft)
            draft.target, draft.undone = None, False
            self.drafts.append(draft)

    def _choose(self) -> None:
        """Tell new keys from known ones. Openings and reversals depend on what else is posted."""
        known = read.known_events(self.batch.source.id, [draft.key for draft in self.drafts])
        new = [draft for draft in self.drafts if not self._is_known(draft, known)]
        reversals = [draft for draft in new if draft.plan.type is EventType.REVERSAL]
        others = [draft for draft in new if draft.plan.type is not EventType.REVERSAL]
        for draft in others:
            self._take(draft)
        self._take_reversals(reversals)
        self._refuse_second_openings()

    def _is_known(self, draft: Draft, known: dict[str, read.Known]) -> bool:
        event = known.get(draft.key)
        if event is None:
            return False
        self._answer_known(draft, event.event_id, same=event.is_content(draft.digest))
        return True

    def _take(self, draft: Draft) -> bool:
        if draft.key in self.chosen:
            self.repeats.append(draft)
            return False
        self.chosen[draft.key] = draft
        return True

    def _take_reversals(self, reversals: list[Draft]) -> None:
        if not reversals:
            return
        scope_paths = self.batch.scope_paths
        found = reverse.Targets(self.batch.source.id, reversals, self.chosen, scope_paths)
        for draft in reversals:
            if draft.key in self.chosen:
                self.repeats.append(draft)
                continue
            try:
                found.bind(draft)
            except Unfit as error:
                self._reject(draft, error)
            else:
                self.chosen[draft.key] = draft

    def _refuse_second_openings(self) -> None:
        """One standing opening per cell and state; what this batch reverses stands no more."""
        openings = [d for d in self.chosen.values() if d.plan.type is EventType.OPENING]
        if not openings:
            return
        undone = {d.target.event_id for d in self.chosen.values() if isinstance(d.target, Target)}
        standing = read.live_openings({_cell(draft) for draft in openings})
        taken = {place for place, ids in standing.items() if set(ids) - undone}
        for draft in openings:
            if draft.undone:
                continue
            place = (_cell(draft), draft.plan.home)
            if place in taken:
                del self.chosen[draft.key]
                self._reject(draft, ALREADY_OPENED)
            taken.add(place)

    def _refuse_commands(self) -> None:
        if self.is_command:
            guard.refuse_misfits(self.chosen.values())

    # --- writing ------------------------------------------------------------------------------

    def _write(self, posted: list[Draft]) -> None:
        """Keys first, then level rows, then what counts say: each sees what was there before it."""
        batch, source = self.batch, self.batch.source
        for draft, event_id in zip(posted, write.reserve_event_ids(len(posted)), strict=True):
            draft.event_id = event_id
        write.copy_events(
            posted, source_id=source.id, received_at=batch.received_at, actor_id=batch.actor_id
        )
        written = [
            Written(draft.event_id, None, row, _moment(draft), draft.reference)
            for draft in posted
            for row in draft.rows
        ]
        write.copy_movements(written)
        second = SecondLook(posted, source.code)
        vectors = _changes(written, second.cells)
        if not vectors:
            return
        earliest = min(map(_moment, posted))
        change = guard.change_levels if self.is_command else write.add_to_levels
        known = change(vectors, second.counted, earliest=earliest)
        second.add_moved(written, known)
        if second.cells:
            written += self._look_again(second, known)
        write.mark_dirty(sorted({row.row[0] for row in written}))

    def _look_again(self, second: SecondLook, known: dict[CellKey, Counted]) -> list[Written]:
        self._refuse_race_of_openings()
        rows = second.rows()
        if rows:
            write.copy_movements(rows)
            change = guard.change_again if self.is_command else write.add_again
            change(_changes(rows, ()), known)
        return rows

    def _refuse_race_of_openings(self) -> None:
        openings = [
            d for d in self.chosen.values() if d.plan.type is EventType.OPENING and not d.undone
        ]
        if openings:
            standing = read.live_openings({_cell(draft) for draft in openings})
            if any(len(ids) > 1 for ids in standing.values()):
                raise _OpeningTaken

    # --- answers ------------------------------------------------------------------------------

    def _answer(self, posted: list[Draft]) -> None:
        for draft in posted:
            self.results[draft.index] = _result(draft, "posted", draft.event_id)
        for draft in self.repeats:
            first = self.chosen.get(draft.key)
            if first is None:  # an opening that was refused after all
                self._reject(draft, ALREADY_OPENED)
            else:
                self._answer_known(draft, first.event_id, same=first.digest == draft.digest)

    def _answer_known(self, draft: Draft, event_id: int, *, same: bool) -> None:
        if same:
            self.results[draft.index] = _result(draft, "duplicate", event_id)
            return
        if self.is_command:
            raise KeyReused(key=draft.key)
        detail = f"Key {draft.key} was posted before with other content."
        self.results[draft.index] = _result(draft, "conflict", event_id, "conflict", detail)

    def _reject(self, draft: Draft, error: Unfit) -> None:
        if self.is_command:
            raise EventRefused(code=error.code, detail=error.detail, key=draft.key)
        self.results[draft.index] = _result(draft, "rejected", None, error.code, error.detail)


def _by_key(draft: Draft) -> str:
    return draft.key


def _moment(draft: Draft) -> datetime:
    """When it takes effect: a reversal at the moment of what it undoes."""
    return draft.occurred_at if draft.target is None else draft.target.occurred_at


def _cell(draft: Draft) -> CellKey:
    return (draft.sku.id, draft.location.id)


def _changes(written: list[Written], also: Iterable[CellKey]) -> dict[CellKey, Vector]:
    """What rows change per cell, with cells that are locked though nothing moves in them yet."""
    vectors: dict[CellKey, Vector] = {}
    for row in written:
        add_row(vectors, row.row)
    for cell in also:
        vectors.setdefault(cell, zero())
    return vectors


def _result(
    draft: Draft, status: str, event_id: int | None, code: str = "", detail: str = ""
) -> Result:
    notes = draft.notes if status == "posted" else ()
    return Result(
        draft.key,
        status,
        event_id,
        code,
        detail,
        draft.sku_id,
        draft.location_id,
        draft.occurred_at,
        draft.digest,
        notes,
    )
