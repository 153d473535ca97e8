"""Who may report what, and how far a claim may differ."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models import Place
from accounts.models.place import Principal, scope_q
from inventory.ledger.models import Source
from inventory.ledger.vocabulary import EventType


class WithPlaceQuerySet(models.QuerySet[Any]):
    def visible_to(self, principal: Principal) -> WithPlaceQuerySet:
        """What holds everywhere is everybody's to read; what holds for a place, by scope."""
        return self.filter(scope_q(principal, prefix="place") | models.Q(place=None))


class TypeOwner(models.Model):
    """This source may report events of this type, everywhere or within one subtree of places.

    As soon as a type has an owner for a place, events of that type from any other source wait
    (`not_owner`). The owners named for the deepest subtree decide; a type without any is free.
    """

    type = models.SmallIntegerField(choices=EventType.choices())
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()

    objects = WithPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["type", "place__path", "source__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "source", "place"],
                nulls_distinct=False,
                name="intake_owner_once",
            ),
        ]

    def __str__(self) -> str:
        where = self.place.code if self.place else "everywhere"
        return f"{self.type_word} by {self.source.code}, {where}"

    @property
    def type_word(self) -> str:
        return EventType(self.type).word


class SnapshotTolerance(models.Model):
    """How many units another system's claim may differ from the ledger before it is a case.

    Without a row: 0. The deepest place decides; at equal depth the row that names the source.
    """

    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    units = models.PositiveIntegerField()
    set_at = models.DateTimeField()

    objects = WithPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["source__code", "place__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "place"], nulls_distinct=False, name="intake_tolerance_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} units"
