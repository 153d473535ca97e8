"""Submit a draft, and take it back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Place, User
from approvals.services import ask_approval, withdraw_request
from approvals.subjects import AskedLine, with_author
from inventory.catalog.queries import costs_at
from inventory.transfers.approving import TRANSFER, facts_of, places_of, title_of
from inventory.transfers.keeping import keep, note
from inventory.transfers.locks import lock_transfer
from inventory.transfers.models import Transfer, TransferLine
from inventory.transfers.policies import (
    check_recall_transfer,
    check_route,
    check_submit_transfer,
    check_version,
)
from inventory.transfers.stock import refuse_shortfall

CENT = Decimal("0.01")


@transaction.atomic
def submit_transfer(
    *, reference: str, actor: User | None, at: datetime, version: int | None = None
) -> Transfer:
    """Put a draft to its approvers, after the stock check; value and costs are frozen.

    What is below every band of the policy is approved, and allocated, at once.

    Refuses, in this order: TransferUnknown, RightMissing, PlacesOutsideScope, TransferNotDraft,
    TransferChangedMeanwhile, LocationDoesNotMove, NotEnoughAtOrigin with every short line.
    """
    transfer = lock_transfer(reference, actor=actor)
    check_submit_transfer(transfer, actor=actor)
    check_version(transfer, version)
    check_route(transfer.from_location, transfer.to_location)
    lines = list(transfer.lines.select_related("sku"))
    refuse_shortfall(
        transfer,
        {line.sku: line.asked for line in lines},
        what=_("Submitting %(reference)s") % {"reference": transfer.reference},
    )
    value = _freeze(lines, at)
    network = Place.objects.get(pk=transfer.from_location.place.network_id)
    transfer.submit(value=value, currency=network.currency, at=at)
    transfer.authors = with_author(transfer.authors, actor)
    keep(transfer, "value", "currency", "authors")
    note("submitted", transfer, actor=actor, at=at, after={"value": value, "lines": len(lines)})
    _ask(transfer, lines, actor=actor, at=at)
    return Transfer.objects.named().get(pk=transfer.pk)


@transaction.atomic
def recall_transfer(
    *, reference: str, actor: User | None, at: datetime, version: int | None = None
) -> Transfer:
    """Take a submitted transfer back to change it: the request is withdrawn.

    Refuses, in this order: TransferUnknown, RightMissing, NotYoursToRecall, TransferNotSubmitted,
    TransferChangedMeanwhile.
    """
    transfer = lock_transfer(reference, actor=actor)
    check_recall_transfer(transfer, actor=actor)
    check_version(transfer, version)
    withdraw_request(
        kind=TRANSFER,
        subject_id=transfer.pk,
        reason=_("Taken back by whoever asked."),
        actor=actor,
        at=at,
    )
    transfer.recall(at=at)
    keep(transfer)
    note("recalled", transfer, actor=actor, at=at)
    return transfer


def _ask(
    transfer: Transfer, lines: list[TransferLine], *, actor: User | None, at: datetime
) -> None:
    ask_approval(
        kind=TRANSFER,
        subject=transfer,
        reference=transfer.reference,
        version=transfer.edition,
        title=title_of(transfer, len(lines)),
        places=places_of(transfer),
        facts=facts_of(transfer),
        lines=[
            AskedLine(key=line.sku.code, text=line.sku.name, quantity=line.asked) for line in lines
        ],
        value=transfer.value,
        currency=transfer.currency,
        # Who drafted it asks; whoever changed it or submits it for them may not approve it either.
        asked_by=transfer.asked_by or actor,
        at=at,
    )


def _freeze(lines: list[TransferLine], at: datetime) -> Decimal | None:
    """Standard costs as of today, on each line; their sum, as far as every cost is known."""
    costs = costs_at([line.sku_id for line in lines], at)
    for line in lines:
        line.unit_cost = costs.get(line.sku_id)
    TransferLine.objects.bulk_update(lines, ["unit_cost"])
    if len(costs) < len(lines):
        return None
    return sum((costs[line.sku_id] * line.asked for line in lines), Decimal(0)).quantize(CENT)
