"""What a purchase order puts on order, and what is taken off again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from inventory.catalog.models import Sku
from inventory.ledger.commands import post_commands
from inventory.receiving.linking import keyed, link_posted
from inventory.receiving.models import Receipt
from inventory.receiving.queries.sums import on_order_of
from kernel.plain import clean_text


def take_off_order(receipt: Receipt, *, reason: str, actor: User | None, at: datetime) -> None:
    """What of the order has not arrived leaves the books. Refuses what `post_commands` refuses."""
    left = on_order_of(receipt)
    codes = dict(Sku.objects.filter(pk__in=left).values_list("pk", "code"))
    events = [
        _event(
            "po_cancel",
            codes[sku_id],
            quantity,
            receipt,
            reason=clean_text(reason.strip(), longest=120),
        )
        for sku_id, quantity in sorted(left.items())
    ]
    _post(events, receipt, "withdraw", actor=actor, at=at)


def put_on_order(
    receipt: Receipt, lines: Sequence[tuple[Sku, int]], *, actor: User | None, at: datetime
) -> None:
    events = [_event("po_create", sku.code, quantity, receipt) for sku, quantity in lines]
    _post(events, receipt, "order", actor=actor, at=at)


def _post(
    events: list[dict[str, Any]], receipt: Receipt, verb: str, *, actor: User | None, at: datetime
) -> None:
    if events:
        made = keyed(events, receipt, verb, receipt.version)
        link_posted(receipt, None, made, post_commands(made, actor=actor, at=at))


def _event(type_: str, sku: str, quantity: int, receipt: Receipt, **more: Any) -> dict[str, Any]:
    return {
        "type": type_,
        "sku": sku,
        "location": receipt.location.code,
        "quantity": quantity,
        **more,
    }
