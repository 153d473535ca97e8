"""GET /api/v1/movements: the rows of the ledger in order of recording, up to the safe horizon."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from inventory.intake.api.authentication import KeptTokenAuthentication
from inventory.intake.api.events import json_answer
from inventory.intake.api.principal import client_of
from inventory.intake.api.serializers import MovementsOut
from inventory.intake.queries.words import known_locations, known_skus
from inventory.ledger.queries import FEED_START, FeedCursor, MovementRow, movement_feed
from kernel.plain import clean_text
from workbench.api import parameters
from workbench.api.cursors import cursor_of, position_of
from workbench.api.described import RATE_HEADERS, problems

KNOWN = ("sku", "location", "reference", "limit", "cursor")
SHOWN = (
    "id", "occurred_at", "recorded_at", "sku", "location", "end", "to_location", "to_end",
    "quantity", "reference", "event_id", "type", "source", "key", "count_id",
)  # fmt: skip


class MovementsView(APIView):
    authentication_classes = (KeptTokenAuthentication,)
    required_scopes: ClassVar[dict[str, str]] = {"GET": "stock:read"}

    @extend_schema(
        operation_id="read_movements",
        summary="Movements in order of recording",
        description="Keep `resume` and ask again: every row comes once, none is missed. Rows of"
        " postings that still run are held back. A filtered page may be short, even empty, while"
        " `next` says that there is more.",
        tags=["Stock"],
        parameters=[
            OpenApiParameter("sku", str, many=True, description="Code or identifier; repeatable."),
            OpenApiParameter("location", str, many=True, description="Code; repeatable."),
            OpenApiParameter("reference", str, description="The document or order behind them."),
            OpenApiParameter("limit", int, description="1 to 1,000, 200 unless told."),
            OpenApiParameter("cursor", str),
            *RATE_HEADERS,
        ],
        responses={200: MovementsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> HttpResponse:
        principal, query = client_of(request), request._request.GET
        parameters.only(query, KNOWN)
        skus, locations = parameters.codes(query, "sku"), parameters.codes(query, "location")
        reference = clean_text(query.get("reference", "").strip(), longest=81)
        question = f"movements|{skus}|{locations}|{reference}"
        position = position_of(query.get("cursor"), of=question)
        known, unknown_skus = known_skus(skus)
        location_ids, unknown_locations = known_locations(locations, principal)
        page = movement_feed(
            principal=principal,
            after=FeedCursor(*position) if position else FEED_START,
            sku_ids=list(known) if skus else None,
            location_ids=location_ids if locations else None,
            reference=reference.replace("\x00", "\ufffd"),
            limit=parameters.limit(query),
        )
        resume = cursor_of(page.after, of=question)
        answer = {
            "results": [_shown(row) for row in page.rows],
            "next": resume if page.more else None,
            "resume": resume,
            "unknown": {"sku": unknown_skus, "location": unknown_locations},
        }
        return json_answer(answer)


def _shown(row: MovementRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SHOWN}
