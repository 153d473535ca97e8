"""Movements: the append-only rows of the ledger."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from inventory.catalog.models import Location, Sku
from inventory.ledger.models.event import Event
from inventory.ledger.vocabulary import End


class Movement(models.Model):
    """A quantity of one SKU from (location, end) to (to_location, to_end) at a time.

    An end is a state of the stock or one of the named ends outside it; outside ends keep the
    location of the event, so every row has both. `count` names the count (or opening) a row belongs
    to: its own difference, what it absorbed, and what reversed it.
    """

    xid = models.BigIntegerField(
        db_default=RawSQL("(pg_current_xact_id()::text::bigint)", ()), editable=False
    )
    event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, db_constraint=False, related_name="movements"
    )
    count = models.ForeignKey(
        Event,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    sku = models.ForeignKey(
        Sku, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    location = models.ForeignKey(
        Location, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    end = models.SmallIntegerField(choices=End.choices())
    to_location = models.ForeignKey(
        Location, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    to_end = models.SmallIntegerField(choices=End.choices())
    quantity = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    reference = models.CharField(max_length=80, blank=True, default="", db_collation="C")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="ledger_movement_positive"),
        ]
        indexes = [
            models.Index(fields=["sku", "location", "occurred_at"], name="ledger_movement_cell"),
            models.Index(
                fields=["sku", "to_location", "occurred_at"],
                condition=~Q(to_location=F("location")),
                name="ledger_movement_to_cell",
            ),
            models.Index(
                fields=["reference"], condition=~Q(reference=""), name="ledger_movement_reference"
            ),
            models.Index(fields=["xid", "id"], name="ledger_movement_horizon"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.sku_id}"
