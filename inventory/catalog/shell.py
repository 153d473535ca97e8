"""What the catalogue tells the shell: navigation, search, the pages of its subjects."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inventory.catalog.models import Category, Location, Sku
from inventory.catalog.queries.search import find_locations, find_skus
from inventory.catalog.tables import category_url, location_url, sku_url
from workbench.models import Import
from workbench.registry import Hit, NavItem, SearchProvider, registry


def register() -> None:
    registry.add_nav(
        NavItem("skus", _("SKUs"), "box", "inventory:skus", "catalog.view",
                group="Stock", go="k", order=20),
        NavItem("locations", _("Locations"), "store", "inventory:locations", "catalog.view",
                group="Stock", go="l", order=30),
        NavItem("imports", _("Imports"), "upload", "inventory:imports", "catalog.import",
                group="Set-up", order=65),
        NavItem("categories", _("Categories"), "tag", "inventory:categories", "catalog.change",
                group="Set-up", order=60),
    )  # fmt: skip
    registry.add_search(SearchProvider(_("SKUs"), "catalog.view", hit_skus, order=10))
    registry.add_search(SearchProvider(_("Locations"), "catalog.view", hit_locations, order=20))
    registry.add_subject(Sku._meta.label_lower, _sku_page)
    registry.add_subject(Location._meta.label_lower, _location_page)
    registry.add_subject(Category._meta.label_lower, _category_page)
    registry.add_subject(
        Import._meta.label_lower, lambda pk: reverse("inventory:import", args=[pk])
    )


def hit_skus(user: User, text: str, limit: int) -> Iterable[Hit]:
    rows = Sku.objects.visible_to(user)
    for sku, exact in find_skus(rows, text, limit):
        yield Hit(sku.name, sku_url(sku), "box", sku.code, exact=exact)


def hit_locations(user: User, text: str, limit: int) -> Iterable[Hit]:
    rows = Location.objects.visible_to(user)
    for location, exact in find_locations(rows, text, limit):
        yield Hit(location.name, location_url(location), "store", location.code, exact=exact)


def _sku_page(subject_id: str) -> str:
    sku = Sku.objects.filter(pk=int(subject_id)).only("code").first()
    return sku_url(sku) if sku else ""


def _location_page(subject_id: str) -> str:
    location = Location.objects.filter(pk=int(subject_id)).select_related("place").first()
    return location_url(location) if location else ""


def _category_page(subject_id: str) -> str:
    category = Category.objects.filter(pk=int(subject_id)).first()
    return category_url(category) if category else ""
