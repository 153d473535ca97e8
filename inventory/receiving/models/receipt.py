"""Expected deliveries: what should arrive, from whom, by when."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models.place import Principal, scope_q
from inventory.catalog.models import Location, Sku

REFERENCE = re.compile(r"^RC-(\d{6,18})$", re.IGNORECASE)
LONGEST_DOCUMENT = 80


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, principal: Principal) -> ReceiptQuerySet:
        return self.filter(scope_q(principal, prefix="location__place"))

    def awaited(self) -> ReceiptQuerySet:
        """Something of it has still to come: it is neither here nor said to be missing."""
        open_ones = [Receipt.Status.EXPECTED, Receipt.Status.PARTLY_RECEIVED]
        return self.filter(status__in=open_ones, all_told=False)

    def open(self) -> ReceiptQuerySet:
        """Not ended: goods may still be booked in on it."""
        return self.exclude(status__in=[Receipt.Status.CLOSED, Receipt.Status.CANCELLED])

    def with_reference(self, reference: str) -> ReceiptQuerySet:
        """The one receipt named `RC-…`, or none when the text is no reference."""
        match = REFERENCE.match(reference.strip())
        return self.filter(pk=int(match[1])) if match else self.none()


class Receipt(models.Model):
    """One delivery of one document to one location. Open once per document and location."""

    class Status(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        PARTLY_RECEIVED = "partly_received", _("Partly received")
        RECEIVED = "received", _("Received")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

        @property
        def tone(self) -> str:
            return {"partly_received": "warn", "received": "ok"}.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            waiting = {
                "expected": "sender",
                "partly_received": "sender",
                "received": "warehouse",
            }
            return waiting.get(str(self.value), "nobody")

    # The key of a DeliveryKind.
    kind = models.CharField(max_length=20)
    # What the sender calls it: a purchase order, an advance notice, a shipment.
    document = models.CharField(max_length=LONGEST_DOCUMENT, db_collation="C")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    sender = models.CharField(max_length=160, blank=True, default="")
    status = FSMField(max_length=16, choices=Status, default=Status.EXPECTED, protected=True)
    due_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=500, blank=True, default="")
    # What has not arrived is all said to be missing: nobody waits for the sender, nothing is overdue.
    all_told = models.BooleanField(default=False)
    # One more with each change: a form that shows an older one does not act.
    version = models.PositiveIntegerField(default=1)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind", "location"],
                condition=~Q(status="cancelled"),
                name="receiving_receipt_document_once",
            ),
        ]
        indexes = [
            models.Index(fields=["location", "status", "due_at"], name="receiving_receipt_due"),
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["expected", "partly_received"]),
                name="receiving_receipt_awaited",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.document}"

    @property
    def reference(self) -> str:
        return f"RC-{self.pk:06d}"

    @property
    def state(self) -> Status:
        return Receipt.Status(self.status)

    @property
    def is_open(self) -> bool:
        return self.status not in {Receipt.Status.CLOSED, Receipt.Status.CANCELLED}

    def is_late(self, at: datetime) -> bool:
        awaited = self.status in {Receipt.Status.EXPECTED, Receipt.Status.PARTLY_RECEIVED}
        return awaited and not self.all_told and self.due_at is not None and self.due_at < at

    @transition(
        field=status,
        source=[Status.EXPECTED, Status.PARTLY_RECEIVED, Status.RECEIVED],
        target=Status.PARTLY_RECEIVED,
    )
    def receive_part(self) -> None:
        """Some of it is here, or some that was said to be here is not."""

    @transition(
        field=status,
        source=[Status.EXPECTED, Status.PARTLY_RECEIVED, Status.RECEIVED],
        target=Status.RECEIVED,
    )
    def receive_all(self) -> None:
        """All of it is here."""

    @transition(
        field=status,
        source=[Status.PARTLY_RECEIVED, Status.RECEIVED],
        target=Status.EXPECTED,
    )
    def expect_again(self) -> None:
        """All that was booked in was taken back."""

    @transition(
        field=status,
        source=[Status.PARTLY_RECEIVED, Status.RECEIVED],
        target=Status.CLOSED,
    )
    def close(self, *, at: datetime, reason: str) -> None:
        """Nothing more is awaited."""
        self.closed_at, self.closing_reason = at, reason

    @transition(field=status, source=Status.EXPECTED, target=Status.CANCELLED)
    def cancel(self, *, at: datetime, reason: str) -> None:
        """It will not come."""
        self.closed_at, self.closing_reason = at, reason


class ReceiptLine(models.Model):
    """How much of one SKU should arrive. What did arrive is the sum of its events."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    # In base units; 0 for what arrived without being announced.
    expected = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "sku"], name="receiving_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.expected} of {self.sku_id}"
