"""What rooms above the ledger add to its screens. Set once, in their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kernel.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User
    from inventory.ledger.models import Event


@dataclass(frozen=True, slots=True)
class LateFeed:
    """A place that was not heard for longer than its slowest feed should take."""

    source: str
    last_heard_at: datetime
    minutes: int


def _nobody_late(location_ids: Collection[int], at: datetime) -> dict[int, LateFeed]:
    return {}


def _nobody_owns() -> dict[str, list[str]]:
    return {}


@dataclass(frozen=True, slots=True)
class ReversalControl:
    """Whether a person may ask for the reversal of an event, and what was asked of it before."""

    refusal: DomainError | None
    # Where the reversals asked before are decided: words and address.
    links: list[tuple[str, str]]


def _no_control(event: Event, user: User) -> ReversalControl | None:
    return None


def _no_origin(event: Event, user: User) -> list[tuple[str, str]]:
    return []


@dataclass(slots=True)
class Hooks:
    # Which of these places are late, by location.
    late_feeds: Callable[[Collection[int], datetime], dict[int, LateFeed]] = _nobody_late
    # The names of the sources that alone may send an event type, by the type's word.
    owners: Callable[[], dict[str, list[str]]] = _nobody_owns
    # The control beside an event that asks for its reversal.
    reversal: Callable[[Event, User], ReversalControl | None] = _no_control
    # Where an event waited before it was posted: words and address, empty where one may not go there.
    origin: Callable[[Event, User], list[tuple[str, str]]] = _no_origin
    # Event types that our own commands post only once somebody approved: the word of the type -> the
    # kinds of approval (of approvals.subjects) that stand before it.
    approved_by: dict[str, list[str]] = field(default_factory=dict)

    def approve(self, kind: str, *types: str) -> None:
        """Say that an approval of this kind stands before these types."""
        for word in types:
            self.approved_by.setdefault(word, []).append(kind)


hooks = Hooks()
