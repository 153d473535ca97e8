"""Counts keep what they saw: what a late event, a new count or a reversal changes at later counts.

Everything follows from one rule. Rows added to a cell at a position are a vector, one number per
state. Walking on to each live count behind that position, what the vector changes in the counted
pieces is taken back there, so the counted quantity stands; the vector goes on without it. The rule
is linear, so the order of arrival cannot matter. Pure: reads nothing, writes nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from inventory.ledger.facts import Count, Vector, zero


class Moved(NamedTuple):
    """What one event's own rows change in one cell."""

    event_id: int
    reference: str
    at: datetime
    vector: Vector


class Absorbed(NamedTuple):
    """One row to write at a count: `amount` more of what it counted, because of an event."""

    at_count: Count
    event_id: int
    reference: str
    amount: int


def perturb(vector: Vector, counts: Iterable[Count]) -> Iterator[tuple[Count, int]]:
    """Carry a change through the counts behind it; each takes back what it would have seen."""
    for count in counts:
        seen = count.sum_of(vector)
        if seen:
            vector[count.home] -= seen
            yield count, -seen


class Cell:
    """One cell of a batch that counts have a say in.

    First every plain row is carried through the counts that were posted before; then reversed
    counts and new counts follow in position order, each seeing all rows positioned before it.
    """

    def __init__(self) -> None:
        self.moved: list[Moved] = []
        # The new counts that stand, with what was seen.
        self.new: list[tuple[Count, int, str]] = []
        # Counts this batch reverses, with the reversal's event and reference.
        self.undone: list[tuple[Count, int, str]] = []

    @property
    def since(self) -> datetime:
        """The first moment this batch changes."""
        moments = [moved.at for moved in self.moved]
        moments += [count.at for count, *_ in self.new]
        moments += [count.at for count, *_ in self.undone]
        return min(moments)

    def settle(
        self,
        live: list[Count],
        *,
        level: Vector,
        after: dict[int, Vector],
        named: dict[int, int],
    ) -> list[Absorbed]:
        """The rows to add. `live` are the posted counts that stand, without the new ones."""
        rows: list[Absorbed] = []
        for moved in self.moved:
            behind = [count for count in live if count.at >= moved.at]
            self._carry(rows, moved.event_id, moved.reference, moved.vector.copy(), behind)
        for count, event_id, reference in self.undone:
            self._set(rows, live, count, event_id, reference, -named.get(count.event_id, 0))
        for count, quantity, reference in sorted(self.new):
            present = count.sum_of(level) - count.sum_of(after.get(count.event_id) or zero())
            present += sum(
                row.amount
                for row in rows
                if row.at_count < count and counted_by(count, row.at_count)
            )
            self._set(rows, live, count, count.event_id, reference, quantity - present)
        return rows

    def _set(
        self,
        rows: list[Absorbed],
        live: list[Count],
        count: Count,
        event_id: int,
        reference: str,
        amount: int,
    ) -> None:
        """Add a row at a count itself, and carry it through the counts behind."""
        if not amount:
            return
        rows.append(Absorbed(count, event_id, reference, amount))
        vector = zero()
        vector[count.home] = amount
        self._carry(rows, event_id, reference, vector, [later for later in live if later > count])

    @staticmethod
    def _carry(
        rows: list[Absorbed],
        event_id: int,
        reference: str,
        vector: Vector,
        behind: list[Count],
    ) -> None:
        rows += [
            Absorbed(count, event_id, reference, amount)
            for count, amount in perturb(vector, behind)
        ]


def counted_by(count: Count, other: Count) -> bool:
    """Whether a row at `other` changes pieces that `count` counts."""
    one = zero()
    one[other.home] = 1
    return bool(count.sum_of(one))
