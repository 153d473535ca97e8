"""The SKU or location of an address, if the person may see it; else there is none."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.queries import person
from inventory.catalog.models import Location, Sku


def visible_sku(request: HttpRequest, code: str) -> Sku:
    rows = Sku.objects.visible_to(person(request)).select_related("network", "category")
    return get_object_or_404(rows, code=code)


def visible_location(request: HttpRequest, code: str) -> Location:
    rows = Location.objects.visible_to(person(request)).select_related(
        "place", "place__parent", "place__manager"
    )
    return get_object_or_404(rows, place__code=code)
