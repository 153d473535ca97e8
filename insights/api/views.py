"""GET /api/v1/explain: one number of one SKU at one location, as one story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.http import Http404, QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.models import User
from insights.explain import ON_HAND, Question, Story, story_of
from inventory.catalog.models import Location, Sku
from inventory.catalog.queries import resolve_codes
from inventory.ledger.queries import Position
from inventory.ledger.views.explain import pack_position, unpack_position
from inventory.ledger.vocabulary import State
from kernel.clock import now
from workbench.api import parameters
from workbench.api.cursors import cursor_of, position_of
from workbench.api.described import RATE_HEADERS, problems
from workbench.api.people import client_of
from workbench.story import StoryLine

NAMES = ("sku", "location", "state", "as_of", "known_at", "cursor")
# The right a room asks of a person, as the scope it asks of a client.
SCOPES = {
    "explain.view": "explain:read",
    "transfers.view": "transfers:read",
    "receipts.view": "receipts:read",
    "counts.view": "counts:read",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """A client as the rooms are asked for one: they read its places, and its scopes as rights."""

    principal: ClientPrincipal

    @property
    def scope_paths(self) -> tuple[str, ...]:
        return self.principal.scope_paths

    def may(self, permission: str) -> bool:
        return permission in SCOPES and self.principal.has_scope(SCOPES[permission])


class StoryLineOut(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField(allow_null=True)
    room = serializers.CharField(help_text="movement, approval, case, trail, count, …")
    text = serializers.CharField()
    detail = serializers.CharField()
    who = serializers.CharField()
    change = serializers.IntegerField(allow_null=True, help_text="What it did to the number.")
    balance = serializers.IntegerField(allow_null=True, help_text="The number after it.")


class StoryOut(serializers.Serializer[Any]):
    sku = serializers.CharField()
    location = serializers.CharField()
    state = serializers.CharField()
    number = serializers.IntegerField()
    brought_forward = serializers.IntegerField(help_text="From what is older than these lines.")
    results = StoryLineOut(many=True, help_text="Oldest first.")
    next = serializers.CharField(allow_null=True, help_text="The cursor of what is older.")


def _parameter(name: str, text: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=text, required=required)


class ExplainView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "explain:read"}

    @extend_schema(
        operation_id="explain",
        summary="Why a number is what it is: movements, approvals, cases and trail in order",
        description="Transfers, deliveries and counts tell their part to clients that may read them.",
        tags=["Stock"],
        parameters=[
            _parameter("sku", "Its code or an identifier.", required=True),
            _parameter("location", "Its code.", required=True),
            _parameter("state", "`on_hand` unless told, or one state."),
            _parameter("as_of", "As it was then."),
            _parameter("known_at", "As it was known then."),
            _parameter("cursor", "`next` of the answer before: what is older."),
            *RATE_HEADERS,
        ],
        responses={200: StoryOut, **problems(401, 403, 404, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        query: QueryDict = request._request.GET
        parameters.only(query, NAMES)
        principal = client_of(request)
        asked = f"{request.path}|{[(name, query.get(name)) for name in NAMES[:-1]]}"
        question = _question(query, principal, _before(query, asked))
        # Every room reads a reader's places and rights alone.
        story = story_of(question, cast(User, Reader(principal)), principal)
        if story is None:
            raise Http404
        return Response(_told(question, story, asked))


def _question(query: QueryDict, principal: ClientPrincipal, before: Position | None) -> Question:
    question = Question(
        sku=_sku(_needed(query, "sku"), principal),
        location=_location(_needed(query, "location"), principal),
        state=query.get("state", ON_HAND),
        at=now(),
        as_of=parameters.moment(query, "as_of"),
        known_at=parameters.moment(query, "known_at"),
        before=before,
    )
    if not question.states:
        known = ", ".join([ON_HAND, *(state.word for state in State)])
        raise parameters.wrong("state", "unknown_state", f"state is one of {known}.")
    return question


def _needed(query: QueryDict, name: str) -> str:
    found = parameters.codes(query, name)
    if len(found) != 1:
        raise parameters.wrong(name, "required", f"Name one {name}.")
    return found[0]


def _sku(text: str, principal: ClientPrincipal) -> Sku:
    named = resolve_codes({text}).get(text)
    found = Sku.objects.visible_to(principal).filter(pk=named.sku_id if named else 0).first()
    if found is None:
        raise Http404
    return found


def _location(code: str, principal: ClientPrincipal) -> Location:
    rows = Location.objects.visible_to(principal).select_related("place")
    found = rows.filter(place__code=code).first()
    if found is None:
        raise Http404
    return found


def _before(query: QueryDict, asked: str) -> Position | None:
    position = position_of(query.get("cursor"), of=asked)
    return unpack_position(position[0]) if position else None


def _told(question: Question, story: Story, asked: str) -> dict[str, Any]:
    older = story.found.before
    return {
        "sku": question.sku.code,
        "location": question.location.code,
        "state": question.state,
        "number": story.found.number,
        "brought_forward": story.found.brought_forward,
        "results": [_line(line) for line in story.lines],
        "next": cursor_of([pack_position(older)], of=asked) if older else None,
    }


def _line(line: StoryLine) -> dict[str, Any]:
    names = ("at", "recorded_at", "room", "text", "change", "balance")
    kept = {name: getattr(line, name) for name in names}
    return {**kept, "detail": line.sub, "who": str(line.who)}
