"""What goes wrong on an ordinary day, a little of each kind: so that the desk is neither empty nor full.

Each trouble is cured like a real one: the missing number comes, the sender corrects what it sent, the
silent source speaks. Two wait for people, a conflict and a claim that differs: of these few may stand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from demo.field import MISTAKES
from exceptions.models import Case

# First after so many minutes, then about every so many.
WHEN = {
    "late shipment": (0, 25),
    "late receipt": (2, 25),
    "wrong claim": (3, 20),
    "lost number": (4, 40),
    "malformed": (6, 25),
    "conflict": (8, 45),
    "silence": (10, 60),
    # Of one SKU, so one case; it closes when the SKU is sold again or the delivery taken back.
    "unwanted": (4, 240),
}
# Cases that only people close, or that stand until somebody looks again: so many at most.
STANDING = {"conflict": ("event_conflict", 3), "wrong claim": ("snapshot_difference", 5)}


class Struck(NamedTuple):
    """What is told of a batch, and what of it comes later: how much later, and what."""

    said: list[dict[str, Any]]
    later: list[tuple[timedelta, dict[str, Any]]]


class Troubles:
    """When each kind may happen next."""

    def __init__(self, *, random: Random, at: datetime) -> None:
        self.random, self.at = random, at
        self.next_at = {
            kind: at + timedelta(minutes=first) for kind, (first, _every) in WHEN.items()
        }

    def strikes(self, kind: str) -> bool:
        """Whether this goes wrong now; if so, it does not for a while."""
        if self.at < self.next_at[kind]:
            return False
        _first, every = WHEN[kind]
        self.next_at[kind] = self.at + timedelta(minutes=self.random.uniform(0.6, 1.4) * every)
        case, most = STANDING.get(kind, ("", 0))
        return not case or Case.objects.open().filter(kind=case).count() < most

    def befall(self, said: list[dict[str, Any]]) -> Struck:
        """What of a batch of sales is lost, garbled or contradicted, and how that is mended."""
        first, *others = said
        if "sequence" in first and others and self.strikes("lost number"):
            return Struck(others, [(self._minutes(70, 120), first)])
        if self.strikes("malformed"):
            garbled = self.random.choice(MISTAKES)(first)
            return Struck([garbled, *others], [(self._minutes(45, 110), first)])
        if self.strikes("conflict"):
            other = {**first, "quantity": first["quantity"] + 1}
            return Struck(said, [(self._minutes(2, 8), other)])
        return Struck(said, [])

    def _minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self.random.uniform(least, most))
