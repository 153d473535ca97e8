"""/api/v1/adjustments: corrections other systems ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal
from approvals.api.deciding import decide_for_person
from approvals.api.serializers import ApproveIn, RefuseIn
from inventory.adjustments.api.serializers import (
    AdjustmentIn,
    AdjustmentOut,
    AdjustmentReasonIn,
    AdjustmentsOut,
)
from inventory.adjustments.filters import AdjustmentFilter
from inventory.adjustments.models import Adjustment, AdjustmentLine, Reason
from inventory.adjustments.policies import check_version
from inventory.adjustments.services import (
    cancel_adjustment,
    create_adjustment,
    submit_adjustment,
)
from inventory.adjustments.services.deciding import complete_adjustment
from inventory.adjustments.services.submitting import KIND
from inventory.catalog.models import Location, Sku
from inventory.catalog.queries import resolve_codes
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described

TAGS = ("Adjustments",)
WRITES: dict[str, str] = {"POST": "adjustments:write"}


def adjustments_of(principal: ClientPrincipal) -> QuerySet[Adjustment]:
    lines = AdjustmentLine.objects.select_related("sku")
    return (
        Adjustment.objects.visible_to(principal)
        .worth()
        .select_related("location__place", "reason")
        .prefetch_related(Prefetch("lines", lines))
    )


def adjustment_of(reference: str, principal: ClientPrincipal) -> Adjustment:
    found = Adjustment.objects.visible_to(principal).with_reference(reference).first()
    if found is None:
        raise Http404
    return found


def location_of(code: str, principal: ClientPrincipal) -> Location:
    rows = Location.objects.visible_to(principal).select_related("place")
    found = rows.filter(place__code=code).first()
    if found is None:
        raise ValidationError({"location": ["There is no such location for this client."]})
    return found


def reason_of(code: str) -> Reason:
    found = Reason.objects.filter(code=code).first()
    if found is None:
        raise ValidationError({"reason": ["There is no such reason."]})
    return found


def lines_of(told: list[dict[str, Any]], principal: ClientPrincipal) -> list[tuple[Any, ...]]:
    named = resolve_codes({line["sku"] for line in told})
    skus = Sku.objects.visible_to(principal).in_bulk({one.sku_id for one in named.values()})
    faults = [
        {}
        if line["sku"] in named and named[line["sku"]].sku_id in skus
        else {"sku": [f"There is no SKU {line['sku']}."]}
        for line in told
    ]
    if any(faults):
        raise ValidationError({"lines": faults})
    return [(skus[named[line["sku"]].sku_id], line["state"], line["quantity"]) for line in told]


@described_command(
    operation_id="create_adjustment",
    summary="Begin an adjustment",
    answer=AdjustmentOut,
    description="A draft with one reason; submit it next.",
    tags=TAGS,
)
class AdjustmentsView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "adjustments:read", **WRITES}
    filterset_class = AdjustmentFilter
    order = "pk"
    if_match = False
    serializer = AdjustmentIn
    success = 201
    refuses = (create_adjustment,)

    @extend_schema(
        operation_id="read_adjustments",
        summary="Adjustments with their lines",
        description="In the order they were begun, as far as the client sees their location.",
        tags=list(TAGS),
        parameters=described(AdjustmentFilter, "A reference."),
        responses={200: AdjustmentsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Adjustment]:
        return adjustments_of(principal)

    def named(self, rows: QuerySet[Adjustment], codes: list[str]) -> QuerySet[Adjustment]:
        numbers = [
            pk
            for code in codes
            for pk in Adjustment.objects.with_reference(code).values_list("pk", flat=True)
        ]
        return rows.filter(pk__in=numbers)

    def shown(self, rows: Any) -> Any:
        """A page of the list, or the one that was made."""
        if isinstance(rows, Adjustment):
            return shown_one(rows)
        return [shown_one(row) for row in rows]

    def act(self, call: Call, **names: Any) -> Adjustment:
        told = call.content
        made = create_adjustment(
            location=location_of(told["location"], call.principal),
            reason=reason_of(told["reason"]),
            note_text=told["note"],
            lines=lines_of(told["lines"], call.principal),
            actor=None,
            at=call.at,
        )
        return adjustments_of(call.principal).get(pk=made.pk)


class OneAdjustment(CommandEndpoint):
    """A command on one adjustment."""

    required_scopes: ClassVar[dict[str, str]] = WRITES

    def there(self, principal: ClientPrincipal, **names: Any) -> Adjustment:
        return adjustment_of(names["reference"], principal)

    def shown(self, done: Adjustment) -> dict[str, Any]:
        return shown_one(done)


@described_command(
    operation_id="submit_adjustment",
    summary="Ask for an adjustment; what passes the policies is posted at once",
    answer=AdjustmentOut,
    tags=TAGS,
)
class SubmitView(OneAdjustment):
    refuses = (submit_adjustment,)

    def act(self, call: Call, **names: Any) -> Adjustment:
        found: Adjustment = call.about
        submit_adjustment(adjustment_id=found.pk, actor=None, at=call.at, version=call.version)
        return adjustments_of(call.principal).get(pk=found.pk)


@described_command(
    operation_id="cancel_adjustment",
    summary="Give up an adjustment that is not posted",
    answer=AdjustmentOut,
    tags=TAGS,
)
class CancelView(OneAdjustment):
    serializer = AdjustmentReasonIn
    refuses = (cancel_adjustment,)

    def act(self, call: Call, **names: Any) -> Adjustment:
        found: Adjustment = call.about
        cancel_adjustment(
            adjustment_id=found.pk,
            reason=call.content["reason"],
            actor=None,
            at=call.at,
            version=call.version,
        )
        return adjustments_of(call.principal).get(pk=found.pk)


class DecisionView(OneAdjustment):
    """Decides on what waits, for a named person who must be able to decide himself."""

    required_scopes: ClassVar[dict[str, str]] = {"POST": "adjustments:approve"}
    verdict: ClassVar[str]
    refuses = (decide_for_person, check_version, complete_adjustment)

    def act(self, call: Call, **names: Any) -> Adjustment:
        found: Adjustment = call.about

        def check(seen: int) -> None:
            check_version(Adjustment.objects.get(pk=found.pk), seen)

        decide_for_person(call, self.verdict, kind=KIND, subject_id=found.pk, check=check)
        return adjustments_of(call.principal).get(pk=found.pk)


@described_command(
    operation_id="approve_adjustment",
    summary="Approve, with lower quantities where you like; the last vote posts it",
    description="If-Match is needed. The line keys are those of the approval request.",
    answer=AdjustmentOut,
    tags=TAGS,
)
class ApproveView(DecisionView):
    verdict = "approve"
    serializer = ApproveIn


@described_command(
    operation_id="reject_adjustment",
    summary="Reject; nothing is posted",
    description="If-Match is needed.",
    answer=AdjustmentOut,
    tags=TAGS,
)
class RejectView(DecisionView):
    verdict = "reject"
    serializer = RefuseIn


def shown_one(adjustment: Adjustment) -> dict[str, Any]:
    return {
        "reference": adjustment.reference,
        "location": adjustment.location.code,
        "reason": adjustment.reason.code,
        "note": adjustment.note,
        "status": adjustment.status,
        "value": None if adjustment.value is None else str(adjustment.value),
        "currency": getattr(adjustment, "currency", ""),
        "held_because": adjustment.held_because,
        "version": adjustment.version,
        "lines": list(_lines(adjustment.lines.all())),
    }


def _lines(lines: Iterable[AdjustmentLine]) -> Iterable[dict[str, Any]]:
    for line in lines:
        yield {
            "sku": line.sku.code,
            "state": line.state,
            "quantity": line.quantity,
            "approved": line.approved,
        }
