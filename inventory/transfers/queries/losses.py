"""What of a shortage was written off and still is, and what of it turned up since."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Sum

from inventory.catalog.models import Sku
from inventory.ledger.commands import OWN_SOURCE
from inventory.ledger.models import Event
from inventory.transfers.models import Shortage


def lost_of(shortage: Shortage) -> dict[Sku, int]:
    """By SKU, the pieces that are written off."""
    rows = live_losses(shortage).values("sku_id").annotate(units=Sum("quantity")).order_by()
    units = {row["sku_id"]: int(row["units"]) for row in rows}
    skus = Sku.objects.filter(pk__in=units).order_by("code")
    return {sku: units[sku.pk] for sku in skus}


def live_losses(shortage: Shortage) -> QuerySet[Event]:
    """The events that wrote it off, those that were reversed left out."""
    return _live(shortage, "lost")


def found_since_loss(shortage: Shortage) -> bool:
    """Whether pieces of it turned up after it was written off, and stand in the books."""
    since = shortage.settled_at or shortage.reported_at
    return _live(shortage, "found").filter(occurred_at__gte=since).exists()


def _live(shortage: Shortage, verb: str) -> QuerySet[Event]:
    document = shortage.shipment.reference
    undone = Event.objects.filter(reverses_id=OuterRef("pk"))
    return Event.objects.filter(
        ~Exists(undone),
        reverses=None,
        source__code=OWN_SOURCE,
        reference=document,
        key__startswith=f"{document}/{verb}/{shortage.pk}/",
    )
