"""Scans: what was seen, once each and for ever; and the codes somebody has to look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from inventory.catalog.models import Sku
from inventory.counts.models.count import Count
from inventory.counts.models.part import CountPart, CountSession


class CountScan(models.Model):
    """Append-only. The id is the device's own, so a scan sent twice is kept once.

    A correction is a scan too: its quantity is what it adds or takes away, and its session says who
    corrected.
    """

    class Kind(models.TextChoices):
        SCAN = "scan", _("Scan")
        CORRECTION = "correction", _("Correction")
        LINE = "line", _("Sent as a line")

    class Standing(models.TextChoices):
        OK = "ok", _("Counted")
        UNKNOWN = "unknown", _("Unknown code")
        FOREIGN = "foreign", _("Not of this shelf")
        KIT = "kit", _("A kit")
        LATE = "late", _("After the shelf was finished")
        EARLY = "early", _("Before the shelf was to be counted")
        SETTLED = "settled", _("After it was posted or decided")
        BELOW = "below", _("More taken away than counted")

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(CountSession, on_delete=models.PROTECT, related_name="scans")
    part = models.ForeignKey(CountPart, on_delete=models.PROTECT, related_name="scans")
    sku = models.ForeignKey(Sku, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SCAN)
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.OK)
    # In base units; a correction may be below zero.
    quantity = models.IntegerField()
    # On the device, by our clock: when somebody stood there, however much later it came.
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["received_at", "at"]
        indexes = [
            models.Index(fields=["part", "sku"], name="counts_scan_part"),
            models.Index(fields=["session", "-at"], name="counts_scan_session"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.code}"


class KeptCode(models.Model):
    """A code that could not be counted where it was scanned. It waits for a reviewer, beside all others."""

    class Status(models.TextChoices):
        OPEN = "open", _("To settle")
        SETTLED = "settled", _("Settled")

        @property
        def tone(self) -> str:
            return "warn" if self.value == "open" else "ok"

        @property
        def waits_for(self) -> str:
            return "reviewer" if self.value == "open" else "nobody"

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="kept")
    part = models.ForeignKey(CountPart, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    why = models.CharField(max_length=8, choices=CountScan.Standing)
    sku = models.ForeignKey(Sku, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    status = FSMField(max_length=10, choices=Status, default=Status.OPEN, protected=True)
    note = models.CharField(max_length=300, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["count", "first_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "code", "why"],
                condition=Q(status="open"),
                name="counts_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @transition(field=status, source=Status.OPEN, target=Status.SETTLED)
    def settle(self, *, note: str, by: Any, at: datetime) -> None:
        """Somebody looked at it and said what it is."""
        self.note = note
        self.settled_by = by
        self.settled_at = at
