"""The trail of one subject as a timeline, for the subject's own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Model

from accounts.models.place import Principal
from audit.models import Entry
from audit.queries import action_words, trail_of, trail_of_kinds
from audit.services.trail import SYSTEM
from audit.words import part_of

# Where agents of our own begin, and an agent nobody named; the entry's page has the whole name.
BY_ITSELF = f"{SYSTEM}:"


@dataclass(frozen=True, slots=True)
class TrailLine:
    """What the timeline draws of an entry."""

    at: datetime
    text: str
    who: str
    sub: str
    tone: str = ""


def subject_trail(subject_type: str, subject_id: str) -> list[TrailLine]:
    """The newest deeds on one subject, with who did them."""
    return lines_of(trail_of(subject_type, subject_id))


def settings_trail(models: Iterable[type[Model]], principal: Principal) -> list[TrailLine]:
    """The newest deeds on settings that stand on one page, each line with what it is about."""
    kinds = [model._meta.label_lower for model in models]
    entries = trail_of_kinds(kinds, principal.scope_paths)
    return [
        replace(line, sub=": ".join(part for part in (entry.subject_text, line.sub) if part))
        for entry, line in zip(entries, lines_of(entries), strict=True)
    ]


def lines_of(entries: Iterable[Entry]) -> list[TrailLine]:
    return [
        TrailLine(
            entry.occurred_at,
            action_words(entry.action),
            who_of(entry),
            ", ".join(part for part in (part_of(entry.after), entry.reason) if part),
        )
        for entry in entries
    ]


def who_of(entry: Entry) -> str:
    """The person by name, else the client that acted; Plumbline where it acted by itself."""
    if entry.actor:
        return str(entry.actor)
    by_itself = entry.agent == SYSTEM or entry.agent.startswith(BY_ITSELF)
    return "Plumbline" if by_itself else entry.agent
