"""Claims that pieces of a shipment are missing, and what settles them without anybody's decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Place, User
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import ask_approval, withdraw_request
from approvals.subjects import AskedLine
from exceptions.services import close_case, open_case
from inventory.catalog.models import Sku
from inventory.catalog.queries import costs_at
from inventory.ledger.commands import post_commands
from inventory.receiving.linking import link_posted
from inventory.receiving.models import Receipt
from inventory.receiving.standing import settle_status
from inventory.transfers.approving import SHORTAGE, facts_of_loss, places_of
from inventory.transfers.keeping import next_keys, note
from inventory.transfers.models import Shipment, Shortage, ShortageLine, Transfer
from inventory.transfers.queries.progress import progress_of
from kernel.plain import clean_text

CENT = Decimal("0.01")
KIND = "transfer_missing"


@transaction.atomic
def claim(
    *,
    transfer: Transfer,
    shipment: Shipment,
    missing: Mapping[Sku, int],
    actor: User | None,
    at: datetime,
    arrival: str = "",
    words: str = "",
    reported_by: User | None = None,
) -> Shortage:
    """Note that pieces of a shipment are missing, and open its case. The pieces stay in transit.

    `reported_by` is who said so where that is not who acts. The caller has locked the transfer. Refuses
    nothing.
    """
    shortage = Shortage(
        transfer=transfer,
        shipment=shipment,
        arrival=arrival,
        note=clean_text(words.strip(), longest=500),
        reported_by=reported_by or actor,
        reported_at=at,
    )
    shortage.save(force_insert=True)
    ShortageLine.objects.bulk_create(
        ShortageLine(shortage=shortage, sku=sku, claimed=quantity)
        for sku, quantity in missing.items()
    )
    _open(shortage, missing, at=at)
    units = sum(missing.values())
    after = {"shortage": shortage.reference, "shipment": str(shipment), "units": units}
    note("missing", transfer, actor=actor, at=at, after=after, reason=words)
    return shortage


def _open(shortage: Shortage, missing: Mapping[Sku, int], *, at: datetime) -> None:
    transfer, shipment = shortage.transfer, shortage.shipment
    units = sum(missing.values())
    open_case(
        kind=KIND,
        fingerprint=fingerprint_of(shortage),
        title=ngettext(
            "%(units)s piece of %(shipment)s did not reach %(to)s",
            "%(units)s pieces of %(shipment)s did not reach %(to)s",
            units,
        )
        % {"units": f"{units:,}", "shipment": shipment, "to": transfer.to_location.name},
        subject=shortage,
        at=at,
        place=transfer.to_location.place,
        evidence={
            "transfer": transfer.reference,
            "shipment": str(shipment),
            "shortage": shortage.reference,
            "receipt": shortage.arrival,
            "lines": [
                {"sku": sku.code, "missing": quantity}
                for sku, quantity in list(missing.items())[:50]
            ],
        },
        units=-units,
        value=value_of(missing, at),
        currency=currency_of(transfer),
    )


def drop_claims_of_arrival(
    *, transfer: Transfer, arrival: str, actor: User | None, at: datetime
) -> None:
    """The receipt that missed pieces was undone: so is what it said. The transfer is locked."""
    rows = transfer.shortages.filter(arrival=arrival, status__in=Shortage.OPEN)
    for shortage in rows.select_related("transfer", "shipment"):
        _settle_otherwise(shortage, actor=actor, at=at, why=_("The receipt was undone."))


def shrink_claims(*, transfer: Transfer, actor: User | None, at: datetime) -> None:
    """Claims whose pieces are in transit no more are settled: they turned up. The transfer is locked."""
    rows = list(
        transfer.shortages.filter(status__in=Shortage.OPEN)
        .select_related("transfer", "shipment")
        .prefetch_related("lines__sku")
    )
    if not rows:
        return
    parts = progress_of(transfer)
    for shortage in rows:
        numbers = parts.part(shortage.shipment.reference)
        left = any(
            line.sku_id in numbers and numbers[line.sku_id].in_transit > 0
            for line in shortage.lines.all()
        )
        if not left:
            _settle_otherwise(shortage, actor=actor, at=at, why=_("The pieces turned up."))


def claim_rest(
    shortage: Shortage, rest: Mapping[Sku, int], *, actor: User | None, at: datetime
) -> None:
    """Fewer were approved as lost than are missing: the others are a claim of their own, to be looked for.

    The transfer is locked.
    """
    claim(
        transfer=shortage.transfer,
        shipment=shortage.shipment,
        missing=rest,
        actor=actor,
        at=at,
        arrival=shortage.arrival,
        words=_("Left of %(shortage)s: fewer were approved as lost than are missing.")
        % {"shortage": shortage.reference},
        reported_by=shortage.reported_by,
    )


def drop_rest_of(shortage: Shortage, *, actor: User | None, at: datetime) -> None:
    """A loss waits again as it was asked: later claims whose pieces it covers say nothing more.

    The transfer is locked.
    """
    later = Shortage.objects.filter(
        shipment=shortage.shipment, status__in=Shortage.OPEN, pk__gt=shortage.pk
    )
    for other in later.select_related("transfer", "shipment").order_by("pk"):
        if not still_missing(other):
            _settle_otherwise(other, actor=actor, at=at, why=_("The approval was undone."))


def still_missing(shortage: Shortage) -> dict[Sku, int]:
    """Of what was claimed, what is in transit still and no other open claim speaks of."""
    numbers = progress_of(shortage.transfer).part(shortage.shipment.reference)
    earlier: dict[int, int] = defaultdict(int)
    others = ShortageLine.objects.filter(
        shortage__shipment=shortage.shipment,
        shortage__status__in=Shortage.OPEN,
        shortage_id__lt=shortage.pk,
    )
    for sku_id, claimed in others.values_list("sku_id", "claimed"):
        earlier[sku_id] += claimed
    found = {}
    for line in shortage.lines.select_related("sku"):
        on_way = numbers[line.sku_id].in_transit if line.sku_id in numbers else 0
        left = min(line.claimed, on_way - earlier[line.sku_id])
        if left > 0:
            found[line.sku] = left
    return found


def put_to_approvers(
    shortage: Shortage, lost: Mapping[Sku, int], *, asked_by: User | None, at: datetime
) -> ApprovalRequest:
    """Ask whether these pieces may be written off. Shortage and transfer are locked and saved."""
    transfer = shortage.transfer
    value, units = value_of(lost, at), sum(lost.values())
    return ask_approval(
        kind=SHORTAGE,
        subject=shortage,
        reference=shortage.reference,
        version=shortage.version,
        title=ngettext(
            "Write off %(units)s missing piece of %(shipment)s",
            "Write off %(units)s missing pieces of %(shipment)s",
            units,
        )
        % {"units": f"{units:,}", "shipment": shortage.shipment},
        places=places_of(transfer),
        facts=facts_of_loss(shortage, value=value, units=units),
        lines=[AskedLine(sku.code, sku.name, quantity) for sku, quantity in lost.items()],
        value=value,
        currency=currency_of(transfer),
        asked_by=asked_by,
        at=at,
    )


def ask_losses_anew(*, transfer: Transfer, actor: User | None, at: datetime) -> None:
    """Losses that wait for an approval and are others by now are withdrawn and asked as they are.

    The transfer is locked and saved, and the caller does not save it again: a policy may let the new
    request pass, which settles the transfer.
    """
    waiting = transfer.shortages.filter(status=Shortage.Status.ASKED)
    for shortage in waiting.select_related("transfer", "shipment"):
        request = open_request_of(SHORTAGE, shortage.pk)
        lost = still_missing(shortage)
        now_lost = {sku.code: quantity for sku, quantity in lost.items()}
        if request is None or now_lost == dict(request.lines.values_list("key", "quantity")):
            continue
        if not lost:
            _settle_otherwise(shortage, actor=actor, at=at, why=_("The pieces turned up."))
            continue
        withdraw_request(
            kind=SHORTAGE,
            subject_id=shortage.pk,
            reason=_("Other pieces are missing now, so it is asked again."),
            actor=actor,
            at=at,
        )
        keep_shortage(shortage)
        put_to_approvers(shortage, lost, asked_by=request.asked_by, at=at)


def write_off(
    transfer: Transfer,
    shortage: Shortage,
    lost: Mapping[Sku, int],
    *,
    actor: User | None,
    at: datetime,
) -> None:
    """Book pieces that are missing to shrinkage; the delivery awaits them no longer."""
    number = next_keys(transfer)
    events = [
        {
            "key": f"{shortage.shipment.reference}/lost/{shortage.pk}/{number}/{sku.code}",
            "type": "transfer_shortage",
            "sku": sku.code,
            "location": transfer.to_location.code,
            "quantity": quantity,
            "reference": shortage.shipment.reference,
            "reason": shortage.note[:120],
        }
        for sku, quantity in lost.items()
    ]
    results = post_commands(events, actor=actor, at=at)
    for receipt in Receipt.objects.filter(document=shortage.shipment.reference, kind="transfer"):
        link_posted(receipt, None, events, results)
        if receipt.is_open:
            settle_status(receipt)


def fingerprint_of(shortage: Shortage) -> str:
    return f"{KIND}:{shortage.reference}"


def _settle_otherwise(shortage: Shortage, *, actor: User | None, at: datetime, why: str) -> None:
    if open_request_of(SHORTAGE, shortage.pk) is not None:
        withdraw_request(kind=SHORTAGE, subject_id=shortage.pk, reason=why, actor=actor, at=at)
    shortage.find(at=at)
    keep_shortage(shortage, "settled_at")
    close_case(fingerprint=fingerprint_of(shortage), at=at, actor=actor, note=why)


def claims_of(transfer: Transfer) -> dict[int, dict[int, int]]:
    """By shipment and SKU, what is said to be missing and not settled."""
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = transfer.shortages.filter(status__in=Shortage.OPEN)
    for shipment_id, sku_id, claimed in rows.values_list(
        "shipment_id", "lines__sku_id", "lines__claimed"
    ):
        found[shipment_id][sku_id] += claimed
    return found


def keep_shortage(shortage: Shortage, *more: str) -> None:
    shortage.version += 1
    shortage.save(update_fields=["status", "version", *more])


def value_of(quantities: Mapping[Sku, int], at: datetime) -> Decimal | None:
    costs = costs_at([sku.pk for sku in quantities], at)
    if len(costs) < len(quantities):
        return None
    total = sum((costs[sku.pk] * quantity for sku, quantity in quantities.items()), Decimal(0))
    return total.quantize(CENT)


def currency_of(transfer: Transfer) -> str:
    if transfer.currency:
        return transfer.currency
    return Place.objects.get(pk=transfer.from_location.place.network_id).currency
