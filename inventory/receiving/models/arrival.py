"""What arrived together, the ledger events that say how much, and what was said to be missing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.catalog.models import Sku
from inventory.ledger.models import Event
from inventory.receiving.models.receipt import Receipt


class Arrival(models.Model):
    """One time goods of a receipt were booked in, by a person here or by another system."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="arrivals")
    # From 1 within the receipt; part of the keys of its events.
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The code of the source of events, when another system said so.
    source = models.CharField(max_length=60, blank=True, default="")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["receipt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "number"], name="receiving_arrival_once"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}/{self.number}"


class ReceiptEvent(models.Model):
    """A ledger event that belongs to a receipt, and what it means there. It keeps no quantity:
    sums are taken over the events, those that were reversed left out.
    """

    class Meaning(models.TextChoices):
        ORDERED = "ordered", _("Ordered")
        WITHDRAWN = "withdrawn", _("Not ordered any more")
        ACCEPTED = "accepted", _("Accepted")
        DAMAGED = "damaged", _("Damaged")
        LOST = "lost", _("Written off as lost")
        PUT_AWAY = "put_away", _("Put away")

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="events")
    arrival = models.ForeignKey(
        Arrival, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    event = models.OneToOneField(
        Event, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    meaning = models.CharField(max_length=10, choices=Meaning)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.meaning} {self.event_id}"


class Missing(models.Model):
    """What somebody reported missing at an arrival: a claim about the sender, no stock moves."""

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="missing")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["arrival", "sku"], name="receiving_missing_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="receiving_missing_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.sku_id} missing"
