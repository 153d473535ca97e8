"""Let the destination expect a shipment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from inventory.catalog.models import Sku
from inventory.receiving.services import expect_delivery
from inventory.transfers.models import Shipment, Transfer

# How long a shipment is usually on its way, when nobody says otherwise.
USUAL_TRANSIT = timedelta(days=2)
DELIVERY = "transfer"


def due_of(shipment: Shipment, *, leaves_at: datetime) -> datetime:
    """When what leaves now is due: when it was packed for while that is to come, else as usual."""
    if shipment.due_at and shipment.due_at >= leaves_at:
        return shipment.due_at
    return leaves_at + USUAL_TRANSIT


def announce(
    transfer: Transfer,
    shipment: Shipment,
    lines: Mapping[Sku, int],
    *,
    actor: User | None,
    at: datetime,
) -> None:
    """Let the destination expect the shipment."""
    receipt = expect_delivery(
        kind=DELIVERY,
        document=shipment.reference,
        location=transfer.to_location,
        sender=transfer.from_location.name,
        due_at=shipment.due_at,
        lines=list(lines.items()),
        actor=actor,
        at=at,
    )
    shipment.receipt = receipt.reference
