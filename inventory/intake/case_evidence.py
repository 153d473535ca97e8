"""What the facts are called that the rooms of inventory note on cases, and which page each leads to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

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
from inventory.transfers.models import Shortage, Transfer
from kernel.plain import spoken
from workbench.selection import number_of, whole_of

Codes = Collection[str]
Links = Callable[[User, Codes], Mapping[str, str]]
Seen = Callable[[User, Codes], Iterable[str]]

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


def _page(name: str, permission: str, seen: Seen) -> Links:
    """The pages of those of the codes whose thing this person sees."""

    def links(user: User, codes: Codes) -> dict[str, str]:
        if not user.may(permission):
            return {}
        return {code: reverse(f"inventory:{name}", args=[code]) for code in seen(user, codes)}

    return links


def _numbers(codes: Codes, prefix: str) -> list[int]:
    """The rows behind references that begin so."""
    return [number_of(code) for code in codes if code.startswith(prefix)]


def _events(user: User, values: Codes) -> Iterable[str]:
    here = scope_q(user, prefix="location__place") | scope_q(user, prefix="to_location__place")
    numbers = [whole_of(value) or 0 for value in values]
    found = Event.objects.filter(here, pk__in=numbers)
    return [str(pk) for pk in found.values_list("pk", flat=True)]


def _shipped_on(user: User, values: Codes) -> dict[str, str]:
    """A shipment is shown on the page of its transfer."""
    transfers = {value: value.partition("/")[0] for value in values}
    pages = TRANSFER(user, set(transfers.values()))
    return {value: pages[name] for value, name in transfers.items() if name in pages}


def _missing_of(user: User, values: Codes) -> dict[str, str]:
    """A shortage is shown among the missing pieces of its transfer."""
    rows = Shortage.objects.filter(pk__in=_numbers(values, "TM-")).select_related("transfer")
    transfers = {row.reference: row.transfer.reference for row in rows}
    pages = TRANSFER(user, set(transfers.values()))
    return {one: f"{pages[name]}#missing" for one, name in transfers.items() if name in pages}


def _arrived_with(user: User, values: Codes) -> dict[str, str]:
    """An arrival, RC-000123/2, is shown on the page of its delivery."""
    deliveries = {value: value.partition("/") for value in values}
    pages = RECEIPT(user, {name for name, _slash, _number in deliveries.values()})
    return {
        value: f"{pages[name]}#arrivals" if number else pages[name]
        for value, (name, _slash, number) in deliveries.items()
        if name in pages
    }


def _delivered_by(user: User, values: Codes) -> dict[str, str]:
    """The newest delivery of a document; a shipment's is shown on the page of its transfer."""
    rows = Receipt.objects.visible_to(user).filter(document__in=values).order_by("pk")
    newest = {row.document: row.reference for row in rows.only("pk", "document")}
    pages = RECEIPT(user, set(newest.values()))
    found = {document: pages[name] for document, name in newest.items() if name in pages}
    return found | _shipped_on(user, values)


def _skus(user: User, codes: Codes) -> Iterable[str]:
    return Sku.objects.visible_to(user).filter(code__in=codes).values_list("code", flat=True)


def _locations(user: User, codes: Codes) -> Iterable[str]:
    rows = Location.objects.visible_to(user).filter(place__code__in=codes)
    return rows.values_list("place__code", flat=True)


def _documents(model: type[Count | Receipt | Transfer], prefix: str) -> Seen:
    def seen(user: User, codes: Codes) -> Iterable[str]:
        rows = model.objects.visible_to(user).filter(pk__in=_numbers(codes, prefix))
        return [row.reference for row in rows.only("pk")]

    return seen


SKU = _page("sku", "catalog.view", _skus)
LOCATION = _page("location", "catalog.view", _locations)
COUNT = _page("count", "counts.view", _documents(Count, "CT-"))
RECEIPT = _page("receipt", "receipts.view", _documents(Receipt, "RC-"))
TRANSFER = _page("transfer", "transfers.view", _documents(Transfer, "TR-"))
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
    "count": EvidenceWord(_("Count"), links=COUNT),
    "counted": _("Counted"),
    "damaged": _("Damaged"),
    "deliveries": _("Times sent"),
    "difference": _("Difference"),
    "document": EvidenceWord(_("Document"), links=_delivered_by),
    "due_at": _("Due"),
    "event_id": EvidenceWord(_("Event"), words=str, links=EVENT),
    "event_ids": EvidenceWord(_("Events"), words=str, links=EVENT),
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
    "location": EvidenceWord(_("Location"), links=LOCATION),
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
    "receipt": EvidenceWord(_("Receipt"), links=_arrived_with),
    "received": _("Received"),
    "row_id": EvidenceWord(_("Row of the ledger"), words=str),
    "seen_at": _("Seen"),
    "sender": _("Sender"),
    "sent_again": EvidenceWord(_("What was sent again"), names=spoken),
    "shipment": EvidenceWord(_("Shipment"), links=_shipped_on),
    "shipped": _("Shipped"),
    "shipped_at": _("Shipped at"),
    "shipped_before": _("Shipped before"),
    "shortage": EvidenceWord(_("Shortage"), links=_missing_of),
    "since": _("Since"),
    "sku": EvidenceWord(_("SKU"), links=SKU),
    "sku_id": EvidenceWord(_("Number of the SKU"), words=str),
    "skus": _("How many SKUs"),
    "source": EvidenceWord(_("Source"), words=_source),
    "state": EvidenceWord(_("State"), words=_state),
    "states": EvidenceWord(_("Units by state"), names=_state),
    "status": EvidenceWord(_("Status then"), words=_status),
    "stream": _("Stream"),
    "tolerance": _("Tolerance"),
    "tracking": _("Tracking"),
    "transfer": EvidenceWord(_("Transfer"), links=TRANSFER),
    "transfers": _("Transfers"),
    "units": _("Units"),
    "used_twice": _("Numbers used twice"),
    "widest": _("Widest differences"),
}


def register() -> None:
    """Called once, when the app is ready."""
    name_evidence(WORDS)
