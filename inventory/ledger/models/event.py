"""Events: what was reported and accepted. Only a posted event is here, and takes its key."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from inventory.catalog.models import Location, Sku
from inventory.ledger.models.source import Source
from inventory.ledger.vocabulary import COUNT_CODE, OPENING_CODE, Direction, EventType, State


class Event(models.Model):
    """Append-only. Foreign keys carry no constraint: SKUs and locations are never deleted, and four
    row locks per event would halve the rate of posting; `ledger verify` looks for orphans instead.
    """

    xid = models.BigIntegerField(
        db_default=RawSQL("(pg_current_xact_id()::text::bigint)", ()), editable=False
    )
    source = models.ForeignKey(
        Source, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    key = models.CharField(max_length=200, db_collation="C")
    # Over what the source sent, after defaults and units (DESIGN 3.5).
    digest = models.BinaryField(max_length=32)
    # Set when staff corrected a waiting event: the digest of what the source had sent.
    original_digest = models.BinaryField(max_length=32, null=True, blank=True)
    type = models.SmallIntegerField(choices=EventType.choices())
    sku = models.ForeignKey(
        Sku,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    location = models.ForeignKey(
        Location,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    to_location = models.ForeignKey(
        Location,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    state = models.SmallIntegerField(null=True, choices=State.choices())
    to_state = models.SmallIntegerField(null=True, choices=State.choices())
    # In base units; for a count what was seen.
    quantity = models.BigIntegerField()
    direction = models.SmallIntegerField(null=True, choices=Direction.choices())
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    # One moment for all rows of a posting, so that "as known at" never sees half of one.
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    reverses = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    reference = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    reason = models.CharField(max_length=120, blank=True, default="")
    stream = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    sequence = models.BigIntegerField(null=True, blank=True)
    unit_cost = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    # What arrived, to the letter, as text; empty for our own commands.
    raw = models.TextField(blank=True, default="")
    # Who or what: a person's id for commands, a client's name for facts.
    actor_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="ledger_event_key_once"),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(reverses__isnull=False),
                name="ledger_event_reversed_once",
            ),
        ]
        indexes = [
            # The counts and openings of a cell, in time: what absorbs.
            models.Index(
                fields=["sku", "location", "occurred_at"],
                condition=Q(type__in=[COUNT_CODE, OPENING_CODE]),
                name="ledger_event_counts",
            ),
            models.Index(
                fields=["source", "stream", "sequence"],
                condition=Q(sequence__isnull=False),
                name="ledger_event_stream",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.key}"
