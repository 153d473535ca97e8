"""/api/v1/adjustments/{reference}: one adjustment, changed, scanned for, posted, taken back."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory.adjustments.api import serializers as s
from inventory.adjustments.api.views import (
    TAGS,
    OneAdjustment,
    adjustment_of,
    adjustments_of,
    lines_of,
    reason_of,
    shown_one,
)
from inventory.adjustments.models import Adjustment
from inventory.adjustments.scanned_items import take_item
from inventory.adjustments.services import change_adjustment, post_adjustment, undo_adjustment
from inventory.adjustments.services.draft import set_line
from workbench.api.commands import Call, described_command, versioned
from workbench.api.described import problems
from workbench.api.people import client_of, person_of
from workbench.api.scans import (
    ItemScansAnswerOut,
    ItemScansIn,
    answers_out,
    scans_of,
    unknown_out,
)
from workbench.scanning import answers_to

READS: dict[str, str] = {"GET": "adjustments:read"}


class AdjustmentView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_adjustment",
        summary="One adjustment with its lines",
        tags=list(TAGS),
        responses={200: s.AdjustmentOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        principal = client_of(request)
        found = adjustments_of(principal).get(pk=adjustment_of(reference, principal).pk)
        return versioned(shown_one(found), found.version)


class Changing(OneAdjustment):
    """Runs one command and answers the adjustment as it is then."""

    def act(self, call: Call, **names: Any) -> Adjustment:
        found: Adjustment = call.about
        usual = {"actor": None, "at": call.at, "version": call.version}
        self.run(found, call, {"adjustment_id": found.pk, **usual})
        return adjustments_of(call.principal).get(pk=found.pk)

    def run(self, found: Adjustment, call: Call, usual: dict[str, Any]) -> object:
        raise NotImplementedError


@described_command(
    operation_id="change_adjustment",
    summary="Give a draft another reason or note",
    answer=s.AdjustmentOut,
    tags=TAGS,
)
class ChangeView(Changing):
    serializer = s.AdjustmentChangeIn
    refuses = (change_adjustment,)

    def run(self, found: Adjustment, call: Call, usual: dict[str, Any]) -> object:
        told = call.content
        reason = reason_of(told["reason"]) if "reason" in told else found.reason
        return change_adjustment(reason=reason, note_text=told.get("note", found.note), **usual)


@described_command(
    operation_id="set_adjustment_line",
    summary="Say how many pieces of a SKU; none takes the line away",
    answer=s.AdjustmentOut,
    tags=TAGS,
)
class SetLineView(Changing):
    serializer = s.AdjustmentSetLineIn
    refuses = (set_line,)

    def run(self, found: Adjustment, call: Call, usual: dict[str, Any]) -> object:
        ((sku, state, quantity),) = lines_of([dict(call.content)], call.principal)
        state = state or found.reason.states[0]
        return set_line(sku=sku, state=state, quantity=quantity, **usual)


@described_command(
    operation_id="post_adjustment",
    summary="Post an approved adjustment that stock was missing for",
    answer=s.AdjustmentOut,
    tags=TAGS,
)
class PostView(Changing):
    refuses = (post_adjustment,)

    def run(self, found: Adjustment, call: Call, usual: dict[str, Any]) -> object:
        return post_adjustment(**usual)


@described_command(
    operation_id="undo_adjustment",
    summary="Take a posted adjustment back by opposite rows",
    answer=s.AdjustmentOut,
    tags=TAGS,
)
class UndoView(Changing):
    serializer = s.AdjustmentReasonIn
    refuses = (undo_adjustment,)

    def run(self, found: Adjustment, call: Call, usual: dict[str, Any]) -> object:
        return undo_adjustment(reason=call.content["reason"], **usual)


@described_command(
    operation_id="send_adjustment_scans",
    summary="Send what was scanned for a draft",
    description="Each scan is kept once, by its id, however often it is sent, and adds to the line of its"
    " SKU in the first state of the reason. A code that names nothing is kept for review.",
    answer=ItemScansAnswerOut,
    tags=TAGS,
)
class AdjustmentScansView(OneAdjustment):
    """Scans add up in any order, so they ask for no version."""

    required_scopes: ClassVar[dict[str, str]] = {**READS, "POST": "adjustments:write"}
    if_match = etag = False
    serializer = ItemScansIn
    refuses = (scans_of, person_of)

    @extend_schema(
        operation_id="read_adjustment_unknown_codes",
        summary="What was scanned and names nothing",
        tags=list(TAGS),
        responses={200: s.AdjustmentUnknownOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        found = adjustment_of(reference, client_of(request))
        return Response({"results": unknown_out(found.unknown.all()), "next": None})

    def act(self, call: Call, **names: Any) -> list[dict[str, Any]]:
        found, actor = call.about, person_of(call)
        return answers_to(
            scans_of(call),
            lambda scan: take_item(found, scan, actor=actor),
            user_id=actor.pk,
            page=f"adjustment-{found.pk}",
        )

    def shown(self, done: Any) -> dict[str, Any]:
        return answers_out(done)
