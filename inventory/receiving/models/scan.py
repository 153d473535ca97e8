"""Scans of a delivery that is being received: kept one by one, booked in together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.catalog.models import Sku
from inventory.receiving.models.arrival import Arrival
from inventory.receiving.models.receipt import Receipt


class ReceiptScan(models.Model):
    """One Enter of a scanner. Its id comes from the device, so a scan sent twice counts once."""

    class Part(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DAMAGED = "damaged", _("Damaged")

    id = models.UUIDField(primary_key=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="scans")
    code = models.CharField(max_length=120)
    # Empty when nothing here has that code.
    sku = models.ForeignKey(Sku, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # In base units; below zero takes back.
    quantity = models.BigIntegerField()
    part = models.CharField(max_length=10, choices=Part, default=Part.ACCEPTED)
    reason = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The arrival it was booked in with.
    arrival = models.ForeignKey(
        Arrival, null=True, blank=True, on_delete=models.PROTECT, related_name="scans"
    )
    # Unknown codes: when somebody looked at it and said what it was.
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(
                fields=["receipt"],
                condition=Q(arrival__isnull=True),
                name="receiving_scan_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} x {self.quantity}"
