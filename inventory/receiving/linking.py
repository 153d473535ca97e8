"""Which ledger events belong to a receipt, and what they mean there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from inventory.ledger.results import Result
from inventory.ledger.vocabulary import EventType, State
from inventory.receiving.models import Arrival, Receipt, ReceiptEvent

Meaning = ReceiptEvent.Meaning
BY_TYPE = {
    EventType.PO_CREATE: Meaning.ORDERED,
    EventType.PO_CANCEL: Meaning.WITHDRAWN,
    EventType.PUTAWAY: Meaning.PUT_AWAY,
    EventType.TRANSFER_SHORTAGE: Meaning.LOST,
}
ARRIVING = frozenset({EventType.RECEIPT, EventType.TRANSFER_RECEIVE})


def meaning_of(type_: EventType, state: str, to_state: str) -> Meaning | None:
    """What an event does to a receipt; None for what has nothing to do with one."""
    if type_ in ARRIVING:
        damaged = State.DAMAGED.word in (state, to_state)
        return Meaning.DAMAGED if damaged else Meaning.ACCEPTED
    return BY_TYPE.get(type_)


def keyed(
    events: Sequence[Mapping[str, Any]], receipt: Receipt, verb: str, number: int
) -> list[dict[str, Any]]:
    """Each event with the key it has, or with one of the receipt's."""
    start = f"{receipt.reference}/{verb}/{number}"
    return [
        {"key": f"{start}/{event['sku']}/{count}", "reference": receipt.reference, **event}
        for count, event in enumerate(events, 1)
    ]


def link_posted(
    receipt: Receipt,
    arrival: Arrival | None,
    events: Sequence[Mapping[str, Any]],
    results: Sequence[Result],
) -> None:
    """Keep which posted events are this receipt's. Those already linked stay as they are."""
    rows = []
    for event, result in zip(events, results, strict=True):
        type_ = EventType.from_word(str(event["type"]))
        meaning = type_ and meaning_of(
            type_, str(event.get("state", "")), str(event.get("to_state", ""))
        )
        if meaning and result.event_id:
            rows.append(
                ReceiptEvent(
                    receipt=receipt, arrival=arrival, event_id=result.event_id, meaning=meaning
                )
            )
    ReceiptEvent.objects.bulk_create(rows, ignore_conflicts=True)


def keep_off(receipt: Receipt, results: Sequence[Result]) -> None:
    """What went elsewhere is as little awaited by this receipt as what is lost."""
    ReceiptEvent.objects.bulk_create(
        [
            ReceiptEvent(receipt=receipt, event_id=result.event_id, meaning=Meaning.LOST)
            for result in results
            if result.event_id
        ],
        ignore_conflicts=True,
    )


def new_arrival(receipt: Receipt, *, actor: User | None, at: datetime, source: str = "") -> Arrival:
    """The next arrival of a receipt that is locked."""
    number = receipt.arrivals.count() + 1
    return Arrival.objects.create(receipt=receipt, number=number, at=at, actor=actor, source=source)
