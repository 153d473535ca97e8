"""Places: the tree network > region > place where people work, and their business calendars."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Principal(Protocol):
    """Whoever asks: a person or an API client. Both see subtrees of places and nothing else."""

    @property
    def scope_paths(self) -> tuple[str, ...]: ...


def scope_q(principal: Principal, *, prefix: str = "") -> Q:
    """The filter every list, API, search and export applies. No scope means nothing.

    `prefix` is the lookup path to the place, such as ``"location__place"``.
    """
    field = f"{prefix}__path__startswith" if prefix else "path__startswith"
    q = Q(pk__in=[])
    for path in principal.scope_paths:
        q |= Q(**{field: path})
    return q


def covers_a_network(principal: Principal) -> bool:
    """Whether somebody sees a whole network: only then what belongs to no place is shown too."""
    return any(path.count("/") <= 2 for path in principal.scope_paths)


def in_networks_of(principal: Principal, *paths: str) -> bool:
    """Whether one of the paths, such as `/1/7/`, lies in a network of which somebody sees some; who sees
    everything sees each."""
    ours = {path.split("/")[1] for path in principal.scope_paths}
    return "" in ours or any(path.split("/")[1] in ours for path in paths)


def closed_all_week() -> list[int]:
    return [0] * 7


class Calendar(models.Model):
    """Business hours of a place: one opening and closing minute per weekday, and holidays."""

    name = models.CharField(max_length=80, unique=True)
    # Minutes since midnight, Monday first; equal numbers mean closed that day.
    opens = ArrayField(models.PositiveSmallIntegerField(), size=7, default=closed_all_week)
    closes = ArrayField(models.PositiveSmallIntegerField(), size=7, default=closed_all_week)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__len=7) & Q(closes__len=7), name="accounts_calendar_seven_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="accounts_holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, principal: Principal) -> PlaceQuerySet:
        return self.filter(scope_q(principal))

    def within(self, place: Place) -> PlaceQuerySet:
        return self.filter(path__startswith=place.path)


class Place(models.Model):
    """A node of the tree. Its path is the chain of ids from its network: `/1/7/31/`."""

    class Kind(models.TextChoices):
        NETWORK = "network", "Network"
        REGION = "region", "Region"
        PLACE = "place", "Place"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    # Of the network only: the currency of its costs and prices.
    currency = models.CharField(max_length=3, blank=True, default="")
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="manages",
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(
                fields=["path"], name="accounts_place_path", opclasses=["text_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def network_id(self) -> int:
        return int(self.path.split("/")[1])

    def day_at(self, at: datetime) -> date:
        """The day it is here at a moment."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()
