"""Take an arrival back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from accounts.models import User
from audit.services import record
from inventory.ledger.commands import post_commands, reverse_events
from inventory.ledger.errors import InsufficientStock, StateWouldGoBelowZero
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import State
from inventory.receiving.errors import ArrivalMovedOn, ArrivalUnknown
from inventory.receiving.kinds import kind_of
from inventory.receiving.linking import keyed, link_posted
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Arrival, Receipt, ReceiptEvent
from inventory.receiving.policies import check_reason, check_undo
from inventory.receiving.queries.sums import sums_of
from inventory.receiving.standing import settle_cases, settle_status
from kernel.plain import clean_text

Meaning = ReceiptEvent.Meaning


@transaction.atomic
def undo_receipt(
    *,
    receipt_id: int,
    number: int,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Arrival:
    """Take one arrival back: its events are reversed, what it called missing is awaited again. What of
    it was put away is taken off the shelf in the same act.

    Refuses, in this order: ReceiptUnknown, ArrivalUnknown, ReceivingNotAllowed, ReceiptOutsideScope,
    ReceiptEnded, ReceiptChangedMeanwhile, ArrivalUndone, ReasonNeeded, ArrivalMovedOn, and what else
    `reverse_events` refuses.
    """
    receipt = lock_receipt(receipt_id)
    arrival = receipt.arrivals.filter(number=number).first()
    if arrival is None:
        raise ArrivalUnknown(reference=receipt.reference, number=number)
    check_undo(receipt, arrival, actor=actor, version=version)
    check_reason(reason)
    arrival.undone_at, arrival.undone_by = at, actor
    arrival.save(update_fields=["undone_at", "undone_by"])
    try:
        _reverse(receipt, arrival, actor=actor, at=at, reason=reason)
    except (InsufficientStock, StateWouldGoBelowZero) as error:
        facts = {"number": number, "reference": receipt.reference, "sku": error.facts["sku"]}
        raise ArrivalMovedOn(**facts) from error
    settle_status(receipt)
    kind_of(receipt.kind).undone(receipt, arrival, actor, at)
    settle_cases(receipt, actor=actor, at=at)
    record(
        "inventory.receipt.undone",
        receipt,
        actor=actor,
        at=at,
        place=receipt.location.place,
        after={"arrival": number},
        reason=reason,
    )
    return arrival


def _reverse(
    receipt: Receipt, arrival: Arrival, *, actor: User | None, at: datetime, reason: str
) -> None:
    """What was put away goes back first, the newest of it; what was beyond that is put away again."""
    why = clean_text(reason.strip(), longest=120)
    back, again = _put_away_of(receipt, arrival)
    reverse_events(back, actor=actor, at=at, reason=why)
    ids = list(arrival.events.values_list("event_id", flat=True))
    reverse_events(ids, actor=actor, at=at, reason=why)
    if again:
        place = receipt.location.code
        events = [
            {"type": "putaway", "sku": code, "location": place, "quantity": quantity}
            for code, quantity in again.items()
        ]
        made = keyed(events, receipt, "putaway-again", arrival.number)
        link_posted(receipt, None, made, post_commands(made, actor=actor, at=at))


def _put_away_of(receipt: Receipt, arrival: Arrival) -> tuple[list[int], dict[str, int]]:
    """The events to reverse so that all of an arrival lies in `receiving` again, and by SKU how much
    of what they put away came with other arrivals."""
    sums = sums_of(receipt)
    needed = {
        sku_id: units - sums[sku_id].to_put_away for sku_id, units in _into_receiving(arrival)
    }
    back: list[int] = []
    again: dict[str, int] = {}
    rows = _live(receipt.events.filter(meaning=Meaning.PUT_AWAY)).select_related("event__sku")
    for row in rows.order_by("-event_id"):
        sku, quantity = row.event.sku, row.event.quantity
        left = needed.get(sku.pk, 0) if sku else 0
        if sku is None or left <= 0:
            continue
        back.append(row.event_id)
        needed[sku.pk] = left - quantity
        if quantity > left:
            again[sku.code] = quantity - left
    return back, again


def _into_receiving(arrival: Arrival) -> Iterator[tuple[int, int]]:
    rows = _live(arrival.events.filter(meaning=Meaning.ACCEPTED))
    landed = rows.filter(event__to_state=State.RECEIVING).values("event__sku_id").order_by()
    yield from landed.annotate(units=Sum("event__quantity")).values_list("event__sku_id", "units")


def _live(rows: QuerySet[ReceiptEvent]) -> QuerySet[ReceiptEvent]:
    return rows.filter(~Exists(Event.objects.filter(reverses_id=OuterRef("event_id"))))
