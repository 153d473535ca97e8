"""GET /api/v1/skus and /api/v1/locations."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal
from inventory.catalog.api.serializers import LocationsOut, SkusOut
from inventory.catalog.filters import LocationFilter, SkuFilter
from inventory.catalog.models import KitComponent, Location, Sku, SkuIdentifier
from inventory.catalog.queries import prices_at
from kernel.clock import now
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described


class SkusView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "catalog:read"}
    filterset_class = SkuFilter
    order = "code"

    @extend_schema(
        operation_id="read_skus",
        summary="SKUs with their codes, units, recipe and price",
        description="In the order of their codes, of every network the client sees a place of.",
        tags=["Catalogue"],
        parameters=described(SkuFilter, "The code or any identifier of a SKU."),
        responses={200: SkusOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Sku]:
        recipe = KitComponent.objects.valid_at(now()).select_related("component")
        return (
            Sku.objects.visible_to(principal)
            .select_related("network", "category")
            .prefetch_related("identifiers", "units", Prefetch("components", recipe))
        )

    def named(self, rows: QuerySet[Sku], codes: list[str]) -> QuerySet[Sku]:
        known = SkuIdentifier.objects.filter(value__in=codes).values_list("sku_id", flat=True)
        return rows.filter(Q(code__in=codes) | Q(pk__in=list(known)))

    def shown(self, rows: list[Sku]) -> Iterable[dict[str, Any]]:
        at: datetime = now()
        prices = prices_at([sku.pk for sku in rows], at)
        for sku in rows:
            price = prices.get(sku.pk)
            yield _sku(sku) | {"price": None if price is None else str(price)}


def _sku(sku: Sku) -> dict[str, Any]:
    return {
        "code": sku.code,
        "name": sku.name,
        "network": sku.network.code,
        "category": sku.category.code if sku.category else None,
        "kind": sku.kind,
        "base_unit": sku.base_unit,
        "lifecycle": sku.lifecycle,
        "identifiers": [
            {"value": row.value, "scheme": row.scheme, "unit": row.unit}
            for row in sku.identifiers.all()
        ],
        "units": [{"unit": row.unit, "factor": row.factor} for row in sku.units.all()],
        "components": [
            {"sku": line.component.code, "quantity": line.quantity} for line in sku.components.all()
        ],
        "currency": sku.network.currency,
        "attributes": sku.attributes,
    }


class LocationsView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "catalog:read"}
    filterset_class = LocationFilter
    order = "place__code"

    @extend_schema(
        operation_id="read_locations",
        summary="Locations with their kind and lifecycle",
        description="In the order of their codes, as far as the client sees them.",
        tags=["Catalogue"],
        parameters=described(LocationFilter, "The code of a location."),
        responses={200: LocationsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Location]:
        return Location.objects.visible_to(principal).select_related("place", "place__parent")

    def named(self, rows: QuerySet[Location], codes: list[str]) -> QuerySet[Location]:
        return rows.filter(place__code__in=codes)

    def shown(self, rows: list[Location]) -> Iterable[dict[str, Any]]:
        for location in rows:
            place = location.place
            yield {
                "code": place.code,
                "name": place.name,
                "kind": location.kind,
                "lifecycle": location.lifecycle,
                "parent": place.parent.code if place.parent else None,
                "time_zone": place.time_zone,
                "grace_minutes": location.grace_minutes,
                "attributes": location.attributes,
            }
