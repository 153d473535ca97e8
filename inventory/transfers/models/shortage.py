"""Shortages: pieces of a shipment that somebody says are missing, until somebody approves the loss."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from inventory.catalog.models import Sku
from inventory.transfers.models.shipment import Shipment
from inventory.transfers.models.transfer import Transfer

REFERENCE = re.compile(r"^TM-(\d{6,18})$", re.IGNORECASE)


class Shortage(models.Model):
    """A claim, not a movement: the pieces stay in transit until the loss is approved."""

    class Status(models.TextChoices):
        REPORTED = "reported", _("Reported missing")
        ASKED = "asked", _("Loss waits for approval")
        LOST = "lost", _("Written off")
        FOUND = "found", _("Settled otherwise")

        @property
        def tone(self) -> str:
            return {"reported": "warn", "asked": "info", "lost": "bad"}.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return {"reported": "requester", "asked": "approver"}.get(str(self.value), "nobody")

    OPEN = (Status.REPORTED, Status.ASKED)

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="shortages")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="shortages")
    status = FSMField(max_length=8, choices=Status, default=Status.REPORTED, protected=True)
    # The arrival that said so, so that undoing it takes the claim back; empty when nobody received.
    arrival = models.CharField(max_length=40, blank=True, default="", db_collation="C")
    note = models.CharField(max_length=500, blank=True, default="")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["shipment"],
                condition=Q(status__in=["reported", "asked"]),
                name="transfers_shortage_open",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"TM-{self.pk:06d}"

    @property
    def state(self) -> Status:
        return Shortage.Status(self.status)

    @transition(field=status, source=Status.REPORTED, target=Status.ASKED)
    def ask(self, *, at: datetime) -> None:
        """The loss is put to an approver."""
        self.asked_at = at

    @transition(field=status, source=Status.ASKED, target=Status.REPORTED)
    def decline(self) -> None:
        """Not approved: somebody goes on looking."""
        self.asked_at = None

    @transition(field=status, source=Status.LOST, target=Status.ASKED)
    def take_back(self) -> None:
        """The approval was undone; it waits again."""
        self.settled_at = None

    @transition(field=status, source=Status.ASKED, target=Status.LOST)
    def lose(self, *, at: datetime) -> None:
        """The loss is approved and booked to shrinkage."""
        self.settled_at = at

    @transition(field=status, source=Status.LOST, target=Status.FOUND)
    def find_again(self, *, at: datetime) -> None:
        """All that was written off turned up: the loss is taken back."""
        self.settled_at = at

    @transition(field=status, source=[Status.REPORTED, Status.ASKED], target=Status.FOUND)
    def find(self, *, at: datetime) -> None:
        """The pieces turned up, or the receipt that missed them was undone."""
        self.settled_at = at


class ShortageLine(models.Model):
    """How many of one SKU are said to be missing."""

    shortage = models.ForeignKey(Shortage, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    claimed = models.PositiveIntegerField()

    class Meta:
        ordering = ["sku__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["shortage", "sku"], name="transfers_shortage_once_per_sku"
            ),
            models.CheckConstraint(condition=Q(claimed__gte=1), name="transfers_claim_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.claimed} of {self.sku_id}"
