"""Stock levels: the sum of movements per SKU and location, one column per state."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models.place import Principal, scope_q
from inventory.catalog.models import Location, Sku

PHYSICAL = "receiving + available + reserved + allocated + damaged + quarantined + returned"
SELLABLE = (
    "available + LEAST(0, receiving) + LEAST(0, reserved) + LEAST(0, allocated)"
    " + LEAST(0, damaged) + LEAST(0, quarantined) + LEAST(0, returned)"
)


class StockLevelQuerySet(models.QuerySet["StockLevel"]):
    def visible_to(self, principal: Principal) -> StockLevelQuerySet:
        return self.filter(scope_q(principal, prefix="location__place"))


class StockLevel(models.Model):
    """Written by the posting function and by rebuild, by nobody else."""

    pk = models.CompositePrimaryKey("sku_id", "location_id")
    sku = models.ForeignKey(Sku, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    location = models.ForeignKey(Location, on_delete=models.DO_NOTHING, db_constraint=False)
    receiving = models.BigIntegerField(db_default=0)
    available = models.BigIntegerField(db_default=0)
    reserved = models.BigIntegerField(db_default=0)
    allocated = models.BigIntegerField(db_default=0)
    damaged = models.BigIntegerField(db_default=0)
    quarantined = models.BigIntegerField(db_default=0)
    returned = models.BigIntegerField(db_default=0)
    in_transit = models.BigIntegerField(db_default=0)
    on_order = models.BigIntegerField(db_default=0)
    # The latest moment any count or opening of this cell speaks of: later events need no second look.
    last_counted_at = models.DateTimeField(null=True)
    # Since when some state is below zero without a break (recording time); null when none is.
    below_zero_since = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    objects = StockLevelQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["below_zero_since"],
                condition=Q(below_zero_since__isnull=False),
                name="ledger_level_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} at {self.location_id}"

    @property
    def on_hand(self) -> int:
        return (
            self.receiving
            + self.available
            + self.reserved
            + self.allocated
            + self.damaged
            + self.quarantined
            + self.returned
        )

    @property
    def sellable(self) -> int:
        others = (
            self.receiving,
            self.reserved,
            self.allocated,
            self.damaged,
            self.quarantined,
            self.returned,
        )
        return self.available + sum(min(0, state) for state in others)


class DirtySku(models.Model):
    """One insert-only row per SKU and posting, for whoever publishes; the publisher deletes it."""

    sku = models.ForeignKey(Sku, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.sku_id)
