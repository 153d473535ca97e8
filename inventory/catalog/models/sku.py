"""SKUs: what is sold, its codes, units, recipe, substitutes and dated money."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Place
from accounts.models.place import Principal

# The path of an API client that is bound to no place.
EVERYWHERE = "/"


class SkuQuerySet(models.QuerySet["Sku"]):
    def visible_to(self, principal: Principal) -> SkuQuerySet:
        """The SKUs of every network in which the principal sees at least one place."""
        if EVERYWHERE in principal.scope_paths:
            return self.all()
        return self.filter(network_id__in=networks_of(principal))


def networks_of(principal: Principal) -> set[int]:
    """The networks a principal's subtrees lie in: the first id of each path."""
    if "/" in principal.scope_paths:
        return set(Place.objects.filter(parent=None).values_list("pk", flat=True))
    return {int(path.split("/")[1]) for path in principal.scope_paths}


class Category(models.Model):
    """A node of a network's category tree; its path is the chain of ids."""

    network = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=120, db_index=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["network", "code"], name="catalog_category_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Sku(models.Model):
    """One sellable item in one variant. A kit has components and no stock of its own."""

    class Kind(models.TextChoices):
        SIMPLE = "simple", _("Simple")
        KIT = "kit", _("Kit")

    class Lifecycle(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        DISCONTINUED = "discontinued", _("Discontinued")

        @property
        def tone(self) -> str:
            return "warn" if self.value == "discontinued" else ""

        @property
        def waits_for(self) -> str:
            return "admin" if self.value == "draft" else "nobody"

    class BaseUnit(models.TextChoices):
        PIECE = "piece", _("Piece")
        GRAM = "gram", _("Gram")
        CENTIMETRE = "cm", _("Centimetre")
        MILLILITRE = "ml", _("Millilitre")

    code = models.CharField(max_length=64, unique=True, db_collation="C")
    name = models.CharField(max_length=200)
    network = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SIMPLE)
    base_unit = models.CharField(max_length=8, choices=BaseUnit, default=BaseUnit.PIECE)
    lifecycle = FSMField(max_length=16, choices=Lifecycle, default=Lifecycle.DRAFT, protected=True)
    # Free facts of the source, such as brand or bottle volume; never read by rules.
    attributes = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    # One more with each change: a form that shows an older one does not save.
    version = models.PositiveIntegerField(default=1)

    objects = SkuQuerySet.as_manager()

    class Meta:
        verbose_name = "SKU"
        ordering = ["code"]
        indexes = [
            models.Index(fields=["network", "code"], name="catalog_sku_network_code"),
            models.Index(fields=["category"], name="catalog_sku_category"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def state(self) -> Lifecycle:
        return Sku.Lifecycle(self.lifecycle)

    @property
    def is_kit(self) -> bool:
        return self.kind == Sku.Kind.KIT

    @transition(field=lifecycle, source=Lifecycle.DRAFT, target=Lifecycle.ACTIVE)
    def activate(self) -> None:
        """May be sold, bought and moved by commands."""

    @transition(field=lifecycle, source=Lifecycle.ACTIVE, target=Lifecycle.DISCONTINUED)
    def discontinue(self) -> None:
        """No new supply; what is left may be sold, moved and counted."""

    @transition(field=lifecycle, source=Lifecycle.DISCONTINUED, target=Lifecycle.ACTIVE)
    def reinstate(self) -> None:
        """Comes back into the range."""


class SkuIdentifier(models.Model):
    """A barcode or another system's number: it names one SKU in the whole installation."""

    class Scheme(models.TextChoices):
        EAN13 = "ean13", _("EAN-13")
        EAN8 = "ean8", _("EAN-8")
        UPCA = "upca", _("UPC-A")
        GTIN14 = "gtin14", _("GTIN-14")
        SUPPLIER = "supplier", _("Supplier's number")
        OTHER = "other", _("Other")

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=Scheme)
    value = models.CharField(max_length=64, unique=True, db_collation="C")
    # A scanned case code stands for this unit, "" for one base unit.
    unit = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        ordering = ["value"]

    def __str__(self) -> str:
        return self.value


class UnitConversion(models.Model):
    """One unit of this name is so many base units: a case of 12."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="units")
    unit = models.CharField(max_length=20)
    factor = models.PositiveIntegerField()

    class Meta:
        ordering = ["factor"]
        constraints = [
            models.UniqueConstraint(fields=["sku", "unit"], name="catalog_unit_once"),
            models.CheckConstraint(condition=Q(factor__gte=1), name="catalog_unit_factor_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} of {self.factor}"


class KitComponentQuerySet(models.QuerySet["KitComponent"]):
    def valid_at(self, at: datetime) -> KitComponentQuerySet:
        """The lines that hold at a moment; the end of a line is exclusive."""
        open_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
        return self.filter(open_ended, valid_from__lte=at)


class KitComponent(models.Model):
    """One line of a kit's recipe, from a moment until a moment (exclusive)."""

    kit = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="components")
    component = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="used_in")
    quantity = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    objects = KitComponentQuerySet.as_manager()

    class Meta:
        ordering = ["component__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "component", "valid_from"], name="catalog_recipe_line_once"
            ),
            models.CheckConstraint(
                condition=~Q(kit=models.F("component")), name="catalog_kit_not_itself"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="catalog_recipe_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.component_id}"


class Substitute(models.Model):
    """What may be offered instead, best first."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="substitutes")
    instead = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["sku", "instead"], name="catalog_substitute_once"),
            models.CheckConstraint(
                condition=~Q(sku=models.F("instead")), name="catalog_substitute_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} by {self.instead_id}"


class DayThere(models.Func):
    """The day it is at a moment in a time zone."""

    function = "timezone"
    template = "(%(function)s(%(expressions)s))::date"
    output_field = models.DateField()


class CostPriceQuerySet(models.QuerySet["CostPrice"]):
    def begun(self, at: datetime) -> CostPriceQuerySet:
        """What holds by a moment or held before it: a day begins when it does in the network."""
        moment = models.Value(at, output_field=models.DateTimeField())
        return self.filter(valid_from__lte=DayThere(F("sku__network__time_zone"), moment))


class CostPrice(models.Model):
    """Standard cost or retail price per base unit, in the network's currency, from a day of the
    network on."""

    class Kind(models.TextChoices):
        COST = "cost", _("Standard cost")
        RETAIL = "retail", _("Retail price")

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="money")
    kind = models.CharField(max_length=8, choices=Kind)
    amount = models.DecimalField(max_digits=14, decimal_places=4)
    valid_from = models.DateField()

    objects = CostPriceQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "kind", "valid_from"], name="catalog_money_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="catalog_money_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} from {self.valid_from}"
