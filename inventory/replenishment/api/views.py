"""/api/v1/suggestions: where pieces should move, with the numbers behind it; a draft of one, or quiet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.replenishment.models import QuietCell, Suggestion
from inventory.replenishment.services import dismiss_suggestion, draft_suggestions, suggest_again
from inventory.replenishment.services.settling import MOST_DAYS
from inventory.replenishment.tasks import suggest
from inventory.replenishment.views.lists import QuietFilter, SuggestionFilter
from inventory.transfers.api.serializers import TransferOut
from inventory.transfers.api.shown import shown as transfers_shown
from inventory.transfers.api.views import READ, WRITE
from inventory.transfers.models import Transfer
from kernel.clock import now
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import ForPersonIn, client_of, person_of
from workbench.nudge import nudge

TAGS = ("Suggestions",)
Text, Whole = serializers.CharField, serializers.IntegerField


class SuggestionOut(serializers.Serializer[Any]):
    number = Whole(help_text="Until the suggestions are computed anew, each night.")
    sku = Text()
    to = Text(help_text="The code of the location that runs out.")
    quantity = Whole(help_text="What is left of it beside what is drafted already.")
    drafted = Whole(help_text="What somebody drafted for that location in the last week.")
    to_has = Whole()
    to_sold = Whole(help_text="In 28 days.")
    from_has = Whole()
    from_sold = Whole(help_text="In 28 days.")
    reorder_point = Whole()
    target = Whole()
    sells_out_on = serializers.DateField()
    computed_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of the language."""
        return {
            "from": Text(help_text="The code of the location it leaves."),
            **super().get_fields(),
        }


class SuggestionsOut(serializers.Serializer[Any]):
    results = SuggestionOut(many=True)
    next = Text(allow_null=True)


class DismissIn(ForPersonIn):
    days = Whole(help_text=f"For how long it is not suggested again: 1 to {MOST_DAYS}.")
    reason = Text(max_length=300)


class DismissedOut(serializers.Serializer[Any]):
    sku = Text()
    to = Text(help_text="The code of the location that is not suggested to.")
    until = serializers.DateTimeField()
    reason = Text()


class SuggestionsView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}
    filterset_class = SuggestionFilter
    order = "pk"

    @extend_schema(
        operation_id="read_suggestions",
        summary="Suggested transfers with the numbers of their formula",
        description="As far as one end is among the client's places. Nothing moves by itself.",
        tags=list(TAGS),
        parameters=described(SuggestionFilter, "The code of a SKU."),
        responses={200: SuggestionsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Suggestion]:
        return suggestions_of(principal)

    def named(self, rows: QuerySet[Suggestion], codes: list[str]) -> QuerySet[Suggestion]:
        return rows.filter(sku__code__in=codes)

    def shown(self, rows: list[Suggestion]) -> Iterable[dict[str, Any]]:
        return map(out, rows)


class SuggestionView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}

    @extend_schema(
        operation_id="read_suggestion",
        summary="One suggested transfer",
        tags=list(TAGS),
        responses={200: SuggestionOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(out(suggestion_of(client_of(request), number)))


@described_command(
    operation_id="draft_suggestion",
    summary="Draft the suggested transfer; nothing moves before it is submitted",
    answer=TransferOut,
    tags=TAGS,
)
class DraftView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": WRITE}
    if_match = False
    success = 201
    refuses = (draft_suggestions,)

    def there(self, principal: ClientPrincipal, **names: Any) -> Suggestion:
        return suggestion_of(principal, names["number"])

    def act(self, call: Call, **names: Any) -> Transfer:
        row: Suggestion = call.about
        client = call.principal.client.name
        (draft,) = draft_suggestions(suggestion_ids=[row.pk], actor=None, at=call.at, client=client)
        return draft

    def shown(self, done: Transfer) -> dict[str, Any]:
        return transfers_shown([done])[0]


@described_command(
    operation_id="dismiss_suggestion",
    summary="Say for a named person that it should not move; it is quiet for some days",
    answer=DismissedOut,
    tags=TAGS,
)
class DismissView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": WRITE}
    if_match = etag = False
    serializer = DismissIn
    refuses = (dismiss_suggestion, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Suggestion:
        return suggestion_of(principal, names["number"])

    def act(self, call: Call, **names: Any) -> QuietCell:
        row: Suggestion = call.about
        told = {name: call.content[name] for name in ("days", "reason")}
        dismiss_suggestion(suggestion_id=row.pk, actor=person_of(call), at=call.at, **told)
        return QuietCell.objects.get(sku=row.sku, to_location=row.to_location)

    def shown(self, done: QuietCell) -> dict[str, Any]:
        return dismissed_out(done)


class QuietOut(DismissedOut):
    number = Whole()


class QuietsOut(serializers.Serializer[Any]):
    results = QuietOut(many=True)
    next = Text(allow_null=True)


class QuietView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}
    filterset_class = QuietFilter
    order = "pk"

    @extend_schema(
        operation_id="read_quiet_suggestions",
        summary="What is not suggested for now: dismissed or drafted, until when and why",
        tags=list(TAGS),
        parameters=described(QuietFilter, "The code of a SKU."),
        responses={200: QuietsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[QuietCell]:
        return quiet_cells_of(principal)

    def named(self, rows: QuerySet[QuietCell], codes: list[str]) -> QuerySet[QuietCell]:
        return rows.filter(sku__code__in=codes)

    def shown(self, rows: list[QuietCell]) -> Iterable[dict[str, Any]]:
        return map(quiet_out, rows)


@described_command(
    operation_id="suggest_again",
    summary="Take a dismissal back for a named person; the next computation may suggest it again",
    answer=DismissedOut,
    tags=TAGS,
)
class SuggestAgainView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": WRITE}
    if_match = etag = False
    serializer = ForPersonIn
    refuses = (suggest_again, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> QuietCell:
        found = quiet_cells_of(principal).filter(pk=names["number"]).first()
        if found is None:
            raise Http404
        return found

    def act(self, call: Call, **names: Any) -> QuietCell:
        cell: QuietCell = call.about
        suggest_again(quiet_id=cell.pk, actor=person_of(call), at=call.at)
        nudge(suggest)
        return cell

    def shown(self, done: QuietCell) -> dict[str, Any]:
        return dismissed_out(done)


def quiet_cells_of(principal: ClientPrincipal) -> QuerySet[QuietCell]:
    rows = QuietCell.objects.visible_to(principal).at(now())
    return rows.select_related("sku", "to_location__place")


def quiet_out(cell: QuietCell) -> dict[str, Any]:
    return {"number": cell.pk, **dismissed_out(cell)}


def dismissed_out(cell: QuietCell) -> dict[str, Any]:
    return {
        "sku": cell.sku.code,
        "to": cell.to_location.code,
        "until": cell.until.isoformat(),
        "reason": cell.reason,
    }


def suggestions_of(principal: ClientPrincipal) -> QuerySet[Suggestion]:
    rows = Suggestion.objects.visible_to(principal).still_needed()
    return rows.select_related("sku", "from_location__place", "to_location__place")


def suggestion_of(principal: ClientPrincipal, number: int) -> Suggestion:
    found = suggestions_of(principal).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def out(row: Suggestion) -> dict[str, Any]:
    names = (
        *("drafted", "to_has", "to_sold", "from_has", "from_sold", "reorder_point", "target"),
        *("sells_out_on", "computed_at"),
    )
    return {
        "number": row.pk,
        "sku": row.sku.code,
        "from": row.from_location.code,
        "to": row.to_location.code,
        "quantity": row.left,
        **{name: getattr(row, name) for name in names},
    }
