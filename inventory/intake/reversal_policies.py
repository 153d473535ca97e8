"""Who may ask for the reversal of an event, and of which."""

from __future__ import annotations

from accounts.models import User
from accounts.models.place import scope_q
from inventory.intake.errors import (
    EventMovedNothing,
    EventNotNamed,
    EventOfDocument,
    EventOutsideScope,
    EventReversed,
    IntakeRowUnknown,
    ReasonMissing,
    ReversalOfReversal,
    ReversalWaits,
    ReversingNotAllowed,
)
from inventory.intake.models import Reversal
from inventory.intake.queries.reversals import has_moved, is_reversed
from inventory.ledger.commands import OWN_SOURCE
from inventory.ledger.models import Event
from inventory.ledger.reactions import concerns_documents
from inventory.ledger.vocabulary import EventType

MAY_REVERSE = "reversals.create"
LARGEST = 2**63 - 1


def check_may_reverse(actor: User) -> None:
    """Raises ReversingNotAllowed."""
    if not actor.may(MAY_REVERSE):
        raise ReversingNotAllowed


def event_in_sight(event_id: int, *, actor: User) -> Event:
    """An event one of whose places the actor sees. Raises, in this order: ReversingNotAllowed,
    IntakeRowUnknown."""
    check_may_reverse(actor)
    here = scope_q(actor, prefix="location__place") | scope_q(actor, prefix="to_location__place")
    rows = Event.objects.filter(here, pk=event_id)
    found = rows.select_related("source", "location__place", "to_location__place").first()
    if found is None:
        raise IntakeRowUnknown(reference=str(event_id))
    return found


def event_named(text: str, *, actor: User) -> Event:
    """The event of a number or of a key that one source alone uses in the actor's places.

    Raises, in this order: ReversingNotAllowed, EventNotNamed.
    """
    check_may_reverse(actor)
    here = scope_q(actor, prefix="location__place") | scope_q(actor, prefix="to_location__place")
    rows = Event.objects.filter(here)
    number = text.removeprefix("#")
    if number.isdecimal() and int(number) <= LARGEST:
        by_number = rows.filter(pk=int(number)).first()
        if by_number is not None:
            return by_number
    by_key = list(rows.filter(key=text)[:2])
    if len(by_key) != 1:
        raise EventNotNamed(text=text[:80])
    return by_key[0]


def check_ask_reversal(event: Event, *, actor: User) -> None:
    """Raises, in this order: ReversingNotAllowed, EventOutsideScope, ReversalOfReversal,
    EventReversed, EventOfDocument, EventMovedNothing, ReversalWaits."""
    check_may_reverse(actor)
    places = [place.place for place in (event.location, event.to_location) if place]
    if not all(place.path.startswith(tuple(actor.scope_paths)) for place in places):
        raise EventOutsideScope
    if event.type == EventType.REVERSAL:
        raise ReversalOfReversal
    if is_reversed(event):
        raise EventReversed(event=event.key)
    if event.source.code == OWN_SOURCE or concerns_documents({"reference": event.reference}):
        raise EventOfDocument(document=event.reference or event.key)
    if not has_moved(event):
        raise EventMovedNothing(event=event.key)
    if Reversal.objects.filter(event=event, status=Reversal.Status.ASKED).exists():
        raise ReversalWaits(event=event.key)


def check_why(reason: str) -> None:
    """Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
