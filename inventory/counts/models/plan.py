"""What is counted how often, how far a count may differ, and where counts are planned by themselves."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from accounts.models.place import Principal, scope_q
from inventory.catalog.models import Location, Sku


class Klass(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class ClassRule(models.Model):
    """Of one ABC class: its share of sales, how often it is counted, how far a line may differ.

    Without a place it holds everywhere; the rule of the deepest place above a location wins.
    """

    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    klass = models.CharField(max_length=1, choices=Klass)
    # SKUs belong to the class until this share of the value of sales is reached, best sellers first.
    until_percent = models.DecimalField(max_digits=5, decimal_places=2)
    interval_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    # A line differs too much above all of: these units, this share of the books; or this value at cost.
    units = models.PositiveIntegerField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["place", "klass"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "klass"], name="counts_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(until_percent__gt=0) & Q(until_percent__lte=100),
                name="counts_rule_share",
            ),
            models.CheckConstraint(condition=Q(interval_days__gte=1), name="counts_rule_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.klass}, {self.place or _('everywhere')}"

    def allowed(self, book: int) -> int:
        """How many units a line of this class may differ."""
        share = Decimal(max(0, book)) * self.percent / 100
        return max(self.units, int(share))


class SkuClass(models.Model):
    """The class of one SKU at one location, as computed last."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", db_index=False)
    klass = models.CharField(max_length=1, choices=Klass)
    # Sold units times price over the period, and the units.
    value = models.DecimalField(max_digits=18, decimal_places=2)
    units = models.BigIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["location", "sku"], name="counts_class_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} at {self.location_id}: {self.klass}"


class CountPlanQuerySet(models.QuerySet["CountPlan"]):
    def visible_to(self, principal: Principal) -> CountPlanQuerySet:
        return self.filter(scope_q(principal, prefix="place"))


class CountPlan(models.Model):
    """Where counts make themselves: how large, how often, and upon what."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    # Lines in one count of the schedule, and days between two at one location; 0 lines: none.
    lines = models.PositiveSmallIntegerField(default=40)
    every_days = models.PositiveSmallIntegerField(default=1)
    # What makes a count at once.
    on_below_zero = models.BooleanField(default=True)
    on_snapshot = models.BooleanField(default=True)
    # So many short picks of a SKU; 0: never.
    short_picks = models.PositiveSmallIntegerField(default=2)
    version = models.PositiveIntegerField(default=1)

    objects = CountPlanQuerySet.as_manager()

    class Meta:
        ordering = ["place__code"]
        constraints = [
            models.CheckConstraint(condition=Q(every_days__gte=1), name="counts_plan_every"),
        ]

    def __str__(self) -> str:
        return str(self.place)
