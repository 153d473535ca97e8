"""GET /api/v1/stock: what is where, now or as of a moment. One of the two hottest reads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from inventory.intake.api import examples
from inventory.intake.api.authentication import KeptTokenAuthentication
from inventory.intake.api.events import json_answer
from inventory.intake.api.principal import client_of
from inventory.intake.api.serializers import StockOut
from inventory.intake.queries.feeds import feed_ages
from inventory.intake.queries.words import known_locations, known_skus
from inventory.ledger.queries import Cell, StockRow, stock_as_of
from kernel.clock import now
from workbench.api import parameters
from workbench.api.cursors import cursor_of, position_of
from workbench.api.described import RATE_HEADERS, problems

KNOWN = ("sku", "location", "as_of", "known_at", "limit", "cursor")


class StockView(APIView):
    authentication_classes = (KeptTokenAuthentication,)
    required_scopes: ClassVar[dict[str, str]] = {"GET": "stock:read"}

    @extend_schema(
        operation_id="read_stock",
        summary="Stock by SKU and location",
        description="In order of SKU and location, within the client's places. `as_of` asks for"
        " what had occurred by a moment (inclusive), `known_at` for what had been recorded by one.",
        tags=["Stock"],
        parameters=[
            OpenApiParameter("sku", str, many=True, description="Code or identifier; repeatable."),
            OpenApiParameter("location", str, many=True, description="Code; repeatable."),
            OpenApiParameter("as_of", datetime),
            OpenApiParameter("known_at", datetime),
            OpenApiParameter("limit", int, description="1 to 1,000, 200 unless told."),
            OpenApiParameter("cursor", str),
            *RATE_HEADERS,
        ],
        responses={200: StockOut, **problems(401, 403, 422, 429)},
        examples=examples.STOCK,
    )
    def get(self, request: Request) -> HttpResponse:
        principal, query = client_of(request), request._request.GET
        parameters.only(query, KNOWN)
        skus, locations = parameters.codes(query, "sku"), parameters.codes(query, "location")
        as_of, known_at = parameters.moment(query, "as_of"), parameters.moment(query, "known_at")
        question = f"stock|{skus}|{locations}|{as_of}|{known_at}"
        position = position_of(query.get("cursor"), of=question)
        sku_ids, unknown_skus = known_skus(skus)
        location_ids, unknown_locations = known_locations(locations, principal)
        at = now()
        page = stock_as_of(
            principal=principal,
            at=at,
            as_of=as_of,
            known_at=known_at,
            sku_ids=sku_ids if skus else None,
            location_ids=location_ids if locations else None,
            after=Cell(*position) if position else None,
            limit=parameters.limit(query),
        )
        ages = feed_ages({row.location_id for row in page.rows}, at=at)
        moment = (as_of or at).isoformat()
        answer = {
            "results": [_shown(row, moment, ages, page.settled) for row in page.rows],
            "next": cursor_of(page.after, of=question) if page.after else None,
            "unknown": {"sku": unknown_skus, "location": unknown_locations},
        }
        return json_answer(answer)


def _shown(row: StockRow, as_of: str, ages: Mapping[int, int], settled: bool) -> dict[str, Any]:
    """Unpacked once: the properties of the row would look each state up again."""
    _, location_id, sku, _, location, _, *physical, in_transit, on_order = row
    receiving, available, reserved, allocated, damaged, quarantined, returned = physical
    return {
        "sku": sku,
        "location": location,
        "receiving": receiving,
        "available": available,
        "reserved": reserved,
        "allocated": allocated,
        "damaged": damaged,
        "quarantined": quarantined,
        "returned": returned,
        "in_transit": in_transit,
        "on_order": on_order,
        "on_hand": sum(physical),
        "sellable": row.sellable if min(physical) < 0 else available,
        "as_of": as_of,
        "age_s": ages.get(location_id),
        "settled": settled,
    }
