"""Shipments that should have arrived."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from exceptions.queries import open_fingerprints
from exceptions.services import close_case, open_case
from inventory.catalog.queries import stakes
from inventory.transfers.models import Shipment
from inventory.transfers.queries.progress import progress_of

KIND = "transfer_overdue"
MOST_AT_ONCE = 500


def watch_transit(*, at: datetime) -> int:
    """Open a case for each shipment past its arrival, close those that are cured; answers how many
    were opened anew. Refuses nothing.
    """
    known = {text.removeprefix(f"{KIND}:") for text in open_fingerprints(kind=KIND)}
    late = Shipment.objects.filter(status=Shipment.Status.SHIPPED, due_at__lt=at)
    fresh = (
        late.exclude(reference__in=known)
        .select_related("transfer__from_location__place", "transfer__to_location__place")
        .order_by("due_at")[:MOST_AT_ONCE]
    )
    opened = 0
    for shipment in fresh:
        _open(shipment, at=at)
        opened += 1
    still = set(late.filter(reference__in=known).values_list("reference", flat=True))
    for reference in sorted(known - still):
        note = _("It arrived, or its arrival moved.")
        close_case(fingerprint=f"{KIND}:{reference}", at=at, note=note)
    return opened


def fingerprint_of(shipment: Shipment) -> str:
    return f"{KIND}:{shipment.reference}"


def _open(shipment: Shipment, *, at: datetime) -> None:
    transfer = shipment.transfer
    part = progress_of(transfer).part(shipment.reference)
    on_way = {sku_id: n.in_transit for sku_id, n in part.items() if n.in_transit > 0}
    open_case(
        kind=KIND,
        fingerprint=fingerprint_of(shipment),
        title=_("%(shipment)s has not reached %(to)s")
        % {"shipment": shipment, "to": transfer.to_location.name},
        subject=transfer,
        at=at,
        place=transfer.to_location.place,
        evidence={
            "transfer": transfer.reference,
            "shipment": str(shipment),
            "due_at": shipment.due_at.isoformat() if shipment.due_at else "",
            "shipped_at": shipment.shipped_at.isoformat() if shipment.shipped_at else "",
            "carrier": shipment.carrier,
            "tracking": shipment.tracking,
            "receipt": shipment.receipt,
        },
        **stakes(on_way, place=transfer.to_location.place, at=at),
    )
