"""Put on the shelf what a delivery brought into `receiving`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from inventory.catalog.models import Sku
from inventory.ledger.commands import post_commands
from inventory.receiving.errors import NothingToPutAway
from inventory.receiving.linking import keyed, link_posted
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Receipt
from inventory.receiving.policies import (
    check_may_receive,
    check_once,
    check_put_away,
    check_version,
)
from inventory.receiving.queries.sums import SkuSums, sums_of


@transaction.atomic
def put_away(
    *,
    receipt_id: int,
    lines: Sequence[tuple[Sku, int]],
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Receipt:
    """Move goods of a delivery from `receiving` to `available`, also after it was closed.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope,
    ReceiptChangedMeanwhile, NothingToPutAway, SkuTwice, QuantityUnfit, MoreThanToPutAway, and what
    `post_commands` refuses.
    """
    receipt = lock_receipt(receipt_id)
    check_may_receive(receipt, actor=actor)
    check_version(receipt, version)
    if not lines:
        raise NothingToPutAway
    check_once([sku for sku, _quantity in lines])
    sums = sums_of(receipt)
    for sku, quantity in lines:
        waiting = (sums.get(sku.pk) or SkuSums()).to_put_away
        check_put_away(sku, quantity, waiting=waiting)
    receipt.version += 1
    receipt.save(update_fields=["version"])
    events = [
        {
            "type": "putaway",
            "sku": sku.code,
            "location": receipt.location.code,
            "quantity": quantity,
        }
        for sku, quantity in lines
    ]
    made = keyed(events, receipt, "putaway", receipt.version)
    link_posted(receipt, None, made, post_commands(made, actor=actor, at=at))
    record(
        "inventory.receipt.put_away",
        receipt,
        actor=actor,
        at=at,
        place=receipt.location.place,
        after={"units": sum(quantity for _sku, quantity in lines)},
    )
    return receipt
