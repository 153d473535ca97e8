"""Columns of the catalogue's lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.catalog.models import Category, Location, Sku
from workbench.columns import BadgeColumn, MoneyColumn, QuantityColumn, TextColumn, TitleColumn
from workbench.templatetags import ui


def sku_url(sku: Sku) -> str:
    return reverse("inventory:sku", args=[sku.code])


def location_url(location: Location) -> str:
    return reverse("inventory:location", args=[location.code])


def category_url(category: Category) -> str:
    """A category is seen by its SKUs."""
    return f"{reverse('inventory:skus')}?{urlencode({'category': category.code})}"


class ChoiceColumn(TextColumn):
    """A choice in its words, on the screen and in a file."""

    def __init__(self, verbose_name: Any, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(verbose_name, **kwargs)
        self.words = dict(choices)

    def value(self, value: Any) -> str:
        return str(self.words.get(value, value))


class LifecycleColumn(BadgeColumn):
    """A lifecycle in a word, with its tone."""

    def __init__(self, states: Any, **kwargs: Any) -> None:
        super().__init__(_("Lifecycle"), tone=lambda record: record.state.tone, **kwargs)
        self.words = dict(states.choices)

    def value(self, value: Any) -> str:
        return str(self.words.get(value, value))


class PriceColumn(MoneyColumn):
    """An amount per piece, so its pence count."""

    def facts(self, record: Any, value: Any) -> dict[str, Any]:
        return ui.money(value, record.network.currency)


class SkuTable(tables.Table):
    name = TitleColumn(_("SKU"), url=sku_url, sub="code", order_by=("code",))
    lifecycle = LifecycleColumn(Sku.Lifecycle, phone="s", orderable=False)
    category = TextColumn(_("Category"), accessor="category__name", hide=2, orderable=False)
    kind = ChoiceColumn(_("Kind"), choices=Sku.Kind.choices, hide=3, orderable=False)
    base_unit = ChoiceColumn(_("Unit"), choices=Sku.BaseUnit.choices, hide=3, orderable=False)
    price = PriceColumn(_("Retail price"), currency="network__currency", phone="u", orderable=False)
    network = TextColumn(_("Network"), accessor="network__name", hide=1, phone="b", orderable=False)

    class Meta:
        model = Sku
        fields: list[str] = []


class LocationTable(tables.Table):
    name = TitleColumn(
        _("Location"),
        accessor="place__name",
        url=location_url,
        sub="code",
        order_by=("place__code",),
    )
    lifecycle = LifecycleColumn(Location.Lifecycle, phone="s")
    kind = ChoiceColumn(_("Kind"), choices=Location.Kind.choices, phone="b")
    parent = TextColumn(_("Lies in"), accessor="place__parent__name", hide=1)
    time_zone = TextColumn(_("Time zone"), accessor="place__time_zone", hide=3)
    grace_minutes = QuantityColumn(_("Grace, minutes"), hide=2)

    class Meta:
        model = Location
        fields: list[str] = []


class CategoryTable(tables.Table):
    name = TitleColumn(_("Category"), url=category_url, sub="code", order_by=("code",))
    parent = TextColumn(_("Lies in"), accessor="parent__name", hide=1, phone="b")
    skus = QuantityColumn(_("SKUs"), phone="u", orderable=False)
    network = TextColumn(_("Network"), accessor="network__name", hide=2, phone="s")

    class Meta:
        model = Category
        fields: list[str] = []
