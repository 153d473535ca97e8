"""Posting for our own documents: one source, stable keys, the clock of the command."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from inventory.ledger.errors import EventUnknown
from inventory.ledger.models import Event, Source
from inventory.ledger.posting import post
from inventory.ledger.results import Door, Result
from inventory.ledger.services import Delivery, ensure_source

OWN_SOURCE = "plumbline"


def post_commands(
    events: Sequence[Mapping[str, Any]],
    *,
    actor: Any,
    at: datetime,
    scope_paths: tuple[str, ...] | None = None,
) -> list[Result]:
    """Move stock for a document of ours; an event without `occurred_at` happens at `at`.

    The key is `<reference>/<verb>/<n>/<sku>`: said again, it answers with the first result. Refuses
    what `post` refuses at the command door, with nothing written.
    """
    return _post(events, door=Door.COMMAND, actor=actor, at=at, scope_paths=scope_paths)


def post_facts_of_ours(
    events: Sequence[Mapping[str, Any]], *, actor: Any, at: datetime
) -> list[Result]:
    """Post what has physically happened, whatever the books say of it, such as an override's receipt.

    Refuses nothing for lack of stock. What cannot be posted at all is answered `rejected`.
    """
    return _post(events, door=Door.FACT, actor=actor, at=at, scope_paths=None)


@transaction.atomic
def reverse_events(
    event_ids: Iterable[int], *, actor: Any, at: datetime, reason: str
) -> list[Result]:
    """Undo whole events by opposite rows, as commands of the source each came from.

    Refuses, in this order: EventUnknown, and what `post` refuses at the command door.
    """
    wanted = set(event_ids)
    found = list(Event.objects.filter(pk__in=wanted).select_related("source"))
    missing = wanted - {event.pk for event in found}
    if missing:
        raise EventUnknown(event=min(missing))
    found.sort(key=lambda event: (event.source_id, event.key))
    results: list[Result] = []
    for _, group in groupby(found, key=lambda event: event.source_id):
        events = list(group)
        results += post(
            [Delivery(_reversal(event, at, reason)) for event in events],
            source=events[0].source,
            door=Door.COMMAND,
            received_at=at,
            actor_id=_id(actor),
        )
    return results


def own_source(*, actor: Any, at: datetime) -> Source:
    """The source of our own events."""
    known = Source.objects.filter(code=OWN_SOURCE).first()
    return known or ensure_source(code=OWN_SOURCE, name="Plumbline", actor=actor, at=at)


def _post(
    events: Sequence[Mapping[str, Any]],
    *,
    door: Door,
    actor: Any,
    at: datetime,
    scope_paths: tuple[str, ...] | None,
) -> list[Result]:
    moment = at.isoformat()
    return post(
        [Delivery({"occurred_at": moment, **event}) for event in events],
        source=own_source(actor=actor, at=at),
        door=door,
        received_at=at,
        scope_paths=scope_paths,
        actor_id=_id(actor),
    )


def _reversal(event: Event, at: datetime, reason: str) -> dict[str, Any]:
    return {
        "key": f"{event.key[:180]}/reversed/{event.pk}",
        "type": "reversal",
        "reverses": event.key,
        "reference": event.reference,
        "reason": reason,
        "occurred_at": at.isoformat(),
    }


def _id(actor: Any) -> int | None:
    return None if actor is None else actor.pk
