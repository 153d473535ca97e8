"""Locations: places that can hold stock."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Place
from accounts.models.place import Principal, scope_q


class LocationQuerySet(models.QuerySet["Location"]):
    def visible_to(self, principal: Principal) -> LocationQuerySet:
        return self.filter(scope_q(principal, prefix="place"))


class Location(models.Model):
    """One-to-one with its place, whose id and code it shares."""

    class Kind(models.TextChoices):
        STORE = "store", _("Store")
        DC = "dc", _("Distribution centre")
        DARK_STORE = "dark_store", _("Dark store")
        THREE_PL = "3pl", _("Third-party warehouse")
        DROP_SHIP = "drop_ship", _("Drop shipper")

    class Lifecycle(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed")

        @property
        def tone(self) -> str:
            return "warn" if self.value == "suspended" else ""

        @property
        def waits_for(self) -> str:
            return "admin" if self.value in {"planned", "suspended"} else "nobody"

    place = models.OneToOneField(
        Place, primary_key=True, on_delete=models.PROTECT, related_name="location"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    lifecycle = FSMField(
        max_length=12, choices=Lifecycle, default=Lifecycle.PLANNED, protected=True
    )
    # Minutes a state may stay below zero before it is a case: the slowest feed's interval.
    grace_minutes = models.PositiveIntegerField(default=30)
    attributes = models.JSONField(default=dict, blank=True)
    # One more with each change: a form that shows an older one does not save.
    version = models.PositiveIntegerField(default=1)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["place__code"]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def state(self) -> Lifecycle:
        return Location.Lifecycle(self.lifecycle)

    @transition(
        field=lifecycle, source=[Lifecycle.PLANNED, Lifecycle.SUSPENDED], target=Lifecycle.OPEN
    )
    def open(self) -> None:
        """Receives, sells and sends."""

    @transition(field=lifecycle, source=Lifecycle.OPEN, target=Lifecycle.SUSPENDED)
    def suspend(self) -> None:
        """Keeps its stock; no new promise is made from it."""

    @transition(
        field=lifecycle,
        source=[Lifecycle.PLANNED, Lifecycle.OPEN, Lifecycle.SUSPENDED],
        target=Lifecycle.CLOSED,
    )
    def close(self) -> None:
        """Ends it; only without stock and open documents."""
