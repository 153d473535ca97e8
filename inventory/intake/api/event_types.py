"""GET /api/v1/event-types: the table of ends."""

from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.intake.api.events import json_answer
from inventory.intake.api.serializers import EventTypesOut
from inventory.ledger.vocabulary import TABLE, Ends, EventType
from workbench.api.described import RATE_HEADERS, problems


class AnyClient(BasePermission):
    """Every client may read what belongs to nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, ClientPrincipal)


class EventTypesView(APIView):
    permission_classes = (AnyClient,)

    @extend_schema(
        operation_id="read_event_types",
        summary="The types of events and their ends",
        description="Where each type takes from and puts to. `state` chooses among the stock states"
        " of `from` (of `to` where `from` lies outside the stock), `to_state` among those of `to`.",
        tags=["Events"],
        parameters=RATE_HEADERS,
        responses={200: EventTypesOut, **problems(401, 429)},
    )
    def get(self, request: Request) -> HttpResponse:
        return json_answer({"results": event_types()})


@cache
def event_types() -> list[dict[str, Any]]:
    return [_shown(type_, ends) for type_, ends in TABLE.items()]


def _shown(type_: EventType, ends: Ends) -> dict[str, Any]:
    return {
        "type": type_.word,
        "does": ends.kind.value,
        "from": [end.word for end in ends.frm],
        "to": [end.word for end in ends.to],
        "kit": ends.kit,
        "to_location": ends.crossing.value,
        "direction": ends.directed,
        "reason": ends.reason,
    }
