"""Shipments: what of a transfer left together."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from inventory.catalog.models import Sku
from inventory.transfers.models.transfer import Transfer


class Shipment(models.Model):
    """Its reference is the transfer's and its number. What it holds is packed by line; what left,
    arrived, was damaged or lost are the sums of the movements that carry its reference."""

    class Status(models.TextChoices):
        PACKED = "packed", _("Packed")
        SHIPPED = "shipped", _("On its way")
        RECEIVED = "received", _("Received, with missing pieces")
        CLOSED = "closed", _("Closed")
        UNPACKED = "unpacked", _("Taken apart")

        @property
        def tone(self) -> str:
            return {"shipped": "info", "received": "warn", "closed": "ok"}.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return {
                "packed": "warehouse",
                "shipped": "warehouse",
                "received": "approver",
            }.get(str(self.value), "nobody")

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="shipments")
    number = models.PositiveSmallIntegerField()
    # What its movements carry; a warehouse system that names no part reports under the transfer's.
    reference = models.CharField(max_length=40, unique=True, db_collation="C")
    status = FSMField(max_length=8, choices=Status, default=Status.PACKED, protected=True)
    carrier = models.CharField(max_length=80, blank=True, default="")
    tracking = models.CharField(max_length=80, blank=True, default="")
    parcels = models.PositiveSmallIntegerField(default=1)
    # The source that reported it, when we did not ship it ourselves.
    reported_by = models.CharField(max_length=40, blank=True, default="")
    # The delivery that was announced to the destination: `RC-…`.
    receipt = models.CharField(max_length=20, blank=True, default="")
    packed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    packed_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "number"], name="transfers_shipment_number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status="shipped"),
                name="transfers_shipment_due",
            ),
        ]

    def __str__(self) -> str:
        return f"TR-{self.transfer_id:06d}/{self.number}"

    @property
    def state(self) -> Status:
        return Shipment.Status(self.status)

    @transition(field=status, source=Status.PACKED, target=Status.SHIPPED)
    def ship(self, *, due_at: datetime, at: datetime) -> None:
        """Left the origin."""
        self.shipped_at, self.due_at = at, due_at

    @transition(field=status, source=Status.PACKED, target=Status.UNPACKED)
    def unpack(self, *, at: datetime) -> None:
        """Taken apart before it left; its pieces are free for another shipment."""
        self.closed_at = at

    @transition(field=status, source=Status.SHIPPED, target=Status.RECEIVED)
    def receive(self, *, at: datetime) -> None:
        """The destination said of every piece what became of it; some are missing."""
        self.received_at = at

    @transition(field=status, source=[Status.SHIPPED, Status.RECEIVED], target=Status.CLOSED)
    def close(self, *, at: datetime) -> None:
        """Nothing of it is on its way."""
        self.received_at = self.received_at or at
        self.closed_at = at

    @transition(field=status, source=[Status.RECEIVED, Status.CLOSED], target=Status.SHIPPED)
    def reopen(self) -> None:
        """A receipt was undone, or more of it was reported: it is on its way again."""
        self.received_at = self.closed_at = None


class ShipmentLine(models.Model):
    """What was packed of one SKU, for the packing slip. What left is the ledger's to say."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    packed = models.PositiveIntegerField()

    class Meta:
        ordering = ["sku__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "sku"], name="transfers_packed_once_per_sku"
            ),
            models.CheckConstraint(condition=Q(packed__gte=1), name="transfers_packed_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.packed} of {self.sku_id}"
