"""The two kinds of deliveries that receiving knows itself: purchase orders and advance notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.ledger.vocabulary import State
from inventory.receiving.kinds import DeliveryKind, ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.queries.landing import landing_state
from inventory.receiving.queries.sums import on_order_of
from kernel.plain import clean_text


def events_of_arrival(
    receipt: Receipt, lines: Sequence[ReceivedLine], at: datetime
) -> list[dict[str, Any]]:
    """Receipts into where this location puts deliveries, damaged ones apart: from `on_order` as far as
    the order goes, the rest from the supplier.
    """
    left, landing = on_order_of(receipt), landing_state(receipt.location)
    return [
        event
        for line in lines
        for event in _of_line(receipt, line, left.get(line.sku.pk, 0), landing)
    ]


def _of_line(
    receipt: Receipt, line: ReceivedLine, on_order: int, landing: State
) -> Iterator[dict[str, Any]]:
    for quantity, to_state, reason in (
        (line.accepted, landing, ""),
        (line.damaged, State.DAMAGED, clean_text(line.reason.strip(), longest=120)),
    ):
        ordered = min(quantity, on_order)
        on_order -= ordered
        event = {
            "type": "receipt",
            "sku": line.sku.code,
            "location": receipt.location.code,
            "to_state": to_state.word,
        } | ({"reason": reason} if reason else {})
        if ordered:
            yield event | {"quantity": ordered, "state": State.ON_ORDER.word}
        if quantity > ordered:
            yield event | {"quantity": quantity - ordered}


PURCHASE_ORDER = DeliveryKind(
    key="purchase_order", label=_("Purchase order"), events=events_of_arrival
)
ADVANCE_NOTICE = DeliveryKind(
    key="advance_notice", label=_("Advance notice"), events=events_of_arrival
)
