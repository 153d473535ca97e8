"""Documents that react to posted facts naming them, in the posting's transaction (DESIGN 2).

A room registers the prefix of its references. Facts only: what a document posts for itself it knows.
The order of locks is documents, event keys, level rows; so documents are locked before posting.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType


class Reaction(NamedTuple):
    """One posted fact that names a document, or the reversal of one."""

    event_id: int
    key: str
    source: str
    # Of a reversal: what the event it undoes says.
    type: EventType
    reference: str
    sku_id: int
    location_id: int
    to_location_id: int | None
    quantity: int
    occurred_at: datetime
    reversal: bool


# Longer than any key or reference that can be posted.
LONGEST = 200
React = Callable[[Sequence[Reaction], datetime], None]
Lock = Callable[[Collection[str]], None]


@dataclass(frozen=True, slots=True)
class _Reactor:
    prefix: str
    react: React
    lock: Lock | None


_REACTORS: list[_Reactor] = []


def register(prefix: str, react: React, *, lock: Lock | None = None) -> None:
    """Let a room follow the facts whose reference begins with `prefix`.

    `react` gets them with the moment they came in, after they are posted; `lock` gets the references
    before, so that a document is locked before levels. Said again, nothing changes.
    """
    reactor = _Reactor(prefix, react, lock)
    if reactor not in _REACTORS:
        _REACTORS.append(reactor)


def concerns_documents(payload: Mapping[str, Any]) -> bool:
    """Whether a delivery names a document somebody follows, or may undo what named one."""
    return bool(_REACTORS) and bool(_word(payload, "reverses") or _reference(payload))


def references_of(payloads: Iterable[Mapping[str, Any]], *, source_id: int) -> list[str]:
    """The references these deliveries name that somebody follows; those of what they reverse too."""
    concerned = [payload for payload in payloads if concerns_documents(payload)]
    named = {reference for payload in concerned if (reference := _reference(payload))}
    undone = {key for payload in concerned if (key := _word(payload, "reverses"))}
    if undone:
        found = Event.objects.filter(source_id=source_id, key__in=undone).exclude(reference="")
        named |= {text for text in found.values_list("reference", flat=True) if _followed(text)}
    return sorted(named)


def lock_documents(references: Sequence[str]) -> None:
    """Lock what these references name, in the order the rooms registered."""
    for reactor in _REACTORS:
        mine = [text for text in references if text.startswith(reactor.prefix)]
        if mine and reactor.lock:
            reactor.lock(mine)


def react_to(event_ids: Collection[int], *, at: datetime) -> None:
    """Tell the rooms about posted events. Those that name no document followed cost one query."""
    events = (
        Event.objects.filter(pk__in=event_ids).select_related("source", "reverses").order_by("pk")
    )
    told = [reaction for event in events if (reaction := _reaction(event))]
    for reactor in _REACTORS:
        mine = [reaction for reaction in told if reaction.reference.startswith(reactor.prefix)]
        if mine:
            reactor.react(mine, at)


def _reference(payload: Mapping[str, Any]) -> str:
    """The reference of a delivery, where somebody follows it."""
    reference = _word(payload, "reference")
    return reference if _followed(reference) else ""


def _word(payload: Mapping[str, Any], field: str) -> str:
    """What posting would read there; text it would refuse names nothing."""
    value = payload.get(field)
    word = value.strip() if isinstance(value, str) else ""
    return word if word.isprintable() and len(word) <= LONGEST else ""


def _followed(reference: str) -> bool:
    return bool(reference) and any(reference.startswith(reactor.prefix) for reactor in _REACTORS)


def _reaction(event: Event) -> Reaction | None:
    original = event.reverses or event
    if not _followed(original.reference) or original.sku_id is None or original.location_id is None:
        return None
    return Reaction(
        event_id=event.pk,
        key=event.key,
        source=event.source.code,
        type=EventType(original.type),
        reference=original.reference,
        sku_id=original.sku_id,
        location_id=original.location_id,
        to_location_id=original.to_location_id,
        quantity=original.quantity,
        occurred_at=original.occurred_at,
        reversal=original is not event,
    )
