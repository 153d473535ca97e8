"""What is not suggested for a while: somebody dismissed it, or drafted it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from accounts.models.place import Principal, scope_q
from inventory.catalog.models import Location, Sku


class QuietCellQuerySet(models.QuerySet["QuietCell"]):
    def at(self, moment: datetime) -> QuietCellQuerySet:
        return self.filter(until__gt=moment)

    def visible_to(self, principal: Principal) -> QuietCellQuerySet:
        """What would reach a place in scope."""
        return self.filter(scope_q(principal, prefix="to_location__place"))


class QuietCell(models.Model):
    """One SKU at one place that asks for nothing until a moment, and why."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+")
    to_location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at_time = models.DateTimeField()

    objects = QuietCellQuerySet.as_manager()

    class Meta:
        ordering = ["-at_time", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "to_location"], name="replenishment_quiet_once_per_cell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} to {self.to_location_id} until {self.until:%Y-%m-%d}"

    @property
    def reference(self) -> str:
        """What a selection calls it."""
        return f"SQ-{self.pk:06d}"
