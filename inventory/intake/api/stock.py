"""GET /api/v1/stock: what is where, now or as of a moment. One of the two hottest reads."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.intake.api import examples
from inventory.intake.api.authentication import KeptTokenAuthentication
from inventory.intake.api.events import json_answer
from inventory.intake.api.principal import client_of
from inventory.intake.api.serializers import StockOut
from inventory.intake.queries.kept import feed_moments, place_codes, places_within
from inventory.intake.queries.words import known_locations, known_skus, sku_codes
from inventory.ledger.queries import Cell, is_settled, sellable, standing_levels, stock_as_of
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
        known, unknown_skus = known_skus(skus)
        location_ids, unknown_locations = known_locations(locations, principal)
        asked = _Asked(
            principal=principal,
            at=now(),
            as_of=as_of,
            known_at=known_at,
            skus=known if skus else None,
            location_ids=location_ids if locations else None,
            after=Cell(*position) if position else None,
            limit=parameters.limit(query),
        )
        past = as_of is not None or known_at is not None
        rows, after = _past(asked) if past else _standing(asked)
        answer = {
            "results": list(_shown(rows, asked)),
            "next": cursor_of(after, of=question) if after else None,
            "unknown": {"sku": unknown_skus, "location": unknown_locations},
        }
        return json_answer(answer)


class _Asked(NamedTuple):
    principal: ClientPrincipal
    at: datetime
    as_of: datetime | None
    known_at: datetime | None
    # By id, with their codes; None for all.
    skus: dict[int, str] | None
    location_ids: list[int] | None
    after: Cell | None
    limit: int


# Codes of SKU and place, the place, its states in their order.
Row = tuple[str, str, int, tuple[int, ...]]


def _standing(asked: _Asked) -> tuple[list[Row], Cell | None]:
    """What is there now: 2 statements and 1 ms instead of 4 and 2.5 ms for 184 places."""
    locations = asked.location_ids
    page = standing_levels(
        location_ids=places_within(asked.principal) if locations is None else locations,
        sku_ids=None if asked.skus is None else list(asked.skus),
        after=asked.after,
        limit=asked.limit,
    )
    skus = asked.skus or sku_codes({row[0] for row in page.rows})
    places = place_codes({row[1] for row in page.rows})
    rows = [(skus[row[0]], places[row[1]], row[1], row[2:]) for row in page.rows]
    return rows, page.after


def _past(asked: _Asked) -> tuple[list[Row], Cell | None]:
    page = stock_as_of(
        principal=asked.principal,
        at=asked.at,
        as_of=asked.as_of,
        known_at=asked.known_at,
        sku_ids=None if asked.skus is None else list(asked.skus),
        location_ids=asked.location_ids,
        after=asked.after,
        limit=asked.limit,
    )
    rows = [(row.sku, row.location, row.location_id, row.states) for row in page.rows]
    return rows, page.after


def _shown(rows: Sequence[Row], asked: _Asked) -> Iterator[dict[str, Any]]:
    """Unpacked once and spelt out: these lines run 184 times for one SKU of a middling group."""
    heard, seconds = feed_moments(), asked.at.timestamp()
    as_of = (asked.as_of or asked.at).isoformat()
    settled = is_settled(known_at=asked.known_at, at=asked.at)
    for sku, place, place_id, states in rows:
        receiving, available, reserved, allocated, damaged, quarantined, returned, *future = states
        least = min(states[:7])
        moment = heard.get(place_id)
        yield {
            "sku": sku,
            "location": place,
            "receiving": receiving,
            "available": available,
            "reserved": reserved,
            "allocated": allocated,
            "damaged": damaged,
            "quarantined": quarantined,
            "returned": returned,
            "in_transit": future[0],
            "on_order": future[1],
            "on_hand": sum(states[:7]),
            "sellable": available if least >= 0 else sellable(states),
            "as_of": as_of,
            "age_s": None if moment is None else max(0, int(seconds - moment)),
            "settled": settled,
        }
