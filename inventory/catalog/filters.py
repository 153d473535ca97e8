"""Filters of the catalogue's lists, shared by screens and API."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from inventory.catalog.models import Category, Location, Sku, SkuIdentifier
from inventory.catalog.queries.search import location_q, sku_q


class SkuFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Code, barcode or name"), method="named")
    lifecycle = filters.ChoiceFilter(label=_("Lifecycle"), choices=Sku.Lifecycle.choices)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Sku.Kind.choices)
    category = filters.CharFilter(
        label=_("Category"), method="below", help_text=_("Its code; what is below counts too")
    )
    network = filters.CharFilter(label=_("Network"), field_name="network__code")
    identified = filters.BooleanFilter(label=_("Has a barcode"), method="with_identifier")

    class Meta:
        model = Sku
        fields: list[str] = []

    def named(self, rows: QuerySet[Sku], name: str, value: str) -> QuerySet[Sku]:
        return rows.filter(sku_q(value))

    def below(self, rows: QuerySet[Sku], name: str, value: str) -> QuerySet[Sku]:
        """Codes are unique per network, so the same code may name two categories."""
        paths = Category.objects.filter(code=value).values_list("path", flat=True)
        found = Category.objects.none()
        for path in paths:
            found = found | Category.objects.filter(path__startswith=path)
        return rows.filter(category_id__in=list(found.values_list("pk", flat=True)))

    def with_identifier(self, rows: QuerySet[Sku], name: str, value: bool) -> QuerySet[Sku]:
        has_one = Exists(SkuIdentifier.objects.filter(sku=OuterRef("pk")))
        return rows.filter(has_one if value else ~has_one)


class LocationFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Code or name"), method="named")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Location.Kind.choices)
    lifecycle = filters.ChoiceFilter(label=_("Lifecycle"), choices=Location.Lifecycle.choices)
    within = filters.CharFilter(
        label=_("Within"), method="below", help_text=_("The code of a network or region")
    )

    class Meta:
        model = Location
        fields: list[str] = []

    def named(self, rows: QuerySet[Location], name: str, value: str) -> QuerySet[Location]:
        return rows.filter(location_q(value))

    def below(self, rows: QuerySet[Location], name: str, value: str) -> QuerySet[Location]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(place__path__startswith=path) if path else rows.none()


class CategoryFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Code or name"), method="named")
    network = filters.CharFilter(label=_("Network"), field_name="network__code")

    class Meta:
        model = Category
        fields: list[str] = []

    def named(self, rows: QuerySet[Category], name: str, value: str) -> QuerySet[Category]:
        return rows.filter(Q(code__icontains=value) | Q(name__icontains=value))
