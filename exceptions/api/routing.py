"""GET /api/v1/queues and GET /api/v1/rules: where cases go, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal, caller
from accounts.models import Place
from exceptions.api import routing_shapes as shapes
from exceptions.filters import QueueFilter
from exceptions.models import Queue, RuleSet
from exceptions.services.rules import rules_in
from kernel.clock import now
from workbench.api.described import RATE_HEADERS, problems
from workbench.api.lists import ListEndpoint, described


class QueuesView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}
    filterset_class = QueueFilter
    order = "key"

    @extend_schema(
        operation_id="read_queues",
        summary="Queues with the hours of their clocks",
        description="A queue of everywhere is read by clients of a whole network.",
        tags=["Cases"],
        parameters=described(QueueFilter, "The key of a queue."),
        responses={200: shapes.QueuesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Queue]:
        rows = Queue.objects.visible_to(principal).select_related("team", "place", "calendar")
        return rows.prefetch_related("escalation")

    def named(self, rows: QuerySet[Queue], codes: list[str]) -> QuerySet[Queue]:
        return rows.filter(key__in=codes)

    def shown(self, rows: list[Queue]) -> Iterable[dict[str, Any]]:
        return map(shapes.queue_out, rows)


class RulesView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}

    @extend_schema(
        operation_id="read_rules",
        summary="The routing rules in force, in their order",
        description="The first rule whose conditions all hold takes a case; the last has none.",
        tags=["Cases"],
        parameters=[*RATE_HEADERS],
        responses={200: shapes.RulesOut, **problems(401, 403, 429)},
    )
    def get(self, request: Request) -> Response:
        principal = caller(request)
        if principal is None:
            raise TypeError("This endpoint is for API clients; guard it with HasScope.")
        live = RuleSet.objects.in_force(now())
        ordered = rules_in(live) if live else []
        named = {one.place_id for rule in ordered for one in rule.conditions.all() if one.place_id}
        seen = set(
            Place.objects.visible_to(principal).filter(pk__in=named).values_list("pk", flat=True)
        )
        return Response(
            {
                "version": live.pk if live else None,
                "effective_from": live.effective_from if live else None,
                "results": [shapes.rule_out(rule, seen) for rule in ordered],
                "next": None,
            }
        )
