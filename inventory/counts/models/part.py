"""Parts of a count: shelves or areas, what they list, and who counted there."""

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


class CountPart(models.Model):
    """A shelf or an area. One that lists SKUs is about these alone; a free one about what is found."""

    class Status(models.TextChoices):
        OPEN = "open", _("To count")
        FINISHED = "finished", _("Counted")

        @property
        def tone(self) -> str:
            return "ok" if self.value == "finished" else ""

        @property
        def waits_for(self) -> str:
            return "counter" if self.value == "open" else "nobody"

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    # 1 is the first count; a recount is a part of its own, which lists what is counted again.
    round = models.PositiveSmallIntegerField(default=1)
    is_listed = models.BooleanField(default=False)
    status = FSMField(max_length=10, choices=Status, default=Status.OPEN, protected=True)
    # The counter said that everything here was looked for: what was not found is zero.
    is_complete = models.BooleanField(default=False)
    # When it was asked to be counted again; a shelf of the first count is asked with its count.
    asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_by_client = models.CharField(max_length=80, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["count", "number"]
        constraints = [
            models.UniqueConstraint(fields=["count", "number"], name="counts_part_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return bool(self.status == CountPart.Status.OPEN)

    @property
    def finished_by_whom(self) -> str:
        return str(self.finished_by or self.finished_by_client or _("another system"))

    @property
    def countable_from(self) -> datetime:
        """Nobody can have counted it before."""
        return self.asked_at or self.count.created_at

    @transition(field=status, source=Status.OPEN, target=Status.FINISHED)
    def finish(self, *, is_complete: bool, by: Any, at: datetime, client: str = "") -> None:
        """Everybody who counted here is done."""
        self.is_complete = is_complete
        self.finished_at = at
        self.finished_by = by
        self.finished_by_client = client

    @transition(field=status, source=Status.FINISHED, target=Status.OPEN)
    def reopen(self) -> None:
        """Is counted on, in a session of its own."""
        self.finished_at = None
        self.finished_by = None
        self.finished_by_client = ""
        self.is_complete = False


class PartSku(models.Model):
    """One SKU a part lists."""

    part = models.ForeignKey(CountPart, on_delete=models.PROTECT, related_name="listed")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "sku"], name="counts_part_sku_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} in {self.part_id}"


class CountSession(models.Model):
    """One person (or client) counting in one part, from a moment until they are done."""

    class Kind(models.TextChoices):
        COUNT = "count", _("Count")
        CORRECTION = "correction", _("Correction")
        RECOUNT = "recount", _("Recount")

    part = models.ForeignKey(CountPart, on_delete=models.PROTECT, related_name="sessions")
    counter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    client = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COUNT)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "counter", "client"],
                condition=Q(ended_at__isnull=True),
                name="counts_session_open_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["counter"], condition=Q(ended_at__isnull=True), name="counts_session_mine"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} in {self.part_id}"

    @property
    def who(self) -> str:
        return str(self.counter) if self.counter else self.client

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
