"""Kinds of deliveries: what their arrival does to the books. Rooms above add theirs in `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from inventory.catalog.models import Sku
from inventory.receiving.errors import DeliveryKindUnknown
from inventory.receiving.models import Arrival, Receipt


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """What was found of one SKU, in base units. `reason` says why something is damaged or missing."""

    sku: Sku
    accepted: int = 0
    damaged: int = 0
    missing: int = 0
    reason: str = ""

    @property
    def arrived(self) -> int:
        return self.accepted + self.damaged


Events = Callable[[Receipt, Sequence[ReceivedLine], datetime], list[dict[str, Any]]]
Received = Callable[[Receipt, Sequence[ReceivedLine], User | None, datetime], None]


def _nothing_more(
    receipt: Receipt, lines: Sequence[ReceivedLine], actor: User | None, at: datetime
) -> None:
    """The books are all there is to do."""


def _nothing_undone(receipt: Receipt, arrival: Arrival, actor: User | None, at: datetime) -> None:
    """The books are all there is to undo."""


def _nothing_to_lock(document: str) -> None:
    """The receipt is all there is to lock."""


@dataclass(frozen=True, slots=True)
class DeliveryKind:
    """How deliveries of one kind are booked in.

    `events` gives the ledger events of what arrived, without their keys if it likes: they then become
    `RC-…/receive/<n>/<sku>/<i>`. `received` and `undone` follow in the same transaction. `lock` is
    asked for the document before the receipt is locked: documents above go before documents below.
    """

    key: str
    label: str | Promise
    events: Events
    received: Received = _nothing_more
    undone: Callable[[Receipt, Arrival, User | None, datetime], None] = _nothing_undone
    lock: Callable[[str], None] = _nothing_to_lock
    permission: str = "receipts.receive"
    # The address of the document's own page.
    page: Callable[[Receipt], str] | None = None
    # Whether more than expected may be tolerated at all; a shipment is never larger than it was.
    tolerant: bool = True
    # Whether receiving opens the cases about too few and too late, or the room above does.
    opens_cases: bool = True


_kinds: dict[str, DeliveryKind] = {}


def register(*kinds: DeliveryKind) -> None:
    _kinds.update({kind.key: kind for kind in kinds})


def kind_of(key: str) -> DeliveryKind:
    """Refuses DeliveryKindUnknown."""
    try:
        return _kinds[key]
    except KeyError:
        raise DeliveryKindUnknown(kind=key, known=", ".join(_kinds)) from None


def all_kinds() -> list[DeliveryKind]:
    return list(_kinds.values())


def known_kinds() -> list[tuple[str, str]]:
    """Kinds and their words, for filters."""
    return [(kind.key, str(kind.label)) for kind in _kinds.values()]


def label_of(key: str) -> str:
    kind = _kinds.get(key)
    return str(kind.label) if kind else _("Delivery")
