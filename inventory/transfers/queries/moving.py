"""Where transfers stand as conditions on a query: still to be picked, on their way and since when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from inventory.ledger.vocabulary import End, EventType
from inventory.transfers.models import Shipment, Transfer

Status = Transfer.Status
# Pieces are in transit: on their way, or said to be missing and not written off.
ON_WAY = (Shipment.Status.SHIPPED, Shipment.Status.RECEIVED)
_ALLOCATED = End.ALLOCATED.value
_REFERENCE = """('TR-' || CASE WHEN transfers_transfer.id < 1000000
    THEN to_char(transfers_transfer.id, 'FM000000') ELSE transfers_transfer.id::text END)"""
# Of some SKU more was set aside for the transfer than left or was freed again.
_STILL_ALLOCATED = f"""EXISTS (
    SELECT FROM ledger_movement m
    JOIN ledger_event e ON e.id = m.event_id AND e.type <> {EventType.REVERSAL.value}
    WHERE m.count_id IS NULL AND m.reference <> '' AND {_ALLOCATED} IN (m."end", m.to_end)
        AND (m.reference = {_REFERENCE} COLLATE "C"
            OR (m.reference > ({_REFERENCE} || '/') COLLATE "C"
                AND m.reference < ({_REFERENCE} || '0') COLLATE "C"))
        AND NOT EXISTS (SELECT FROM ledger_event undo WHERE undo.reverses_id = e.id)
    GROUP BY m.sku_id
    HAVING sum(CASE WHEN m.to_end = {_ALLOCATED} THEN m.quantity ELSE -m.quantity END) > 0
)"""


def to_ship_q() -> Q:
    """What the origin has to pick and ship: also the rest of what partly left."""
    begun = Q(status=Status.IN_PROGRESS) & Q(RawSQL(_STILL_ALLOCATED, (), BooleanField()))  # noqa: S611 - made of constants
    return Q(status__in=[Status.APPROVED, Status.RECEIVED]) | begun


def on_way_q() -> Q:
    """What the destination has to receive."""
    shipped = Shipment.objects.filter(transfer=OuterRef("pk"), status=Shipment.Status.SHIPPED)
    return Q(Exists(shipped))


def overdue_q(at: datetime) -> Q:
    """What should have arrived."""
    late = Shipment.objects.filter(transfer=OuterRef("pk"), status=Shipment.Status.SHIPPED)
    return Q(Exists(late.filter(due_at__lt=at)))


def in_transit_for_q(days: int, at: datetime) -> Q:
    """What has pieces in transit for so many days or more."""
    old = Shipment.objects.filter(transfer=OuterRef("pk"), status__in=ON_WAY)
    return Q(Exists(old.filter(shipped_at__lte=at - timedelta(days=days))))


def in_transit_since() -> Subquery:
    """When the oldest shipment with pieces in transit left; nothing when none is."""
    rows = Shipment.objects.filter(transfer=OuterRef("pk"), status__in=ON_WAY)
    return Subquery(rows.order_by("shipped_at").values("shipped_at")[:1])
