"""How much more than expected is let in, and where goods land."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Place
from inventory.catalog.models import Location


class OverReceiptTolerance(models.Model):
    """The percentage over what was expected that is accepted without an override."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    # A kind of delivery and a sender; empty is every one.
    kind = models.CharField(max_length=20, blank=True, default="")
    sender = models.CharField(max_length=160, blank=True, default="")
    percent = models.PositiveSmallIntegerField()
    # One more with each change: forms and the API name what they saw.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["place__path", "kind", "sender"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "sender"], name="receiving_tolerance_once"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="receiving_tolerance_at_most_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}% at {self.place_id}"


class LandingSetting(models.Model):
    """Where deliveries land at a location: straight on the shelf, or first in `receiving`."""

    location = models.OneToOneField(
        Location, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    direct = models.BooleanField()
    # One more with each change; a location nobody has set is at 0.
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.location_id} {'direct' if self.direct else 'put away'}"
