"""What other systems report of a transfer: it follows what has happened, expected or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from approvals.queries import open_request_of
from approvals.services import withdraw_request
from exceptions.queries import open_evidence
from exceptions.services import close_case, open_case
from inventory.catalog.models import Sku
from inventory.ledger.reactions import Reaction
from inventory.ledger.short_picks import note_short_picks
from inventory.ledger.vocabulary import EventType
from inventory.receiving.facts import react as book_in
from inventory.transfers.announcing import USUAL_TRANSIT, announce, due_of
from inventory.transfers.approving import TRANSFER
from inventory.transfers.keeping import note
from inventory.transfers.locks import lock_transfer, lock_transfers
from inventory.transfers.models import Shipment, Transfer
from inventory.transfers.queries.progress import Progress
from inventory.transfers.settling import follow, over_fingerprint

Status = Transfer.Status
# Before any approval, or after the end: nothing should move under such a transfer.
UNEXPECTED = frozenset(
    {Status.DRAFT, Status.SUBMITTED, Status.REJECTED, Status.CANCELLED, Status.CLOSED}
)


def lock_document(document: str) -> None:
    """The transfer of a shipment's reference, before its receipt."""
    lock_transfer(document)


def lock_named(references: Collection[str]) -> None:
    """The transfers that facts name, before the facts are posted."""
    lock_transfers(references)


def react(reactions: Sequence[Reaction], at: datetime) -> None:
    """Facts of other systems that name a transfer: it follows what has happened."""
    transfers = {each.pk: each for each in lock_transfers({r.reference for r in reactions})}
    for transfer in transfers.values():
        mine = [r for r in reactions if r.reference.partition("/")[0] == transfer.reference]
        _react(transfer, mine, at=at)


def _react(transfer: Transfer, reactions: Sequence[Reaction], *, at: datetime) -> None:
    if not reactions:
        return
    before = transfer.status
    shipped = [r for r in reactions if r.type is EventType.TRANSFER_SHIP and not r.reversal]
    unannounced = _know_shipments(transfer, shipped, at=at)
    if shipped and before in UNEXPECTED:
        _withdraw_question(transfer, at=at)
    progress = follow(transfer, actor=None, at=at)
    if shipped and before in UNEXPECTED:
        _open_unexpected(transfer, before, reactions, progress, at=at)
    elif any(r.reversal for r in reactions):
        _close_unexpected(transfer, progress, at=at)
    for shipment in unannounced:
        _announce(transfer, shipment, progress, reactions, at=at)
    book_in(reactions, at)
    _note_short_picks(transfer, reactions, at=at)
    _open_over_shipped(transfer, progress, at=at)
    note(
        "reported",
        transfer,
        actor=None,
        at=at,
        after={
            "source": reactions[0].source,
            "events": [f"{r.type.word}{' undone' if r.reversal else ''}" for r in reactions[:50]],
        },
    )


def _know_shipments(
    transfer: Transfer, shipped: Sequence[Reaction], *, at: datetime
) -> list[Shipment]:
    """A shipment for each reference a warehouse system shipped under; those that were not known."""
    made = []
    for reference in sorted({r.reference for r in shipped}):
        known = transfer.shipments.filter(reference=reference).first()
        if known is None:
            made.append(_reported(transfer, reference, shipped, at=at))
        elif known.status == Shipment.Status.PACKED:
            known.ship(due_at=due_of(known, leaves_at=at), at=at)
            known.reported_by = shipped[0].source
            known.save(update_fields=["status", "shipped_at", "due_at", "reported_by"])
            made.append(known)
    return made


def _reported(
    transfer: Transfer, reference: str, shipped: Sequence[Reaction], *, at: datetime
) -> Shipment:
    first = next(r for r in shipped if r.reference == reference)
    shipment = Shipment(
        transfer=transfer,
        number=transfer.shipments.count() + 1,
        reference=reference[:40],
        reported_by=first.source[:40],
        packed_at=first.occurred_at,
    )
    shipment.ship(due_at=first.occurred_at + USUAL_TRANSIT, at=first.occurred_at)
    shipment.save(force_insert=True)
    return shipment


def _announce(
    transfer: Transfer,
    shipment: Shipment,
    progress: Progress,
    reactions: Sequence[Reaction],
    *,
    at: datetime,
) -> None:
    """The destination expects what is on its way of it, and what these very facts say has arrived."""
    arrived: dict[int, int] = defaultdict(int)
    for reaction in reactions:
        here = reaction.reference == shipment.reference and not reaction.reversal
        if here and reaction.type is EventType.TRANSFER_RECEIVE:
            arrived[reaction.sku_id] += reaction.quantity
    awaited = {
        sku_id: max(0, numbers.in_transit) + arrived[sku_id]
        for sku_id, numbers in progress.part(shipment.reference).items()
        if numbers.in_transit > 0
    }
    if not awaited:
        return
    skus = Sku.objects.in_bulk(awaited)
    lines = {skus[sku_id]: quantity for sku_id, quantity in sorted(awaited.items())}
    announce(transfer, shipment, lines, actor=None, at=at)
    shipment.save(update_fields=["receipt"])


def _withdraw_question(transfer: Transfer, *, at: datetime) -> None:
    """It is on the road already: there is nothing to decide any more."""
    if open_request_of(TRANSFER, transfer.pk) is not None:
        reason = _("It was shipped before anybody decided.")
        withdraw_request(kind=TRANSFER, subject_id=transfer.pk, reason=reason, actor=None, at=at)


def _open_unexpected(
    transfer: Transfer,
    before: str,
    reactions: Sequence[Reaction],
    progress: Progress,
    *,
    at: datetime,
) -> None:
    fingerprint = _unexpected(transfer)
    now_shipped = sum(r.quantity for r in reactions if r.type is EventType.TRANSFER_SHIP)
    known = open_evidence([fingerprint]).get(fingerprint, {})
    open_case(
        kind="transfer_unexpected",
        fingerprint=fingerprint,
        title=_("%(source)s ships %(reference)s, which is %(status)s")
        % {
            "source": reactions[0].source,
            "reference": transfer.reference,
            "status": Status(before).label.lower(),
        },
        subject=transfer,
        at=at,
        place=transfer.from_location.place,
        evidence={
            "transfer": transfer.reference,
            "status": before,
            "source": reactions[0].source,
            "keys": [r.key for r in reactions[:5]],
            # What had left by then with everybody's knowledge: more than that is what is wrong.
            "shipped_before": known.get("shipped_before", progress.shipped - now_shipped),
        },
    )


def _close_unexpected(transfer: Transfer, progress: Progress, *, at: datetime) -> None:
    """What nobody had approved is taken back."""
    fingerprint = _unexpected(transfer)
    known = open_evidence([fingerprint]).get(fingerprint)
    if known is not None and progress.shipped <= known.get("shipped_before", 0):
        close_case(fingerprint=fingerprint, at=at, note=_("The shipment was taken back."))


def _unexpected(transfer: Transfer) -> str:
    return f"transfer_unexpected:{transfer.reference}"


def _note_short_picks(transfer: Transfer, reactions: Sequence[Reaction], *, at: datetime) -> None:
    """A warehouse system frees what was set aside and it did not find: fewer were picked than asked."""
    missed: dict[int, int] = defaultdict(int)
    for reaction in reactions:
        here = reaction.location_id == transfer.from_location_id and not reaction.reversal
        if here and reaction.type is EventType.DEALLOCATE:
            missed[reaction.sku_id] += reaction.quantity
    if missed:
        skus = Sku.objects.in_bulk(missed)
        note_short_picks(
            location=transfer.from_location,
            missed={skus[sku_id]: quantity for sku_id, quantity in missed.items()},
            document=transfer.reference,
            at=at,
        )


def _open_over_shipped(transfer: Transfer, progress: Progress, *, at: datetime) -> None:
    """More arrived than left, or more left than was approved: reality stands, somebody looks."""
    over = {
        sku_id: numbers for sku_id, numbers in progress.by_sku.items() if numbers.in_transit < 0
    }
    if not over:
        return
    codes = dict(Sku.objects.filter(pk__in=over).values_list("pk", "code"))
    units = sum(-numbers.in_transit for numbers in over.values())
    open_case(
        kind="over_receipt",
        fingerprint=over_fingerprint(transfer),
        title=_("%(reference)s brought %(units)s more to %(to)s than was shipped")
        % {
            "reference": transfer.reference,
            "units": f"{units:,}",
            "to": transfer.to_location.name,
        },
        subject=transfer,
        at=at,
        place=transfer.to_location.place,
        evidence={
            "transfer": transfer.reference,
            "lines": [
                {
                    "sku": codes[sku_id],
                    "shipped": numbers.shipped,
                    "received": numbers.received,
                }
                for sku_id, numbers in list(over.items())[:50]
            ],
        },
    )
