"""/api/v1/sources: the systems events come from, and what is expected of them; set for a named person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.intake.queries.overview import visible_sources
from inventory.intake.services import SourceSettings, change_source
from inventory.intake.services.sources import MOST_AHEAD_S, MOST_MINUTES
from inventory.ledger.models import Source
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import ForPersonIn, check_reaches, client_of, person_of, version_said

TAGS = ("Events",)
READS: dict[str, str] = {"GET": "sources:read"}
SETTINGS = ("clock_tolerance_s", "interval_minutes", "gap_grace_minutes")
Text, Whole = serializers.CharField, serializers.IntegerField


class SourceChangeIn(ForPersonIn):
    clock_tolerance_s = Whole(
        min_value=0, max_value=MOST_AHEAD_S, help_text="Events dated further ahead wait."
    )
    interval_minutes = Whole(
        min_value=0, max_value=MOST_MINUTES, help_text="Silent for longer, it is late; 0: never."
    )
    gap_grace_minutes = Whole(
        min_value=0, max_value=MOST_MINUTES, help_text="A number missing for longer is a gap."
    )
    reason = Text(max_length=500)


class SourceOut(serializers.Serializer[Any]):
    code = Text()
    name = Text()
    clock_tolerance_s = Whole()
    interval_minutes = Whole()
    gap_grace_minutes = Whole()
    version = Whole(help_text="Also the ETag: send it as If-Match.")


class SourcesOut(serializers.Serializer[Any]):
    results = SourceOut(many=True)
    next = Text(allow_null=True)


class SourceNameFilter(filters.FilterSet):
    class Meta:
        model = Source
        fields: list[str] = []


class SourcesView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = READS
    filterset_class = SourceNameFilter
    order = "id"

    @extend_schema(
        operation_id="read_sources",
        summary="The sources that speak of the client's places",
        description="A client of a whole network also sees those that spoke of none yet.",
        tags=list(TAGS),
        parameters=described(SourceNameFilter, "The code of a source."),
        responses={200: SourcesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Source]:
        return visible_sources(principal)

    def named(self, rows: QuerySet[Source], codes: list[str]) -> QuerySet[Source]:
        return rows.filter(code__in=codes)

    def shown(self, rows: list[Source]) -> Iterable[dict[str, Any]]:
        return map(source_out, rows)


class SourceView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_source",
        summary="One source and what is expected of it",
        tags=list(TAGS),
        responses={200: SourceOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, code: str) -> Response:
        row = _source(client_of(request), code)
        return versioned(source_out(row), row.version)


@described_command(
    operation_id="change_source",
    summary="Set what is expected of a source, for a named person",
    description="If-Match is needed. It holds from the next call and the next sweep on.",
    answer=SourceOut,
    tags=TAGS,
)
class ChangeSourceView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "sources:write"}
    serializer = SourceChangeIn
    refuses = (change_source, check_reaches, version_said, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Source:
        return _source(principal, names["code"])

    def act(self, call: Call, **names: Any) -> Source:
        check_reaches(call.principal, None)
        return change_source(
            code=call.about.code,
            settings=SourceSettings(**{name: call.content[name] for name in SETTINGS}),
            reason=call.content["reason"],
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: Source) -> dict[str, Any]:
        return source_out(done)


def source_out(row: Source) -> dict[str, Any]:
    names = ("code", "name", *SETTINGS, "version")
    return {name: getattr(row, name) for name in names}


def _source(principal: ClientPrincipal, code: str) -> Source:
    found = visible_sources(principal).filter(code=code).first()
    if found is None:
        raise Http404
    return found
