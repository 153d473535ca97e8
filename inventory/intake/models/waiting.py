"""Waiting events: facts that could not be posted, kept whole until they can."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from accounts.models import Place
from accounts.models.place import Principal
from inventory.intake.scope import seen_by
from inventory.ledger.models import Event, Source


class WaitingEventQuerySet(models.QuerySet["WaitingEvent"]):
    def visible_to(self, principal: Principal) -> WaitingEventQuerySet:
        return self.filter(seen_by(principal))

    def open(self) -> WaitingEventQuerySet:
        return self.filter(status=WaitingEvent.Status.OPEN)


class WaitingEvent(models.Model):
    """One row per source, key and content; a repeated delivery adds to it.

    `digest` is over what the source sent, so a correction by staff (`payload`) never makes the
    source's own repeat look new. `raw` is the text as it arrived and never changes.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Waiting"
        POSTED = "posted", "Posted"
        SUPERSEDED = "superseded", "Superseded"
        DISMISSED = "dismissed", "Dismissed"

        @property
        def tone(self) -> str:
            return {"open": "warn", "posted": "ok"}.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return "ops" if self.value == "open" else "nobody"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200, blank=True, default="", db_collation="C")
    digest = models.BinaryField(max_length=32)
    # The ledger's own digest of it, when last tried; empty when it was not asked.
    ledger_digest = models.BinaryField(max_length=32, blank=True, default=b"")
    raw = models.TextField(blank=True, default="")
    # What would be posted: as parsed, or as corrected. Null when the item was no object.
    payload = models.JSONField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=60)
    # Empty from a correction until it is tried again.
    detail = models.CharField(max_length=500, blank=True, default="")
    # The words of the payload that a person filters by; nothing here is resolved.
    type = models.CharField(max_length=40, blank=True, default="")
    sku = models.CharField(max_length=80, blank=True, default="")
    location = models.CharField(max_length=80, blank=True, default="")
    # The key an early reversal waits for.
    reverses = models.CharField(max_length=200, blank=True, default="", db_collation="C")
    stream = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    sequence = models.BigIntegerField(null=True, blank=True)
    # Where it belongs, as far as known: its location's place, else the place of its client.
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    client = models.CharField(max_length=80, blank=True, default="")
    # The subtrees the client may report for; a sweep that tries again keeps to them.
    client_scope = models.JSONField(null=True, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=1)
    status = FSMField(max_length=10, choices=Status, default=Status.OPEN, protected=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True, default="")
    event = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    objects = WaitingEventQuerySet.as_manager()

    class Meta:
        ordering = ["-first_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key", "digest"], name="intake_waiting_content_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-first_at", "-id"],
                condition=Q(status="open"),
                name="intake_waiting_open",
            ),
            models.Index(
                fields=["source", "code"], condition=Q(status="open"), name="intake_waiting_code"
            ),
            models.Index(
                fields=["source", "reverses"],
                condition=Q(status="open", code="reverses_unknown"),
                name="intake_waiting_reverses",
            ),
            models.Index(
                fields=["source", "stream", "sequence"],
                condition=Q(sequence__isnull=False),
                name="intake_waiting_stream",
            ),
            models.Index(fields=["key"], name="intake_waiting_key"),
            models.Index(fields=["-last_at", "-id"], name="intake_waiting_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.key or 'without key'}"

    @property
    def reference(self) -> str:
        return f"WE-{self.pk:06d}"

    @property
    def is_untried(self) -> bool:
        """Corrected since it was tried last: nobody knows yet whether anything is wrong with it."""
        return self.is_corrected and self.status == self.Status.OPEN and not self.detail

    @property
    def is_corrected(self) -> bool:
        return self.corrected_at is not None

    @transition(field=status, source=Status.OPEN, target=Status.POSTED)
    def posted(self, *, event_id: int | None, at: Any, by: Any = None) -> None:
        """Its content was posted: by a replay, as sent or corrected, or by the source's own repeat."""
        self.event_id = event_id
        self.closed_at = at
        self.closed_by = by

    @transition(field=status, source=Status.OPEN, target=Status.SUPERSEDED)
    def supersede(self, *, event_id: int | None, at: Any) -> None:
        """Its key was posted with other content, usually the source's own correction."""
        self.event_id = event_id
        self.closed_at = at

    @transition(field=status, source=Status.OPEN, target=Status.DISMISSED)
    def dismiss(self, *, note: str, at: Any, by: Any) -> None:
        """Will not be posted. Further deliveries of the same content are counted here."""
        self.note = note
        self.closed_at = at
        self.closed_by = by

    @transition(field=status, source=Status.DISMISSED, target=Status.OPEN)
    def reopen(self) -> None:
        """Waits again."""
        self.note = ""
        self.closed_at = None
        self.closed_by = None


class WaitingOccurrence(models.Model):
    """One delivery of a waiting event. The row keeps the count; times are kept for the first 50."""

    KEPT = 50

    waiting = models.ForeignKey(WaitingEvent, on_delete=models.CASCADE, related_name="occurrences")
    at = models.DateTimeField()
    client = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.waiting_id} at {self.at:%Y-%m-%d %H:%M}"
