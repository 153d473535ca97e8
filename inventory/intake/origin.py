"""Where an event waited before it was posted: the way back from a number to what staff corrected."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from inventory.intake.models import WaitingEvent
from inventory.intake.tables import waiting_url
from inventory.intake.words import title_of
from inventory.ledger.models import Event
from workbench.story import MOST_SUBJECTS, StoryAsk, StoryLine


def origin_of(event: Event, user: User) -> list[tuple[str, str]]:
    """The waiting events that became this one, each with its words and, for who may, its page."""
    may = user.may("intake.view")
    return [
        (_words(row), waiting_url(row) if may else "")
        for row in _became(Event.objects.filter(pk=event.pk))
    ]


def waiting_subjects(user: User, ask: StoryAsk) -> Iterator[tuple[str, str]]:
    """What waited before it became an event of the story."""
    label = Event._meta.label_lower
    ids = [int(key) for kind, key in ask.subjects if kind == label and key.isdecimal()]
    for row in _became(Event.objects.filter(pk__in=ids))[:MOST_SUBJECTS]:
        yield WaitingEvent._meta.label_lower, str(row.pk)


def no_lines(_user: User, _ask: StoryAsk) -> Iterator[StoryLine]:
    """The trail tells what was done; the movement tells what it moved."""
    yield from ()


def _became(events: QuerySet[Event]) -> QuerySet[WaitingEvent]:
    """By source and key, for which there is an index; over the event there is none."""
    same = events.filter(source=OuterRef("source"), key=OuterRef("key"))
    rows = WaitingEvent.objects.filter(Exists(same), event__isnull=False)
    return rows.select_related("corrected_by").defer("raw", "payload").order_by("-pk")


def _words(row: WaitingEvent) -> str:
    facts = {"row": row.reference, "why": title_of(row.code), "who": row.corrected_by}
    if row.corrected_by:
        return _("Waited as %(row)s: %(why)s; corrected by %(who)s") % facts
    return _("Waited as %(row)s: %(why)s") % facts
