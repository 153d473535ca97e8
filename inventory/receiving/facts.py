"""What other systems report about a delivery: facts that name the receipt or its document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from audit.services import record
from exceptions.services import open_case
from inventory.ledger.models import Event
from inventory.ledger.reactions import Reaction, register
from inventory.ledger.vocabulary import EventType, State
from inventory.receiving.linking import meaning_of, new_arrival
from inventory.receiving.locks import lock_receipts
from inventory.receiving.models import Receipt, ReceiptEvent
from inventory.receiving.models.receipt import REFERENCE
from inventory.receiving.queries.sums import came_after_its_end
from inventory.receiving.standing import OVER, cure, fingerprint_of, settle_cases, settle_status

# Documents whose numbers do not begin so are followed by their receipt's reference.
PREFIXES = ("RC-", "PO-", "ASN-")
Meaning = ReceiptEvent.Meaning
ARRIVED = frozenset({Meaning.ACCEPTED, Meaning.DAMAGED})


def follow() -> None:
    for prefix in PREFIXES:
        register(prefix, react, lock=lock)


def lock(references: Collection[str]) -> None:
    lock_receipts([receipt.pk for receipt in _named(references)])


def react(reactions: Sequence[Reaction], at: datetime) -> None:
    """Link the facts to their receipts, in the posting's transaction."""
    receipts = _by_name(_named({reaction.reference for reaction in reactions}))
    found: dict[int, list[Reaction]] = defaultdict(list)
    for reaction in reactions:
        place = reaction.to_location_id or reaction.location_id
        receipt = receipts.get((reaction.reference, place))
        if receipt:
            found[receipt.pk].append(reaction)
    for receipt in lock_receipts(found):
        book_facts(receipt, found[receipt.pk], at)


def book_facts(receipt: Receipt, reactions: Sequence[Reaction], at: datetime) -> None:
    """Let posted facts, or reversals of them, count for a receipt that is locked.

    Reality wins: they count also when the receipt has ended, and then a case says so.
    """
    meanings = _meanings(reactions)
    arrived = [event_id for event_id, meaning in meanings.items() if meaning in ARRIVED]
    source = reactions[0].source
    arrival = new_arrival(receipt, actor=None, at=at, source=source) if arrived else None
    ReceiptEvent.objects.bulk_create(
        [
            ReceiptEvent(
                receipt=receipt,
                arrival=arrival if meaning in ARRIVED else None,
                event_id=event_id,
                meaning=meaning,
            )
            for event_id, meaning in meanings.items()
        ],
        ignore_conflicts=True,
    )
    if receipt.is_open:
        if arrived:
            receipt.first_received_at = receipt.first_received_at or at
        settle_status(receipt)
        settle_cases(receipt, actor=None, at=at)
    elif arrived:
        _too_late(receipt, source, at)
    elif any(reaction.reversal for reaction in reactions) and not came_after_its_end(receipt):
        cure(OVER, receipt, actor=None, at=at, note=_("What came after its end is taken back."))
    _record(receipt, source, reactions, at)


def _meanings(reactions: Iterable[Reaction]) -> dict[int, Meaning]:
    """By event; reversals need no link, the sums leave out what they undo."""
    ids = [reaction.event_id for reaction in reactions if not reaction.reversal]
    rows = Event.objects.filter(pk__in=ids).values_list("pk", "type", "state", "to_state")
    found = {}
    for pk, type_, state, to_state in rows:
        words = [State(number).word if number else "" for number in (state, to_state)]
        meaning = meaning_of(EventType(type_), *words)
        if meaning:
            found[pk] = meaning
    return found


def _named(references: Collection[str]) -> list[Receipt]:
    """Those that are named; of several with one document at a place the open one."""
    numbers = [int(match[1]) for text in references if (match := REFERENCE.match(text))]
    named = Q(pk__in=numbers) | Q(document__in=list(references))
    return list(Receipt.objects.filter(named).order_by("pk"))


def _by_name(receipts: Iterable[Receipt]) -> dict[tuple[str, int], Receipt]:
    found: dict[tuple[str, int], Receipt] = {}
    for receipt in sorted(receipts, key=lambda receipt: (receipt.is_open, receipt.pk)):
        for name in (receipt.document, receipt.reference):
            found[name, receipt.location_id] = receipt
    return found


def _too_late(receipt: Receipt, source: str, at: datetime) -> None:
    words = _("%(source)s reports arrivals on %(reference)s, which is %(status)s")
    open_case(
        kind=OVER,
        fingerprint=fingerprint_of(OVER, receipt),
        title=words
        % {
            "source": source,
            "reference": receipt.reference,
            "status": receipt.state.label.lower(),
        },
        subject=receipt,
        at=at,
        place=receipt.location.place,
        evidence={"receipt": receipt.reference, "document": receipt.document, "source": source},
    )


def _record(receipt: Receipt, source: str, reactions: Sequence[Reaction], at: datetime) -> None:
    record(
        "inventory.receipt.reported",
        receipt,
        actor=None,
        at=at,
        place=receipt.location.place,
        after={"source": source, "events": len(reactions), "status": receipt.status},
        agent=f"source:{source}"[:80],
    )
