"""Lists of the API: the screen's filters, `limit`, `cursor`, and `{"results": […], "next": …}`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django_filters import BooleanFilter, DateFromToRangeFilter, FilterSet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal, caller
from workbench.api import parameters
from workbench.api.cursors import cursor_of, position_of
from workbench.api.described import RATE_HEADERS


class ListEndpoint(APIView):
    """Subclasses name the filters and the order, and write `rows`, `named` and `shown`."""

    filterset_class: ClassVar[type[FilterSet]]
    # A field that is unique and not null: the list is paged by it.
    order: ClassVar[str]

    def rows(self, principal: ClientPrincipal) -> QuerySet[Any]:
        """Everything the client may see, with what `shown` needs."""
        raise NotImplementedError

    def named(self, rows: QuerySet[Any], codes: list[str]) -> QuerySet[Any]:
        """The rows that go by one of the codes."""
        raise NotImplementedError

    def shown(self, rows: list[Any]) -> Iterable[dict[str, Any]]:
        """The rows as they are answered."""
        raise NotImplementedError

    def answer(self, request: Request) -> Response:
        """One page of the list."""
        query: QueryDict = request._request.GET
        names = names_of(self.filterset_class)
        parameters.only(query, ("code", *names, "limit", "cursor"))
        codes, limit = parameters.codes(query, "code"), parameters.limit(query)
        question = f"{request.path}|{codes}|{[(name, query.get(name)) for name in names]}"
        position = position_of(query.get("cursor"), of=question)
        rows = self._filtered(request, query)
        rows = self.named(rows, codes) if codes else rows
        if position is not None:
            rows = rows.filter(**{f"{self.order}__gt": position[0]})
        found = list(rows.order_by(self.order)[: limit + 1])
        page, more = found[:limit], len(found) > limit
        last = cursor_of([_value(page[-1], self.order)], of=question) if more else None
        return Response({"results": list(self.shown(page)), "next": last})

    def _filtered(self, request: Request, query: QueryDict) -> QuerySet[Any]:
        principal = caller(request)
        if principal is None:
            raise TypeError("This endpoint is for API clients; guard it with HasScope.")
        filters: Any = self.filterset_class(query, queryset=self.rows(principal))
        if not filters.is_valid():
            raise ValidationError(filters.errors, code="bad_filter")
        rows: QuerySet[Any] = filters.qs
        return rows


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def filters_of(filterset: Any) -> dict[str, Any]:
    """The filters of a set by name; the library's stubs do not know them."""
    found: dict[str, Any] = filterset.base_filters
    return found


def names_of(filterset: Any) -> list[str]:
    """The parameters of a set of filters: a stretch of time has two."""
    return [
        part
        for name, one in filters_of(filterset).items()
        for part in ([f"{name}_after", f"{name}_before"] if _is_stretch(one) else [name])
    ]


def _is_stretch(one: Any) -> bool:
    return isinstance(one, DateFromToRangeFilter)


def described(filterset: type[FilterSet], codes: str) -> list[OpenApiParameter]:
    """The parameters of a list for the published description; `codes` says what `code` names."""
    return [
        OpenApiParameter("code", str, many=True, description=f"{codes} Repeatable."),
        *(each for name, one in filters_of(filterset).items() for each in _parameters(name, one)),
        OpenApiParameter("limit", int, description="1 to 1,000, 200 unless told."),
        OpenApiParameter("cursor", str, description="`next` of the answer before."),
        *RATE_HEADERS,
    ]


def _parameters(name: str, one: Any) -> list[OpenApiParameter]:
    if not _is_stretch(one):
        return [_parameter(name, one)]
    ends = ((f"{name}_after", "from this day on"), (f"{name}_before", "until this day"))
    return [
        OpenApiParameter(end, date, description=f"{one.label} {words}, such as 2026-11-20.")
        for end, words in ends
    ]


def _parameter(name: str, one: Any) -> OpenApiParameter:
    kind = bool if isinstance(one, BooleanFilter) else str
    given = one.extra.get("choices", ())
    choices = [str(value) for value, _label in (given() if callable(given) else given)]
    help_text = one.extra.get("help_text", "")
    text = f"{one.label}. {help_text}".strip()
    return OpenApiParameter(name, kind, description=text, enum=choices or None)
