"""POST /api/v1/events: the door for facts."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.views import APIView

from inventory.intake.api import examples
from inventory.intake.api.authentication import KeptTokenAuthentication
from inventory.intake.api.body import read_text
from inventory.intake.api.principal import client_of, places_of, source_of
from inventory.intake.api.serializers import EventsIn, EventsOut
from inventory.intake.parsing import read_events
from inventory.intake.services import accept
from inventory.ledger.services import Delivery, Result
from kernel.clock import now
from workbench.api.described import RATE_HEADERS, problems

STATUSES = ("posted", "duplicate", "conflict", "rejected")


class EventsView(APIView):
    authentication_classes = (KeptTokenAuthentication,)
    required_scopes: ClassVar[dict[str, str]] = {"POST": "events:write"}
    rate_class = "ingest"
    # The body is read as it is: each event keeps the characters it was sent in.
    parser_classes: Sequence[type[BaseParser]] = ()
    refuses = (read_text, read_events)

    @extend_schema(
        operation_id="report_events",
        summary="Report inventory events",
        description=examples.EVENTS_TEXT,
        tags=["Events"],
        parameters=RATE_HEADERS,
        request={"application/json": EventsIn},
        responses={200: EventsOut, **problems(400, 401, 403, 413, 415, 422, 429)},
        examples=examples.EVENTS,
    )
    def post(self, request: Request) -> HttpResponse:
        principal = client_of(request)
        items = read_events(read_text(request._request))
        results = accept(
            deliveries=[Delivery(item.value, item.raw) for item in items],
            source=source_of(principal),
            received_at=now(),
            scope_paths=places_of(principal),
            client=principal.client.name,
        )
        return json_answer(_answer(results))


def json_answer(body: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type="application/json")


def _answer(results: Sequence[Result]) -> dict[str, Any]:
    counts = Counter(result.status for result in results)
    return {
        "results": [_one(result) for result in results],
        **{status: counts[status] for status in STATUSES},
    }


def _one(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = {"key": result.key, "status": result.status}
    if result.event_id is not None:
        answer["event_id"] = result.event_id
    if result.code:
        answer["code"] = result.code
    if result.detail:
        answer["detail"] = result.detail
    return answer
