"""The business units of the demo, how far each is loaded, and what is told later."""

from __future__ import annotations

from django.db import models

from accounts.models import Place


class Unit(models.Model):
    """One business unit: a network with its catalogue, read from public data or from your own file."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        READING = "reading", "Reading its files"
        LOADING = "loading", "Loading"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    form = models.CharField(max_length=20)
    # Of your own file; empty for the files of the product.
    digest = models.CharField(max_length=64, blank=True, default="")
    network = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    message = models.CharField(max_length=300, blank=True, default="")
    # Added to every date of the unit, in whole days, so that it ends today.
    shift_days = models.IntegerField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # Rows of the file that are no goods movements, by reason.
    left_out = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def tone(self) -> str:
        return {"ready": "ok", "failed": "bad"}.get(self.status, "info")


class LaterTold(models.Model):
    """A delivery whose shifted time has not come yet; the replay tells it when it has."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    due_at = models.DateTimeField(db_index=True)
    payload = models.JSONField()

    def __str__(self) -> str:
        return f"{self.source} {self.due_at:%H:%M}"
