"""Explain: one number of one cell as one story, joined from every room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.place import Principal
from insights.story_lines import references_of
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Event
from inventory.ledger.queries import ExplainedRow, Explanation, Position, Role, explain_cell
from inventory.ledger.views.foreign import PlaceNames
from inventory.ledger.vocabulary import PHYSICAL_STATES, State
from inventory.ledger.words import STATE_WORDS, type_words
from workbench.story import StoryAsk, StoryLine, stories

ON_HAND = "on_hand"
# Of one page of the story; what came before is brought forward as one number.
ROWS = 100
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """Which number, and as of and as known at which moments."""

    sku: Sku
    location: Location
    state: str
    at: datetime
    as_of: datetime | None = None
    known_at: datetime | None = None
    before: Position | None = None

    @property
    def states(self) -> tuple[State, ...]:
        """The states that make the number; none for a word that names no number."""
        if self.state == ON_HAND:
            return PHYSICAL_STATES
        named = State.from_word(self.state)
        return (named,) if named else ()

    @property
    def name(self) -> str:
        named = State.from_word(self.state)
        return str(STATE_WORDS[named]) if named else _("On hand")


@dataclass(frozen=True, slots=True)
class Story:
    found: Explanation
    lines: list[StoryLine]
    rooms: list[tuple[str, int]]


def story_of(question: Question, user: User, principal: Principal) -> Story | None:
    """The number with everything that explains it, oldest first; None where nothing ever moved.

    The story begins where the oldest movement of its page does, and at the beginning on the last one.
    """
    found = explain_cell(
        sku_id=question.sku.pk,
        location_id=question.location.pk,
        states=question.states,
        principal=principal,
        at=question.at,
        as_of=question.as_of,
        known_at=question.known_at,
        before=question.before,
        limit=ROWS,
    )
    if found is None:
        return None
    told = stories.told(user, _ask(question, found))
    lines = sorted([*_movements(found, principal), *told], key=lambda line: (line.at, line.order))
    lines = list(_once(lines))
    return Story(found, lines, _rooms(lines))


def _once(lines: list[StoryLine]) -> Iterator[StoryLine]:
    """What two rooms tell in the same words, such as pieces that a transfer and its delivery miss, is
    told by the first."""
    known: set[object] = set()
    for line in lines:
        told = (line.at, line.text, line.who) if line.change is None else line
        if told not in known:
            known.add(told)
            yield line


def _ask(question: Question, found: Explanation) -> StoryAsk:
    until = question.before.occurred_at if question.before else question.as_of or question.at
    return StoryAsk(
        subjects=(
            (Sku._meta.label_lower, str(question.sku.pk)),
            (Location._meta.label_lower, str(question.location.pk)),
            *((Event._meta.label_lower, str(row.event.id)) for row in found.rows),
        ),
        references=references_of(row.reference for row in found.rows),
        place_id=question.location.pk,
        since=found.rows[-1].occurred_at if found.before and found.rows else LONG_AGO,
        until=until,
        known_at=question.known_at,
    )


def _movements(found: Explanation, principal: Principal) -> Iterator[StoryLine]:
    codes = (code for row in found.rows for code in (row.location, row.to_location))
    names = PlaceNames(codes, principal)
    for number, row in enumerate(reversed(found.rows)):
        yield StoryLine(
            row.occurred_at,
            "movement",
            _("Movement"),
            f"{_what(row)}, {names.way(row.location, row.end, row.to_location, row.to_end)}",
            recorded_at=row.recorded_at,
            who=row.who or row.event.source,
            sub=_sub(row),
            url=reverse("inventory:event", args=[row.event.id]),
            change=row.delta,
            balance=row.balance,
            # Within one moment as the ledger orders them, before what people did.
            order=number - len(found.rows),
        )


def _what(row: ExplainedRow) -> str:
    name = type_words(row.event.type)
    if row.role is Role.ABSORBED:
        return _("%(event)s, already counted") % {"event": name}
    if row.role is Role.COUNTED:
        return _("%(event)s found a difference") % {"event": name}
    return name


def _sub(row: ExplainedRow) -> str:
    return ", ".join(part for part in (row.reference or row.event.key, row.reason) if part)


def _rooms(lines: list[StoryLine]) -> list[tuple[str, int]]:
    """How many lines each room tells, in the order they first speak."""
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.label] = counts.get(line.label, 0) + 1
    return list(counts.items())
