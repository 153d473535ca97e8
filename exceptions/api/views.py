"""GET /api/v1/cases and /api/v1/cases/{reference}."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.models.place import Principal
from exceptions.acts import SUBJECT
from exceptions.api import serializers as shapes
from exceptions.filters import CaseFilter
from exceptions.models import Case, CaseLink
from exceptions.queries import cases_in, newest_occurrences
from workbench.api.commands import versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import client_of
from workbench.talk import comments_of


class CasesView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}
    filterset_class = CaseFilter
    order = "id"

    @extend_schema(
        operation_id="read_cases",
        summary="Cases with status, owner and clock",
        description="In the order they were opened; open ones unless `status` says otherwise.",
        tags=["Cases"],
        parameters=described(CaseFilter, "The reference of a case."),
        responses={200: shapes.CasesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Case]:
        return cases_in(principal).defer("evidence")

    def named(self, rows: QuerySet[Case], codes: list[str]) -> QuerySet[Case]:
        numbers = [code.upper().removeprefix("CS-") for code in codes]
        return rows.filter(
            pk__in=[int(one) for one in numbers if one.isdecimal() and len(one) < 19]
        )

    def shown(self, rows: list[Case]) -> Iterable[dict[str, Any]]:
        return map(shapes.case_out, rows)


class CaseView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}

    @extend_schema(
        operation_id="read_case",
        summary="One case with its evidence",
        tags=["Cases"],
        responses={200: shapes.CaseWholeOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        principal = client_of(request)
        case = seen(principal, reference)
        body = shapes.case_out(case) | {
            "evidence": case.evidence,
            "seen": [shapes.occurrence_out(one) for one in newest_occurrences(case)],
            "links": linked_to(case, principal),
            "comments": [shapes.comment_out(one) for one in comments_of(SUBJECT, str(case.pk))],
        }
        return versioned(body, case.version)


def seen(principal: Principal, reference: str) -> Case:
    """The case of a reference in the client's places, or 404."""
    case = cases_in(principal).with_reference(reference).first()
    if case is None:
        raise Http404
    return case


def linked_to(case: Case, principal: Principal) -> list[str]:
    """The references of the linked cases in the client's places."""
    ties = CaseLink.objects.filter(Q(case=case) | Q(other=case)).values_list("case_id", "other_id")
    ids = {pk for pair in ties for pk in pair} - {case.pk}
    return [one.reference for one in cases_in(principal).filter(pk__in=ids).order_by("pk")]
