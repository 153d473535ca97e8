"""Numbers a stream skipped."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Place
from accounts.models.place import Principal
from inventory.intake.scope import seen_by
from inventory.ledger.models import Source


class StreamMark(models.Model):
    """How far the gap sweep has read one stream of one source. Everything below is known.

    A stream that began again counts from one event and its moment on: what is older, or happened
    before, belongs to the run before it.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    stream = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    upto = models.BigIntegerField()
    began_id = models.BigIntegerField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "stream"], name="intake_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} up to {self.upto}"


class SequenceGapQuerySet(models.QuerySet["SequenceGap"]):
    def visible_to(self, principal: Principal) -> SequenceGapQuerySet:
        return self.filter(seen_by(principal))

    def open(self) -> SequenceGapQuerySet:
        return self.filter(closed_at__isnull=True)


class SequenceGap(models.Model):
    """The numbers `first` to `last` of a stream that nobody has delivered.

    A late arrival narrows or closes it; staff may close it with a note.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    stream = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    # Where the event after the gap happened.
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True, default="")

    objects = SequenceGapQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="intake_gap_way"),
            models.UniqueConstraint(
                fields=["source", "stream", "first"],
                condition=Q(closed_at__isnull=True),
                name="intake_gap_open_once",
            ),
        ]
        indexes = [models.Index(fields=["-seen_at", "-id"], name="intake_gap_seen")]

    def __str__(self) -> str:
        return f"{self.stream or 'stream'} {self.first} to {self.last}"

    @property
    def reference(self) -> str:
        return f"SG-{self.pk:06d}"

    @property
    def stream_text(self) -> str:
        """A source may number its events without naming a stream."""
        return self.stream or "–"

    @property
    def missing(self) -> int:
        return self.last - self.first + 1


class EventsRead(models.Model):
    """How far a sweep has read the events, by their ids."""

    sweep = models.CharField(max_length=40, unique=True)
    upto_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.sweep} up to {self.upto_id}"


class StreamRestartQuerySet(models.QuerySet["StreamRestart"]):
    def visible_to(self, principal: Principal) -> StreamRestartQuerySet:
        return self.filter(seen_by(principal))

    def open(self) -> StreamRestartQuerySet:
        return self.filter(closed_at__isnull=True)


class StreamRestart(models.Model):
    """A stream whose numbers began again, as far as one can see: somebody has to say whether they did."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    stream = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    # The event that seems to be the first of the new run, its moment and its number.
    began_id = models.BigIntegerField()
    began_at = models.DateTimeField()
    first = models.BigIntegerField()
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True, default="")

    objects = StreamRestartQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "stream"],
                condition=Q(closed_at__isnull=True),
                name="intake_restart_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream or 'stream'} from {self.first}"

    @property
    def reference(self) -> str:
        return f"SR-{self.pk:06d}"
