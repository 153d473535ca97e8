"""Pieces that were missing and turn up: before their loss was decided, or after it was written off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from approvals.queries import newest_request_of
from inventory.catalog.models import Location, Sku
from inventory.ledger.commands import post_commands, reverse_events
from inventory.receiving.linking import keep_off, link_posted, new_arrival
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Receipt
from inventory.receiving.queries import landing_state
from inventory.receiving.standing import settle_cases, settle_status
from inventory.transfers.approving import SHORTAGE
from inventory.transfers.claims import keep_shortage, still_missing, write_off
from inventory.transfers.errors import FoundElsewhere
from inventory.transfers.keeping import next_keys, note
from inventory.transfers.locks import lock_shortage
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.policies import (
    check_find,
    check_found,
    check_version,
    check_why,
    ends_to_find,
)
from inventory.transfers.queries.losses import live_losses, lost_of
from inventory.transfers.settling import follow
from inventory.transfers.telling import tell_found
from kernel.plain import clean_text

Found = Mapping[Sku, int]


@transaction.atomic
def record_found(
    *,
    reference: str,
    lines: Found,
    place: Location,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Shortage:
    """Book in missing pieces where they turned up, at the destination or at the origin. Of a loss that
    was written off that much is taken back, and who approved it is told. It takes the right to receive
    or to ship there, as booking them in before the loss would have, and never more than was missing.

    Refuses, in this order: ShortageUnknown, FoundElsewhere, ShortageSettled, TransferChangedMeanwhile,
    WhyMissing, MoreFoundThanMissing, NothingFound, and what `post_commands` refuses. `version` is that of
    the transfer, on whose page it is said.
    """
    shortage = lock_shortage(reference, actor=actor)
    transfer = shortage.transfer
    check_find(shortage, actor=actor)
    if place not in ends_to_find(transfer, actor=actor):
        raise FoundElsewhere(place=place.name)
    check_version(transfer, version)
    check_why(reason)
    check_found(lines, findable(shortage), shortage=shortage)
    found = {sku: quantity for sku, quantity in lines.items() if quantity}
    was_lost = shortage.status == Shortage.Status.LOST
    if was_lost:
        _take_loss_back(shortage, found, actor=actor, at=at, reason=reason)
    _book_in(shortage, found, place, actor=actor, at=at, reason=reason)
    units = sum(found.values())
    after = {"shortage": shortage.reference, "units": units, "at": place.code}
    note("found", transfer, actor=actor, at=at, reason=reason, after=after)
    if was_lost:
        tell_found(shortage, _approvers(shortage), units=units, place=place, actor=actor, at=at)
    follow(transfer, actor=actor, at=at)
    return Shortage.objects.select_related("transfer").get(pk=shortage.pk)


def findable(shortage: Shortage) -> dict[Sku, int]:
    """How many of each SKU can still turn up: what was written off, or what is missing so far."""
    lost = shortage.status == Shortage.Status.LOST
    return lost_of(shortage) if lost else still_missing(shortage)


def _take_loss_back(
    shortage: Shortage, found: Found, *, actor: User | None, at: datetime, reason: str
) -> None:
    """Events are reversed whole: what stays lost of a SKU is written off anew."""
    lost = lost_of(shortage)
    events = live_losses(shortage).filter(sku__in=found)
    ids = list(events.values_list("pk", flat=True))
    reverse_events(ids, actor=actor, at=at, reason=clean_text(reason.strip(), longest=120))
    rest = {sku: lost[sku] - quantity for sku, quantity in found.items() if lost[sku] > quantity}
    if rest:
        write_off(shortage.transfer, shortage, rest, actor=actor, at=at)
    if not lost_of(shortage):
        shortage.find_again(at=at)
        keep_shortage(shortage, "settled_at")
    else:
        keep_shortage(shortage)


def _book_in(
    shortage: Shortage,
    found: Found,
    place: Location,
    *,
    actor: User | None,
    at: datetime,
    reason: str,
) -> None:
    """In transit no more. The delivery follows, also one that has ended: it shows the arrival."""
    transfer, document = shortage.transfer, shortage.shipment.reference
    home = place == transfer.from_location
    events = [
        _found(transfer, shortage, sku, quantity, place, reason) for sku, quantity in found.items()
    ]
    named = Receipt.objects.filter(document=document, kind="transfer")
    receipt_id = named.order_by("-pk").values_list("pk", flat=True).first()
    receipt = lock_receipt(receipt_id) if receipt_id else None
    results = post_commands(events, actor=actor, at=at)
    if receipt is None:
        return
    if home:
        keep_off(receipt, results)
    else:
        arrival = new_arrival(receipt, actor=actor, at=at)
        link_posted(receipt, arrival, events, results)
        receipt.first_received_at = receipt.first_received_at or at
    if receipt.is_open:
        settle_status(receipt)
        settle_cases(receipt, actor=actor, at=at)
    else:
        receipt.version += 1
        receipt.save(update_fields=["version", "first_received_at"])


def _found(
    transfer: Transfer, shortage: Shortage, sku: Sku, quantity: int, place: Location, reason: str
) -> dict[str, Any]:
    start = f"{shortage.shipment.reference}/found/{shortage.pk}/{next_keys(transfer)}"
    home = place == transfer.from_location
    return {
        "key": f"{start}/{sku.code}",
        "type": "transfer_receive",
        "sku": sku.code,
        "location": transfer.to_location.code,
        "to_location": place.code,
        "to_state": "available" if home else landing_state(place).word,
        "quantity": quantity,
        "reference": shortage.shipment.reference,
        "reason": clean_text(reason.strip(), longest=120),
    }


def _approvers(shortage: Shortage) -> list[User]:
    """Whoever approved the loss, at any step."""
    request = newest_request_of(SHORTAGE, shortage.pk)
    if request is None:
        return []
    votes = request.decisions.standing().order_by().values("decided_by")
    return list(User.objects.filter(pk__in=votes, is_active=True).order_by("pk"))
