"""What the facts are called that the rooms of inventory note on cases, and which page each leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.place import scope_q
from exceptions.evidence_words import EvidenceWord, minutes, name_evidence, plainly
from inventory.catalog.models import Location, Sku
from inventory.counts.models import Count
from inventory.intake.words import title_of
from inventory.ledger.models import Event, Source
from inventory.ledger.words import STATE_WORDS
from inventory.receiving.models import Receipt
from inventory.transfers.models import Transfer
from kernel.plain import spoken

Link = Callable[[User, Any], str]

NOTES: dict[str, Promise] = {
    "sku_not_active": _("SKU not active"),
    "location_not_open": _("Location not open"),
    "to_location_not_open": _("Destination not open"),
    "reason_missing": _("Reason missing"),
    "other_network": _("Other network"),
}
CHECKS: dict[str, Promise] = {
    "level": _("Levels against movements"),
    "books": _("Movements against events"),
    "count": _("Counts against the books"),
    "opening": _("Opening balances"),
    "key": _("Keys used once"),
    "event": _("Events with their movements"),
    "orphan": _("Events of what is there"),
    "movement": _("Movements of an event"),
    "reversal": _("Reversals"),
    "below_zero": _("Cells below zero with a case"),
}


def _page(name: str, permission: str, rows: Callable[[User, str], QuerySet[Any]]) -> Link:
    """The page of what this person sees by that code."""

    def link(user: User, value: Any) -> str:
        code = str(value)
        if not user.may(permission) or not rows(user, code).exists():
            return ""
        return reverse(f"inventory:{name}", args=[code])

    return link


def _events(user: User, value: str) -> QuerySet[Event]:
    here = scope_q(user, prefix="location__place") | scope_q(user, prefix="to_location__place")
    return Event.objects.filter(here, pk=int(value) if value.isdecimal() else 0)


def _shipped_on(user: User, value: Any) -> str:
    """A shipment is shown on the page of its transfer."""
    return TRANSFER(user, str(value).partition("/")[0])


SKU = _page(
    "sku", "catalog.view", lambda user, code: Sku.objects.visible_to(user).filter(code=code)
)
LOCATION = _page(
    "location",
    "catalog.view",
    lambda user, code: Location.objects.visible_to(user).filter(place__code=code),
)
COUNT = _page(
    "count",
    "counts.view",
    lambda user, code: Count.objects.visible_to(user).with_reference(code),
)
RECEIPT = _page(
    "receipt",
    "receipts.view",
    lambda user, code: Receipt.objects.visible_to(user).with_reference(code),
)
TRANSFER = _page(
    "transfer",
    "transfers.view",
    lambda user, code: Transfer.objects.visible_to(user).with_reference(code),
)
EVENT = _page("event", "stock.view", _events)


def _state(value: Any) -> str:
    known = {state.word: word for state, word in STATE_WORDS.items()}
    return str(known.get(str(value), plainly(value)))


def _source(value: Any) -> str:
    found = Source.objects.filter(code=value).values_list("name", flat=True).first()
    return found or str(value)


def _status(value: Any) -> str:
    return str(dict(Transfer.Status.choices).get(str(value), plainly(value)))


def _listed(words: dict[str, Promise]) -> Callable[[Any], str]:
    return lambda value: str(words.get(str(value), plainly(value)))


WORDS: dict[str, EvidenceWord | Promise] = {
    "accepted": _("Accepted"),
    "as_of": _("As of"),
    "books": _("Books"),
    "carrier": _("Carrier"),
    "check": EvidenceWord(_("Check"), words=_listed(CHECKS)),
    "claimed": _("Claimed"),
    "code": EvidenceWord(_("What is wrong"), words=title_of),
    "count": EvidenceWord(_("Count"), link=COUNT),
    "counted": _("Counted"),
    "damaged": _("Damaged"),
    "deliveries": _("Times sent"),
    "difference": _("Difference"),
    "document": _("Document"),
    "due_at": _("Due"),
    "event_id": EvidenceWord(_("Event"), words=str, link=EVENT),
    "event_ids": EvidenceWord(_("Events"), words=str, link=EVENT),
    "events": _("How many events"),
    "expected": _("Expected"),
    "first_at": _("First"),
    "found": _("Found"),
    "grace_minutes": EvidenceWord(_("Tolerated for"), words=minutes),
    "interval_minutes": EvidenceWord(_("Expected every"), words=minutes),
    "key": _("Key"),
    "keys": _("Keys"),
    "last_at": _("Last"),
    "last_heard_at": _("Last heard"),
    "ledger": _("Ledger"),
    "lines": _("Lines"),
    "location": EvidenceWord(_("Location"), link=LOCATION),
    "location_id": EvidenceWord(_("Number of the location"), words=str),
    "meaning": _("Meaning"),
    "missed": _("Not found"),
    "arrived": _("Arrived"),
    "asked_by": _("Asked by"),
    "missing": _("Missing"),
    "note": EvidenceWord(_("Does not fit"), words=_listed(NOTES)),
    "numbers": _("Numbers"),
    "promised": _("Promised"),
    "ranges": _("Missing numbers"),
    "receipt": EvidenceWord(_("Receipt"), link=RECEIPT),
    "received": _("Received"),
    "row_id": EvidenceWord(_("Row of the ledger"), words=str),
    "seen_at": _("Seen"),
    "sender": _("Sender"),
    "sent_again": EvidenceWord(_("What was sent again"), names=spoken),
    "shipment": EvidenceWord(_("Shipment"), link=_shipped_on),
    "shipped": _("Shipped"),
    "shipped_at": _("Shipped at"),
    "shipped_before": _("Shipped before"),
    "shortage": _("Shortage"),
    "since": _("Since"),
    "sku": EvidenceWord(_("SKU"), link=SKU),
    "sku_id": EvidenceWord(_("Number of the SKU"), words=str),
    "skus": _("How many SKUs"),
    "source": EvidenceWord(_("Source"), words=_source),
    "state": EvidenceWord(_("State"), words=_state),
    "states": EvidenceWord(_("Units by state"), names=_state),
    "status": EvidenceWord(_("Status then"), words=_status),
    "stream": _("Stream"),
    "tolerance": _("Tolerance"),
    "tracking": _("Tracking"),
    "transfer": EvidenceWord(_("Transfer"), link=TRANSFER),
    "transfers": _("Transfers"),
    "units": _("Units"),
    "used_twice": _("Numbers used twice"),
    "widest": _("Widest differences"),
}


def register() -> None:
    """Called once, when the app is ready."""
    name_evidence(WORDS)
