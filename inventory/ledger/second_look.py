"""The second look: behind the locks, in later statements, what counts say about a batch."""

from collections.abc import Iterable
from datetime import datetime

from inventory.ledger import read
from inventory.ledger.absorb import Absorbed, Cell, Moved
from inventory.ledger.canonical import Draft
from inventory.ledger.facts import CellKey, Count, Target, changes, zero
from inventory.ledger.vocabulary import EventType, Kind
from inventory.ledger.write import Counted


def count_of(draft: Draft, source_code: str) -> Count:
    """A new count or opening, as a position in its cell."""
    return Count(
        draft.occurred_at,
        source_code,
        draft.key,
        draft.event_id,
        draft.sku.id,
        draft.location.id,
        home=draft.plan.home,
        shelf=draft.plan.state is None,
        opening=draft.plan.type is EventType.OPENING,
    )


def count_undone(draft: Draft, target: Target, source_code: str) -> Count:
    """The posted count a reversal undoes."""
    return Count(
        target.occurred_at,
        source_code,
        draft.reverses,
        target.event_id,
        target.sku_id,
        target.location_id,
        home=target.home,
        shelf=target.state is None,
        opening=target.type is EventType.OPENING,
    )


class SecondLook:
    """Collects, during the first pass, the cells that need one."""

    def __init__(self, drafts: Iterable[Draft], source_code: str) -> None:
        self.cells: dict[CellKey, Cell] = {}
        self.counted: dict[CellKey, datetime] = {}
        self.own_ids: set[int] = set()
        for draft in drafts:
            if draft.plan.row.kind is Kind.SETS:
                self._add_count(draft, source_code)
            elif isinstance(draft.target, Target) and draft.target.sets:
                count = count_undone(draft, draft.target, source_code)
                self._cell(count).undone.append((count, draft.event_id, draft.reference))

    def _add_count(self, draft: Draft, source_code: str) -> None:
        count = count_of(draft, source_code)
        self.own_ids.add(count.event_id)
        if draft.undone:  # reversed within its own batch: it never says anything
            return
        self._cell(count).new.append((count, draft.quantity, draft.reference))
        key = (count.sku_id, count.location_id)
        self.counted[key] = max(count.at, self.counted.get(key, count.at))

    def _cell(self, count: Count) -> Cell:
        return self.cells.setdefault((count.sku_id, count.location_id), Cell())

    def add_moved(self, drafts: Iterable[Draft], known: dict[CellKey, Counted]) -> None:
        """Take in the events' own rows in cells that are counted at or after them."""
        if not known and not self.cells:
            return
        for draft in drafts:
            at = draft.effective_at
            for key, vector in changes(draft.rows).items():
                if key in self.cells or (key in known and known[key].last_counted_at >= at):
                    cell = self.cells.setdefault(key, Cell())
                    cell.moved.append(Moved(draft.event_id, draft.reference, at, vector))

    def rows(self) -> list[Absorbed]:
        """Read what the locks protect, and say what is to be added."""
        counts = [count for cell in self.cells.values() for count, *_ in cell.new]
        undone = [count for cell in self.cells.values() for count, *_ in cell.undone]
        live = read.live_counts({key: cell.since for key, cell in self.cells.items()})
        after = read.after(counts) if counts else {}
        levels = read.levels({(c.sku_id, c.location_id) for c in counts}) if counts else {}
        named = read.named(undone) if undone else {}
        absorbed: list[Absorbed] = []
        for key, cell in self.cells.items():
            others = [c for c in live.get(key, ()) if c.event_id not in self.own_ids]
            level = levels.get(key) or zero()
            absorbed += cell.settle(others, level=level, after=after, named=named)
        return absorbed
