"""/api/v1/counts/{reference}/…: what a reviewer decides; always a named person, never a client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.counts.api.serializers import (
    ApproveLinesIn,
    CountOut,
    KeepBooksIn,
    KeptCodesOut,
    RecountIn,
    SettleCodeIn,
)
from inventory.counts.api.views import TAG, OfCount, count_of, count_out
from inventory.counts.models import Count, CountLine, KeptCode
from inventory.counts.services import approve_lines, ask_recount, keep_books, settle_code
from workbench.api.commands import Call, described_command, versioned
from workbench.api.described import problems
from workbench.api.people import client_of, person_of, version_said
from workbench.api.refusals import Refuses

APPROVE: dict[str, str] = {"POST": "counts:approve"}


class Review(OfCount):
    """Decides on lines that wait, for a named person who may review and did not count them."""

    required_scopes: ClassVar[dict[str, str]] = APPROVE
    refuses: ClassVar[Refuses] = (version_said, person_of)

    def act(self, call: Call, **names: Any) -> Count:
        count: Count = call.about
        usual = {
            "reference": count.reference,
            "line_ids": lines_named(count, call.content.get("lines")),
            "version": version_said(call),
            "actor": person_of(call),
            "at": call.at,
        }
        self.run(call, usual)
        return count_of(call.principal, count.reference)

    def run(self, call: Call, usual: dict[str, Any]) -> object:
        raise NotImplementedError

    def shown(self, done: Count) -> dict[str, Any]:
        return count_out(done)


@described_command(
    operation_id="recount_count",
    summary="Have lines counted again by somebody else",
    description="If-Match is needed.",
    answer=CountOut,
    tags=TAG,
)
class RecountView(Review):
    serializer = RecountIn
    refuses = (ask_recount,)

    def run(self, call: Call, usual: dict[str, Any]) -> object:
        return ask_recount(**usual)


@described_command(
    operation_id="approve_count",
    summary="Take what was counted; where a policy wants more, it is asked for approval",
    description="If-Match is needed.",
    answer=CountOut,
    tags=TAG,
)
class ApproveLinesView(Review):
    serializer = ApproveLinesIn
    refuses = (approve_lines,)

    def run(self, call: Call, usual: dict[str, Any]) -> object:
        return approve_lines(note=call.content["note"], **usual)


@described_command(
    operation_id="keep_books_of_count",
    summary="Leave the books as they are for these lines",
    description="If-Match is needed.",
    answer=CountOut,
    tags=TAG,
)
class KeepBooksView(Review):
    serializer = KeepBooksIn
    refuses = (keep_books,)

    def run(self, call: Call, usual: dict[str, Any]) -> object:
        return keep_books(reason=call.content["reason"], **usual)


class KeptCodesView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "counts:read"}

    @extend_schema(
        operation_id="read_kept_codes",
        summary="Codes that could not be counted where they were scanned",
        tags=list(TAG),
        responses={200: KeptCodesOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        count = count_of(client_of(request), reference)
        rows = count.kept.select_related("part", "sku")
        return versioned({"results": [kept_out(row) for row in rows], "next": None}, count.version)


@described_command(
    operation_id="settle_kept_code",
    summary="Say what a kept code was",
    answer=CountOut,
    tags=TAG,
)
class SettleCodeView(OfCount):
    required_scopes: ClassVar[dict[str, str]] = APPROVE
    serializer = SettleCodeIn
    refuses = (settle_code, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Count:
        count = super().there(principal, **names)
        if not count.kept.filter(pk=names["number"]).exists():
            raise Http404
        return count

    def act(self, call: Call, **names: Any) -> Count:
        settle_code(
            reference=call.about.reference,
            kept_id=names["number"],
            note=call.content["note"],
            actor=person_of(call),
            at=call.at,
            version=call.version,
        )
        return count_of(call.principal, call.about.reference)

    def shown(self, done: Count) -> dict[str, Any]:
        return count_out(done)


def lines_named(count: Count, codes: Iterable[str] | None) -> list[int] | None:
    """The lines to review of these SKUs; without SKUs all of them."""
    if codes is None:
        return None
    asked = set(codes)
    rows = count.lines.filter(status=CountLine.Status.REVIEW, sku__code__in=asked)
    found = dict(rows.values_list("sku__code", "pk"))
    unknown = sorted(asked - found.keys())
    if unknown:
        raise ValidationError({"lines": [f"No line of {unknown[0]} waits for a review."]})
    return list(found.values())


def kept_out(row: KeptCode) -> dict[str, Any]:
    names = ("code", "why", "quantity", "first_at", "last_at", "status", "note", "settled_at")
    return {
        "number": row.pk,
        "shelf": row.part.number,
        "sku": row.sku.code if row.sku else None,
        **{name: getattr(row, name) for name in names},
    }
