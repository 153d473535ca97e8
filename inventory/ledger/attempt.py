"""One attempt to post a batch, from the look-ups to the dirty rows."""

from contextlib import suppress

from inventory.ledger import guard, read, results, reverse, sql, write
from inventory.ledger.batch import Batch
from inventory.ledger.canonical import Draft
from inventory.ledger.codes import Unfit
from inventory.ledger.errors import EventRefused, KeyReused
from inventory.ledger.facts import CellKey, Target, Vector, changes, zero
from inventory.ledger.resolve import Catalogue, bind
from inventory.ledger.results import Result
from inventory.ledger.second_look import SecondLook
from inventory.ledger.vocabulary import EventType
from inventory.ledger.write import Counted

TIME_LIMIT_S = 30
ALREADY_OPENED = Unfit("already_opened", "This state was opened before; send a count instead.")
OPENING, REVERSAL = EventType.OPENING, EventType.REVERSAL


class OpeningTaken(Exception):
    """Another transaction opened the same cell between our look and our lock."""


class Attempt:
    """Choose what is to be posted, write it, answer. Nothing of it survives a failed attempt."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        # What is to be posted, by key.
        self.chosen: dict[str, Draft] = {}
        # Repeats within this batch, answered once the first has its id.
        self.repeats: list[Draft] = []

    def run(self) -> list[Result]:
        drafts = self._look_up()
        self._choose(drafts)
        if self.batch.is_command:
            guard.refuse_misfits(self.chosen.values())
        posted = [self.chosen[key] for key in sorted(self.chosen)]
        if posted:
            self._write(posted)
        else:
            self._answer(posted)
        return [result for result in self.answers if result is not None]

    # --- before anything is written -----------------------------------------------------------

    def _look_up(self) -> list[Draft]:
        """Ask for catalogue, known keys and new ids in one round trip, and read meanwhile.

        Answers the drafts that are fit and new.
        """
        batch = self.batch
        with sql.together() as ask:
            begun = ask(write.BEGIN, f"{TIME_LIMIT_S}s", f"{TIME_LIMIT_S}s")
            asked = ask(read.KNOWN_EVENTS, batch.source.id, sql.text_array(batch.words("key")))
            catalogue = Catalogue(batch, ask)
            ids = ask(write.NEXT_EVENT_IDS, len(batch.payloads))
            drafts = batch.read()
        self.answers = list(batch.answers)
        ((self.xid, *_),) = begun.fetchall()
        self.ids = ids.fetchall()
        known = read.known_events(asked.fetchall())
        catalogue.load(units_sent=any(draft.sent_unit for draft in drafts))
        return [draft for draft in drafts if self._is_new(draft, known, catalogue)]

    def _is_new(self, draft: Draft, known: dict[str, read.Known], catalogue: Catalogue) -> bool:
        """Fit to be posted; otherwise it is answered. A known key needs no catalogue any more,
        unless the content is the same only in base units."""
        event = known.get(draft.key)
        if event is None:
            try:
                bind(draft, catalogue)
            except Unfit as error:
                self._reject(draft, error)
                return False
            return True
        if not event.is_content(draft.digest):
            with suppress(Unfit):
                bind(draft, catalogue)
        same = event.is_content(draft.digest)
        self._answer_known(draft, event.event_id, event.sku_id, event.location_id, same=same)
        return False

    def _choose(self, drafts: list[Draft]) -> None:
        """The first of each key. Openings and reversals depend on what else is posted."""
        reversals = []
        for draft in drafts:
            if draft.plan.type is REVERSAL:
                reversals.append(draft)
            elif draft.key in self.chosen:
                self.repeats.append(draft)
            else:
                self.chosen[draft.key] = draft
        self._choose_reversals(reversals)
        self._refuse_second_openings()

    def _choose_reversals(self, reversals: list[Draft]) -> None:
        if not reversals:
            return
        scope_paths = self.batch.scope_paths
        targets = reverse.Targets(self.batch.source.id, reversals, self.chosen, scope_paths)
        for draft in reversals:
            if draft.key in self.chosen:
                self.repeats.append(draft)
                continue
            try:
                targets.bind(draft)
            except Unfit as error:
                self._reject(draft, error)
            else:
                self.chosen[draft.key] = draft

    def _openings(self) -> list[Draft]:
        """The new openings that will stand."""
        return [d for d in self.chosen.values() if d.plan.type is OPENING and not d.undone]

    def _refuse_second_openings(self) -> None:
        """One standing opening per cell and state; what this batch reverses stands no more."""
        openings = self._openings()
        if not openings:
            return
        undone = {d.target.event_id for d in self.chosen.values() if isinstance(d.target, Target)}
        standing = read.live_openings({_cell(draft) for draft in openings})
        taken = {place for place, ids in standing.items() if set(ids) - undone}
        for draft in openings:
            place = (_cell(draft), draft.plan.home)
            if place in taken:
                del self.chosen[draft.key]
                self._reject(draft, ALREADY_OPENED)
            taken.add(place)

    # --- writing ------------------------------------------------------------------------------

    def _write(self, posted: list[Draft]) -> None:
        """Keys first, then level rows, then what counts say: each sees what was there before it.

        The server writes one kind of rows while the next is put together here.
        """
        batch, xid = self.batch, self.xid
        for draft, (event_id,) in zip(posted, self.ids, strict=False):
            draft.event_id = event_id
        events = write.event_lines(
            posted,
            xid=xid,
            source_id=batch.source.id,
            received_at=batch.received_at,
            actor_id=batch.actor_id,
        )
        with sql.copying(write.COPY_EVENTS, events):
            second = SecondLook(posted, batch.source.code)
        with sql.copying(write.COPY_MOVEMENTS, write.own_movement_lines(posted, xid=xid)):
            vectors = changes(row for draft in posted for row in draft.rows)
            for cell in second.cells:  # locked, though nothing moves in them yet
                vectors.setdefault(cell, zero())
            params = write.level_params(vectors, second.counted) if vectors else []
        if vectors:
            self._change_levels(posted, second, vectors, params)
        else:
            self._answer(posted)

    def _change_levels(
        self,
        posted: list[Draft],
        second: SecondLook,
        vectors: dict[CellKey, Vector],
        params: list[str],
    ) -> None:
        earliest = min(draft.effective_at for draft in posted)
        moved = {row[0] for draft in posted for row in draft.rows}
        if self.batch.is_command:
            guard.hold_locations(posted)
            known = guard.change_levels(vectors, params, earliest=earliest)
            write.mark_dirty(moved)
            self._answer(posted)
        else:
            with sql.together() as ask:
                levels = ask(write.ADD_TO_LEVELS, *params, earliest, earliest)
                ask(write.MARK_DIRTY, sql.number_array(sorted(moved)))
                self._answer(posted)
            known = write.counted(levels.fetchall())
        second.add_moved(posted, known)
        if second.cells:
            write.mark_dirty(self._look_again(second, known) - moved)

    def _look_again(self, second: SecondLook, known: dict[CellKey, Counted]) -> set[int]:
        """Behind the locks, add what counts say; the SKUs that moved by it."""
        openings = self._openings()
        if openings:
            standing = read.live_openings({_cell(draft) for draft in openings})
            if any(len(ids) > 1 for ids in standing.values()):
                raise OpeningTaken
        rows = second.rows()
        if rows:
            with sql.copying(write.COPY_MOVEMENTS, write.absorbed_lines(rows, xid=self.xid)):
                vectors = changes(row.at_count.row(row.amount) for row in rows)
            change = guard.change_again if self.batch.is_command else write.add_again
            change(vectors, known)
        return {row.at_count.sku_id for row in rows}

    # --- answers ------------------------------------------------------------------------------

    def _answer(self, posted: list[Draft]) -> None:
        for draft in posted:
            self.answers[draft.index] = results.posted(draft)
        for draft in self.repeats:
            first = self.chosen.get(draft.key)
            if first is None:  # an opening that was refused after all
                self._reject(draft, ALREADY_OPENED)
            else:
                same = first.digest == draft.digest
                ids = first.event_id, first.sku_id, first.location_id
                self._answer_known(draft, *ids, same=same)

    def _answer_known(
        self,
        draft: Draft,
        event_id: int,
        sku_id: int | None,
        location_id: int | None,
        *,
        same: bool,
    ) -> None:
        if self.batch.is_command and not same:
            raise KeyReused(key=draft.key)
        self.answers[draft.index] = results.known(draft, event_id, sku_id, location_id, same=same)

    def _reject(self, draft: Draft, error: Unfit) -> None:
        if self.batch.is_command:
            raise EventRefused(code=error.code, detail=error.detail, key=draft.key)
        self.answers[draft.index] = results.rejected(draft, error)


def _cell(draft: Draft) -> CellKey:
    return (draft.sku.id, draft.location.id)
