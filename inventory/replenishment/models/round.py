"""When suggestions were worked out last: an empty list means nothing before that."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

ONLY = 1


class RoundQuerySet(models.QuerySet["Round"]):
    def last_at(self) -> datetime | None:
        return self.values_list("at_time", flat=True).first()

    def ended(self, at: datetime) -> None:
        self.update_or_create(pk=ONLY, defaults={"at_time": at})


class Round(models.Model):
    """One row, from the first round on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    at_time = models.DateTimeField()

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=ONLY), name="replenishment_round_single")
        ]

    def __str__(self) -> str:
        return self.at_time.isoformat()
