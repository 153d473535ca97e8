"""Tallies: what was received when, from whom, how late. Insert-only when it happens, rolled up later."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from inventory.catalog.models import Location
from inventory.ledger.models import Source

# Upper bounds, in seconds, of the lag histogram; the last bucket takes the rest.
LAG_BOUNDS = (1, 2, 5, 10, 30, 60, 120, 300, 900, 1_800, 3_600, 7_200, 21_600, 86_400, 604_800)


class Counts(models.Model):
    """What both the raw tally and the minute carry."""

    received = models.IntegerField()
    posted = models.IntegerField()
    duplicate = models.IntegerField()
    conflict = models.IntegerField()
    rejected = models.IntegerField()
    # Lag: received minus occurred, of what was posted, in seconds, never below zero.
    lag_sum_s = models.FloatField()
    lag_max_s = models.FloatField()
    lag_counts = ArrayField(models.IntegerField())

    class Meta:
        abstract = True


class Tally(Counts):
    """One accept call. No call touches a row of another: nothing to wait for."""

    source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    client = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()
    # The locations its events named: their feeds were heard.
    heard = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{self.received} at {self.at:%H:%M:%S}"


class MinuteTally(Counts):
    """The tallies of one source and client in one minute."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    client = models.CharField(max_length=80, blank=True, default="")
    minute = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "source", "client"], name="intake_minute_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received} in {self.minute:%Y-%m-%d %H:%M}"


class FeedHeard(models.Model):
    """When a source last spoke at all (no location) or about a location."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "location"], nulls_distinct=False, name="intake_feed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} at {self.location_id or 'all'}"
