"""Conflicts: a key that came again with other content."""

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


class EventConflictQuerySet(models.QuerySet["EventConflict"]):
    def visible_to(self, principal: Principal) -> EventConflictQuerySet:
        return self.filter(seen_by(principal))

    def open(self) -> EventConflictQuerySet:
        return self.filter(status=EventConflict.Status.OPEN)


class EventConflict(models.Model):
    """What the source sent the second time, beside the event that was posted the first time.

    Nothing of it is posted. One row per source, key and content; a repeat adds to it.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

        @property
        def tone(self) -> str:
            return "bad" if self.value == "open" else ""

        @property
        def waits_for(self) -> str:
            return "ops" if self.value == "open" else "nobody"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200, db_collation="C")
    digest = models.BinaryField(max_length=32)
    event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    raw = models.TextField(blank=True, default="")
    payload = models.JSONField()
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    client = models.CharField(max_length=80, blank=True, default="")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=1)
    status = FSMField(max_length=10, choices=Status, default=Status.OPEN, protected=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True, default="")

    objects = EventConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-first_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key", "digest"], name="intake_conflict_content_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-first_at", "-id"], condition=Q(status="open"), name="intake_conflict_open"
            ),
            models.Index(fields=["-last_at", "-id"], name="intake_conflict_seen"),
            models.Index(fields=["key"], name="intake_conflict_key"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.key}"

    @property
    def reference(self) -> str:
        return f"EC-{self.pk:06d}"

    @transition(field=status, source=Status.OPEN, target=Status.CLOSED)
    def close(self, *, note: str, at: Any, by: Any) -> None:
        """The posted event stands."""
        self.note = note
        self.closed_at = at
        self.closed_by = by
