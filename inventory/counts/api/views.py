"""GET and POST /api/v1/counts, GET one, POST its lines, finish, cancel."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.catalog.models import Location
from inventory.counts.actors import Actor
from inventory.counts.api.serializers import (
    CancelIn,
    CountIn,
    CountOut,
    CountsOut,
    CountWithLinesOut,
    FinishIn,
    LinesIn,
)
from inventory.counts.errors import LinesUnfit, LocationOutsideScope
from inventory.counts.filters import CountFilter
from inventory.counts.models import Count, CountLine
from inventory.counts.services import (
    CountedLine,
    Shelf,
    cancel_count,
    create_count,
    finish_part,
    put_lines,
)
from inventory.counts.services.lines import part_for
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import client_of, person_named

SCOPES = {"GET": "counts:read", "POST": "counts:write"}
DUE_WITHIN = timedelta(days=1)
# While a line is being counted its books stay hidden.
TOLD = {CountLine.Status.POSTED, CountLine.Status.DROPPED}
# Who reviews sees what they decide on.
DECIDED = {CountLine.Status.REVIEW, CountLine.Status.RECOUNT, CountLine.Status.APPROVAL}
TAG = ("Counts",)


@described_command(
    operation_id="create_count",
    summary="Plan a count",
    answer=CountOut,
    tags=TAG,
)
class CountsView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = SCOPES
    filterset_class = CountFilter
    order = "pk"
    if_match = False
    serializer = CountIn
    success = 201
    refuses = (create_count, LocationOutsideScope)

    @extend_schema(
        operation_id="read_counts",
        summary="Counts, oldest first",
        description="What is open, unless `show` says otherwise.",
        tags=["Counts"],
        parameters=described(CountFilter, "The reference of a count."),
        responses={200: CountsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Count]:
        return with_parts(Count.objects.visible_to(principal))

    def named(self, rows: QuerySet[Count], codes: list[str]) -> QuerySet[Count]:
        ids = [Count.objects.all().with_reference(code).values("pk")[:1] for code in codes]
        found = [one[0]["pk"] for one in ids if one]
        return rows.filter(pk__in=found)

    def shown(self, rows: Any) -> Any:
        return count_out(rows) if isinstance(rows, Count) else map(count_out, rows)

    def act(self, call: Call, **_names: Any) -> Count:
        asked = call.content
        locations = Location.objects.visible_to(call.principal).select_related("place")
        return create_count(
            location=locations.filter(place__code=asked["location"]).first(),
            code=asked["location"],
            title=asked["title"],
            shelves=[Shelf(one["name"], tuple(one.get("skus", ()))) for one in asked["shelves"]],
            due_at=asked.get("due_at") or call.at + DUE_WITHIN,
            reason=asked.get("reason", ""),
            actor=call.principal,
            at=call.at,
        )


class CountView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "counts:read"}

    @extend_schema(
        operation_id="read_count",
        summary="One count with its lines",
        tags=["Counts"],
        responses={200: CountWithLinesOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        principal = client_of(request)
        count = count_of(principal, reference)
        told = TOLD | (DECIDED if principal.has_scope("counts:approve") else set())
        lines = count.lines.select_related("sku").order_by("sku__code")
        body = count_out(count) | {"lines": [line_out(line, told) for line in lines]}
        return versioned(body, count.version)


def counter_of(call: Call) -> Actor:
    """Who counted: the person the call names, else the client itself. Raises PersonUnknown."""
    email = call.content.get("on_behalf_of")
    return person_named(email, call.principal) if email else call.principal


class OfCount(CommandEndpoint):
    """A command on one count; what is outside the client's places is not there, whatever was sent."""

    def there(self, principal: ClientPrincipal, **names: Any) -> Count:
        return count_of(principal, names["reference"])


@described_command(
    operation_id="put_count_lines",
    summary="Say what was counted on a shelf",
    description="All that is wrong is answered at once, with the place of each line.",
    answer=CountOut,
    tags=TAG,
)
class CountLinesView(OfCount):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "counts:write"}
    serializer = LinesIn
    refuses = (put_lines, LinesUnfit, counter_of)

    def act(self, call: Call, **names: Any) -> Count:
        count: Count = call.about
        lines = [
            CountedLine(one["sku"], one["quantity"], one.get("counted_at"))
            for one in call.content["lines"]
        ]
        try:
            return put_lines(
                reference=count.reference,
                number=call.content.get("shelf"),
                lines=lines,
                actor=counter_of(call),
                at=call.at,
                seen=call.version,
            )
        except LinesUnfit as error:
            raise ValidationError(_by_line(error)) from None

    def shown(self, done: Count) -> dict[str, Any]:
        return count_out(done)


@described_command(
    operation_id="finish_count",
    summary="Finish a shelf; what agrees is posted",
    answer=CountOut,
    tags=TAG,
)
class CountFinishView(OfCount):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "counts:write"}
    serializer = FinishIn
    refuses = (finish_part, part_for, counter_of)

    def act(self, call: Call, **names: Any) -> Count:
        count: Count = call.about
        done = finish_part(
            part_id=part_for(count, call.content.get("shelf")).pk,
            is_complete=call.content["complete"],
            version=None,
            actor=counter_of(call),
            at=call.at,
            seen=call.version,
        )
        return done.count

    def shown(self, done: Count) -> dict[str, Any]:
        return count_out(done)


@described_command(
    operation_id="cancel_count", summary="Call a count off", answer=CountOut, tags=TAG
)
class CountCancelView(OfCount):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "counts:write"}
    serializer = CancelIn
    refuses = (cancel_count,)

    def act(self, call: Call, **names: Any) -> Count:
        count: Count = call.about
        return cancel_count(
            reference=count.reference,
            reason=call.content["reason"],
            version=call.version,
            actor=call.principal,
            at=call.at,
        )

    def shown(self, done: Count) -> dict[str, Any]:
        return count_out(done)


def with_parts(rows: QuerySet[Count]) -> QuerySet[Count]:
    return rows.select_related("location__place").prefetch_related("parts")


def count_of(principal: ClientPrincipal | None, reference: str) -> Count:
    if principal is None:
        raise Http404
    rows = with_parts(Count.objects.visible_to(principal)).with_reference(reference)  # type: ignore[attr-defined]
    found: Count | None = rows.first()
    if found is None:
        raise Http404
    return found


def count_out(count: Count) -> dict[str, Any]:
    return {
        "reference": count.reference,
        "title": count.title,
        "location": count.location.code,
        "status": count.status,
        "origin": count.origin,
        "due_at": count.due_at.isoformat(),
        "created_at": count.created_at.isoformat(),
        "version": count.version,
        "shelves": [
            {
                "number": part.number,
                "name": part.name,
                "round": part.round,
                "listed": part.is_listed,
                "status": part.status,
            }
            for part in count.parts.all()
        ],
    }


def line_out(line: CountLine, statuses: Collection[str]) -> dict[str, Any]:
    told = line.status in statuses
    return {
        "sku": line.sku.code,
        "status": line.status,
        "counted": line.counted,
        "counted_at": line.last_at.isoformat(),
        "book": line.book if told else None,
        "difference": line.difference if told else None,
        "why": line.why,
        "late_moves": line.late_moves,
    }


def _by_line(error: LinesUnfit) -> dict[str, Any]:
    """Every problem at its line, with its code: {"lines": {"3": {"sku": […]}}}."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in error.facts["problems"]:
        text = ErrorDetail(one.text, code=one.code)
        found.setdefault(str(one.index), {}).setdefault(one.field, []).append(text)
    return {"lines": found}
