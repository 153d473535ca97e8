"""Transfers: documents that move stock between locations. They keep what was asked and approved;
what was shipped, received, damaged and lost are sums of movements."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models.place import Principal, scope_q
from inventory.catalog.models import Location, Sku

REFERENCE = re.compile(r"^TR-(\d{6,18})(?:/.*)?$", re.IGNORECASE | re.DOTALL)
PREFIX = "TR-"


def reference_of(pk: int | None) -> str | None:
    """What people call the transfer of an id."""
    return f"{PREFIX}{pk:06d}" if pk else None


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, principal: Principal) -> TransferQuerySet:
        """Transfers that leave or reach a place in scope."""
        here = scope_q(principal, prefix="from_location__place")
        return self.filter(here | scope_q(principal, prefix="to_location__place"))

    def open(self) -> TransferQuerySet:
        return self.exclude(status__in=Transfer.ENDED)

    def with_reference(self, reference: str) -> TransferQuerySet:
        """The one transfer named `TR-…` or a part of it, or none when the text is no reference."""
        match = REFERENCE.match(reference.strip())
        return self.filter(pk=int(match[1])) if match else self.none()

    def named(self) -> TransferQuerySet:
        """With what a page says of it."""
        return self.select_related("from_location__place", "to_location__place", "asked_by")


class Transfer(models.Model):
    """One route, one line per SKU, any number of shipments."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        IN_PROGRESS = "in_progress", _("In progress")
        RECEIVED = "received", _("Received")
        CLOSED = "closed", _("Closed")
        REJECTED = "rejected", _("Rejected")
        CANCELLED = "cancelled", _("Cancelled")

        @property
        def tone(self) -> str:
            return TONES.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return WAITS_FOR.get(str(self.value), "nobody")

        @property
        def turn(self) -> Promise:
            """Whose turn it is, in a sentence."""
            return TURNS[str(self.value)]

    class Reason(models.TextChoices):
        REPLENISHMENT = "replenishment", _("Replenishment")
        BALANCING = "balancing", _("Balancing between locations")
        PROMOTION = "promotion", _("Promotion or launch")
        CUSTOMER = "customer", _("Customer order")
        RECALL = "recall", _("Recall or return to stock")
        CLEARING = "clearing", _("Clearing a location")
        OTHER = "other", _("Other")

    class Ending(models.TextChoices):
        CLOSED = "closed", _("closed short")
        CANCELLED = "cancelled", _("cancelled")

    ENDED = (Status.CLOSED, Status.REJECTED, Status.CANCELLED)
    MOVING = (Status.APPROVED, Status.IN_PROGRESS, Status.RECEIVED)

    from_location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="transfers_out"
    )
    to_location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="transfers_in")
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.REPLENISHMENT)
    note = models.CharField(max_length=500, blank=True, default="")
    status = FSMField(max_length=12, choices=Status, default=Status.DRAFT, protected=True)
    # How it ends once nothing of it is on its way: set by closing short and by cancelling.
    ending = models.CharField(max_length=9, choices=Ending, blank=True, default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Whoever drafted, changed or submitted it, by id: none of them approves it.
    authors = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Who asked when no person did: an API client, a suggestion.
    asked_by_client = models.CharField(max_length=80, blank=True, default="")
    # The transfer it is a copy of, such as one that was rejected.
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    needed_by = models.DateField(null=True, blank=True)
    # Frozen at submitting: quantity x standard cost.
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Since when its present status holds: how long it waits.
    since = models.DateTimeField()
    # One more with each change of route or lines: an approval is bound to it.
    edition = models.PositiveIntegerField(default=1)
    # One more with each change of anything: what was shown or printed names it.
    version = models.PositiveIntegerField(default=1)
    # How often it posted: part of the keys of its events, so that none is used twice.
    postings = models.PositiveIntegerField(default=0)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_location=F("to_location")), name="transfers_between_two_places"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "since"], name="transfers_status"),
            models.Index(fields=["from_location", "status"], name="transfers_from"),
            models.Index(fields=["to_location", "status"], name="transfers_to"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference_of(self.pk) or ""

    @property
    def state(self) -> Status:
        return Transfer.Status(self.status)

    @property
    def route(self) -> str:
        return _("%(origin)s to %(destination)s") % {
            "origin": self.from_location.name,
            "destination": self.to_location.name,
        }

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED

    @property
    def asker(self) -> str:
        return str(self.asked_by) if self.asked_by else self.asked_by_client

    @transition(field=status, source=Status.DRAFT, target=Status.SUBMITTED)
    def submit(self, *, value: Any, currency: str, at: datetime) -> None:
        """Checked against the origin's stock; waits for approval."""
        self.value, self.currency = value, currency
        self.submitted_at = self.since = at

    @transition(field=status, source=Status.SUBMITTED, target=Status.DRAFT)
    def recall(self, *, at: datetime) -> None:
        """Taken back or sent back, to be changed."""
        self.submitted_at, self.since = None, at

    @transition(field=status, source=Status.SUBMITTED, target=Status.APPROVED)
    def approve(self, *, at: datetime) -> None:
        """Its pieces are allocated at the origin."""
        self.approved_at = self.since = at

    @transition(
        field=status,
        source=[Status.APPROVED, Status.REJECTED, Status.DRAFT],
        target=Status.SUBMITTED,
    )
    def take_back(self, *, at: datetime) -> None:
        """The decision was undone; it waits for approval again."""
        self.approved_at = self.ended_at = None
        self.submitted_at = self.submitted_at or at
        self.since = at

    @transition(field=status, source=Status.SUBMITTED, target=Status.REJECTED)
    def reject(self, *, at: datetime) -> None:
        """Somebody decided against it."""
        self.ended_at = self.since = at

    @transition(field=status, source=Status.APPROVED, target=Status.IN_PROGRESS)
    def start(self, *, at: datetime) -> None:
        """Picking began: the approval can no longer be undone."""
        self.started_at = self.since = at

    @transition(
        field=status,
        source=[
            Status.DRAFT,
            Status.SUBMITTED,
            Status.APPROVED,
            Status.RECEIVED,
            Status.CLOSED,
            Status.REJECTED,
            Status.CANCELLED,
        ],
        target=Status.IN_PROGRESS,
    )
    def go_on(self, *, at: datetime) -> None:
        """Pieces of it are on their way (again): shipped, or a receipt was undone."""
        self.started_at = self.started_at or at
        self.received_at = self.ended_at = None
        self.since = at

    @transition(field=status, source=Status.IN_PROGRESS, target=Status.RECEIVED)
    def arrive(self, *, at: datetime) -> None:
        """Nothing of it is on its way; some of it still lies allocated at the origin."""
        self.received_at = self.since = at

    @transition(
        field=status,
        source=[Status.APPROVED, Status.IN_PROGRESS, Status.RECEIVED],
        target=Status.CLOSED,
    )
    def close(self, *, at: datetime) -> None:
        """Everything is shipped and accounted for, or the rest was closed short."""
        self.received_at = self.received_at or at
        self.ended_at = self.since = at

    @transition(
        field=status,
        source=[
            Status.DRAFT,
            Status.SUBMITTED,
            Status.APPROVED,
            Status.IN_PROGRESS,
            Status.RECEIVED,
        ],
        target=Status.CANCELLED,
    )
    def cancel(self, *, at: datetime) -> None:
        """Called off; nothing of it is allocated or on its way any more."""
        self.ended_at = self.since = at


class TransferLine(models.Model):
    """One SKU of a transfer: what was asked, and what was approved of it. Never what moved."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()
    # Set by the approval: never more than asked.
    approved = models.PositiveIntegerField(null=True, blank=True)
    # Standard cost of one base unit when it was submitted.
    unit_cost = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["sku__code"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "sku"], name="transfers_line_once_per_sku"),
            models.CheckConstraint(condition=Q(asked__gte=1), name="transfers_line_positive"),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(approved__lte=F("asked")),
                name="transfers_line_never_raised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked} of {self.sku_id}"

    @property
    def due(self) -> int:
        """What is to be moved of it, as far as decided."""
        return self.asked if self.approved is None else self.approved


S = Transfer.Status
TONES: dict[str, str] = {
    S.SUBMITTED: "info",
    S.APPROVED: "info",
    S.IN_PROGRESS: "info",
    S.RECEIVED: "ok",
    S.CLOSED: "ok",
    S.REJECTED: "bad",
}
WAITS_FOR: dict[str, str] = {
    S.DRAFT: "requester",
    S.SUBMITTED: "approver",
    S.APPROVED: "warehouse",
    S.IN_PROGRESS: "warehouse",
    S.RECEIVED: "warehouse",
}
TURNS: dict[str, Promise] = {
    S.DRAFT: _("Waits for whoever asked to submit it."),
    S.SUBMITTED: _("Waits for an approver."),
    S.APPROVED: _("Waits for the origin to pick and ship it."),
    S.IN_PROGRESS: _("Waits for the origin to ship, or for the destination to receive."),
    S.RECEIVED: _("Waits for the origin to ship the rest, or to close it short."),
    S.CLOSED: _("Nothing is left to do."),
    S.REJECTED: _("Nothing is left to do."),
    S.CANCELLED: _("Nothing is left to do."),
}
