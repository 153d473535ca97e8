"""What higher apps tell a story with: each room adds its lines about the same subjects.

The shell knows no retail: a story is about subjects (type and id), named documents (references) and a
stretch of time. Rooms register a provider in `apps.py`; each line says when it happened and when it
was recorded, so that a story can be told as it was known at a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User

# A room answers at most this many lines, its newest ones.
MOST_LINES = 200
# And names at most this many documents, its newest ones: a longer list would make the story slow.
MOST_SUBJECTS = 50
# Recorded later than it happened by more than this, a line says so.
WORTH_SAYING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StoryAsk:
    """What a story is about."""

    # (subject_type, subject_id), such as ("catalog.sku", "4711").
    subjects: tuple[tuple[str, str], ...]
    # Documents the numbers name, such as "TR-000123".
    references: tuple[str, ...]
    place_id: int | None
    since: datetime
    until: datetime
    # Only what had been recorded by then.
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened, as the story tells it."""

    at: datetime
    # The room: "movement", "approval", "case", "trail", "count" … with its word.
    room: str
    label: str
    text: str
    # Entries recorded later than `known_at` are left out; None where both moments are one.
    recorded_at: datetime | None = None
    who: str = ""
    sub: str = ""
    url: str = ""
    tone: str = ""
    change: int | None = None
    balance: int | None = None
    # Lines of one moment stay in the order their room gave them.
    order: int = 0

    @property
    def is_late(self) -> bool:
        return self.recorded_at is not None and self.recorded_at - self.at > WORTH_SAYING

    @property
    def known_from(self) -> datetime:
        return self.recorded_at or self.at


@dataclass(frozen=True, slots=True)
class StoryProvider:
    """Tells, within the person's scope and in few indexed questions, what a room knows."""

    permission: str
    lines: Callable[[User, StoryAsk], Iterable[StoryLine]]
    order: int = 100
    # The room's documents that concern the subjects: what is decided, wrong or done about those
    # belongs to the story too, also before anything moved.
    subjects: Callable[[User, StoryAsk], Iterable[tuple[str, str]]] | None = None


@dataclass(slots=True)
class Stories:
    providers: list[StoryProvider] = field(default_factory=list)

    def add(self, provider: StoryProvider) -> None:
        self.providers.append(provider)

    def told(self, user: User, ask: StoryAsk) -> list[StoryLine]:
        """Every room's lines in the order they happened, of what the person may see."""
        whole = replace(ask, subjects=(*ask.subjects, *self._documents(user, ask)))
        return sorted(self._known(user, whole), key=lambda line: (line.at, line.order))

    def _documents(self, user: User, ask: StoryAsk) -> Iterator[tuple[str, str]]:
        for provider in self._open_to(user):
            if provider.subjects is not None:
                yield from provider.subjects(user, ask)

    def _known(self, user: User, ask: StoryAsk) -> Iterator[StoryLine]:
        for provider in self._open_to(user):
            for line in provider.lines(user, ask):
                if ask.known_at is None or line.known_from <= ask.known_at:
                    yield line

    def _open_to(self, user: User) -> list[StoryProvider]:
        ordered = sorted(self.providers, key=lambda one: one.order)
        return [each for each in ordered if user.may(each.permission)]


stories = Stories()
