"""/api/v1/count-plans: where counts make themselves; set for a named person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.counts.api.serializers import PlanChangeIn, PlanIn, PlanOut, PlansOut
from inventory.counts.models import CountPlan
from inventory.counts.services.rules import PLAN_FIELDS, change_plan, create_plan
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import client_of, person_of, place_named, version_said

TAGS = ("Counts",)
SCOPES: dict[str, str] = {"GET": "counts:read", "POST": "counts:write"}


class PlanFilter(filters.FilterSet):
    is_active = filters.BooleanFilter(label="In use")

    class Meta:
        model = CountPlan
        fields: list[str] = []


@described_command(
    operation_id="create_count_plan",
    summary="Let counts make themselves within a place",
    answer=PlanOut,
    tags=TAGS,
)
class PlansView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = SCOPES
    filterset_class = PlanFilter
    order = "id"
    if_match = False
    serializer = PlanIn
    success = 201
    refuses = (create_plan, person_of)

    @extend_schema(
        operation_id="read_count_plans",
        summary="Where counts make themselves",
        tags=list(TAGS),
        parameters=described(PlanFilter, "The code of a place."),
        responses={200: PlansOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[CountPlan]:
        return CountPlan.objects.visible_to(principal).select_related("place")

    def named(self, rows: QuerySet[CountPlan], codes: list[str]) -> QuerySet[CountPlan]:
        return rows.filter(place__code__in=codes)

    def shown(self, done: Any) -> Any:
        rows: Iterable[CountPlan] = done
        return out(done) if isinstance(done, CountPlan) else map(out, rows)

    def act(self, call: Call, **names: Any) -> CountPlan:
        place = place_named(call.content["place"], call.principal)
        if place is None:
            raise ValidationError({"place": ["Name a place."]})
        wanted = {name: call.content[name] for name in PLAN_FIELDS}
        return create_plan(place=place, wanted=wanted, actor=person_of(call), at=call.at)


class PlanView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": SCOPES["GET"]}

    @extend_schema(
        operation_id="read_count_plan",
        summary="One plan",
        tags=list(TAGS),
        responses={200: PlanOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        row = plan_of(client_of(request), number)
        return versioned(out(row), row.version)


@described_command(
    operation_id="change_count_plan",
    summary="Change how counts make themselves within a place",
    description="If-Match is needed.",
    answer=PlanOut,
    tags=TAGS,
)
class ChangePlanView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPES["POST"]}
    serializer = PlanChangeIn
    refuses = (change_plan, version_said, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> CountPlan:
        return plan_of(principal, names["number"])

    def act(self, call: Call, **names: Any) -> CountPlan:
        kept = {name: getattr(call.about, name) for name in PLAN_FIELDS}
        wanted = kept | {name: call.content[name] for name in PLAN_FIELDS if name in call.content}
        return change_plan(
            plan_id=call.about.pk,
            wanted=wanted,
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: CountPlan) -> dict[str, Any]:
        return out(done)


def plan_of(principal: ClientPrincipal, number: int) -> CountPlan:
    found = (
        CountPlan.objects.visible_to(principal).select_related("place").filter(pk=number).first()
    )
    if found is None:
        raise Http404
    return found


def out(row: CountPlan) -> dict[str, Any]:
    named = {"number": row.pk, "place": row.place.code, "version": row.version}
    return {**named, **{name: getattr(row, name) for name in PLAN_FIELDS}}
