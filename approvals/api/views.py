"""GET /api/v1/approvals, GET /api/v1/approvals/{n}, POST …/approve, reject, send-back, withdraw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal, caller
from accounts.policies.base import check_right
from approvals.api.deciding import UNDONE, VOTED, WITHDRAWN
from approvals.api.serializers import (
    ApprovalDetailOut,
    ApprovalsOut,
    ApproveIn,
    RefuseIn,
    ReviewIn,
    WithdrawIn,
)
from approvals.errors import RequestNotFound
from approvals.filters import ApiRequestFilter
from approvals.locks import lock_request
from approvals.models import ApprovalRequest
from approvals.policies import check_version
from approvals.queries.chain import chain_of
from approvals.queries.requests import requests_seen_by, standing_lines
from approvals.services import decide, undo_decision, withdraw_own_request
from approvals.services.sampling import note_review
from approvals.subjects import subject_kind
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import ForPersonIn, person_of, version_said

READ = "approvals:read"


class ApprovalsView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}
    filterset_class = ApiRequestFilter
    order = "id"

    @extend_schema(
        operation_id="read_approvals",
        summary="Approval requests",
        description="Oldest first, of the places the client sees.",
        tags=["Approvals"],
        parameters=described(ApiRequestFilter, "The reference of what is asked about."),
        responses={200: ApprovalsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[ApprovalRequest]:
        return ApprovalRequest.objects.visible_to(principal).select_related("place")

    def named(self, rows: QuerySet[ApprovalRequest], codes: list[str]) -> QuerySet[ApprovalRequest]:
        return rows.filter(reference__in=codes)

    def shown(self, rows: list[ApprovalRequest]) -> Iterable[dict[str, Any]]:
        return (_short(row) for row in rows)


class ApprovalView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}

    @extend_schema(
        operation_id="read_approval",
        summary="One request with its lines and steps",
        tags=["Approvals"],
        responses={200: ApprovalDetailOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        principal = caller(request)
        if principal is None:
            raise TypeError("This endpoint is for API clients; guard it with HasScope.")
        row = visible_request(principal, number)
        return versioned(whole(row), row.version)


class ForAsked(CommandEndpoint):
    """A command on one request, for a named person; needs the scope that decides on its subject."""

    required_scopes: ClassVar[dict[str, str]] = {"POST": READ}

    def there(self, principal: ClientPrincipal, **names: Any) -> ApprovalRequest:
        row = visible_request(principal, names["number"])
        check_scope(principal, row)
        return row

    def shown(self, done: ApprovalRequest) -> dict[str, Any]:
        return whole(done)


class _DecisionEndpoint(ForAsked):
    """Decides for a named person, who must be able to decide himself."""

    verdict: ClassVar[str]
    refuses = (decide, VOTED, version_said, person_of)

    def act(self, call: Call, **names: Any) -> ApprovalRequest:
        row: ApprovalRequest = call.about
        lines = {line["key"]: line["quantity"] for line in call.content.get("lines", ())}
        return decide(
            request_id=row.pk,
            verdict=self.verdict,
            lines=lines,
            reason_code=call.content.get("reason_code", ""),
            reason=call.content.get("reason", ""),
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
        )


@described_command(
    operation_id="approve_approval",
    summary="Approve, with lower quantities where you like",
    description="If-Match is needed.",
    answer=ApprovalDetailOut,
    tags=("Approvals",),
)
class ApproveView(_DecisionEndpoint):
    verdict = "approve"
    serializer = ApproveIn


@described_command(
    operation_id="reject_approval",
    summary="Reject; it ends there",
    description="If-Match is needed.",
    answer=ApprovalDetailOut,
    tags=("Approvals",),
)
class RejectView(_DecisionEndpoint):
    verdict = "reject"
    serializer = RefuseIn


@described_command(
    operation_id="send_back_approval",
    summary="Send back to whoever asked",
    description="If-Match is needed.",
    answer=ApprovalDetailOut,
    tags=("Approvals",),
)
class SendBackView(_DecisionEndpoint):
    verdict = "send_back"
    serializer = RefuseIn


def as_seen(call: Call) -> ApprovalRequest:
    """The request, locked, as the client saw it where it says so. Raises RequestChanged."""
    request = lock_request(call.about.pk)
    check_version(request, call.version)
    return request


@described_command(
    operation_id="withdraw_approval",
    summary="Withdraw what the named person asked for",
    answer=ApprovalDetailOut,
    tags=("Approvals",),
)
class WithdrawView(ForAsked):
    serializer = WithdrawIn
    refuses = (withdraw_own_request, WITHDRAWN, as_seen, person_of)

    def act(self, call: Call, **names: Any) -> ApprovalRequest:
        reason = call.content["reason"]
        return withdraw_own_request(
            request_id=as_seen(call).pk, reason=reason, actor=person_of(call), at=call.at
        )


@described_command(
    operation_id="undo_approval",
    summary="Take the named person's own newest vote back; the step waits again",
    description="Possible until the next step has begun: what was sent meanwhile is put right by another mail."
    " If-Match is the ETag of the vote's answer; after a newer vote it is refused (`decided_since`).",
    answer=ApprovalDetailOut,
    tags=("Approvals",),
)
class UndoView(ForAsked):
    serializer = ForPersonIn
    refuses = (undo_decision, UNDONE, as_seen, person_of)

    def act(self, call: Call, **names: Any) -> ApprovalRequest:
        return undo_decision(
            request_id=call.about.pk, version=call.version, actor=person_of(call), at=call.at
        )


@described_command(
    operation_id="review_approval",
    summary="Say that a named person looked at what passed by itself",
    answer=ApprovalDetailOut,
    tags=("Approvals",),
)
class ReviewView(ForAsked):
    serializer = ReviewIn
    refuses = (note_review, as_seen, check_right, RequestNotFound, person_of)

    def act(self, call: Call, **names: Any) -> ApprovalRequest:
        note, actor = call.content["note"], person_of(call)
        check_right(actor, "approvals.decide")
        as_seen(call)
        if not requests_seen_by(actor, actor, call.at).filter(pk=call.about.pk).exists():
            raise RequestNotFound
        return note_review(request_id=call.about.pk, note=note, actor=actor, at=call.at)


def visible_request(principal: ClientPrincipal, number: int) -> ApprovalRequest:
    rows = ApprovalRequest.objects.visible_to(principal).select_related("place")
    row = rows.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def check_scope(principal: ClientPrincipal, row: ApprovalRequest) -> None:
    needed = subject_kind(row.kind).approve_scope
    if not needed or not principal.has_scope(needed):
        raise PermissionDenied(
            f"This client lacks the scope {needed or 'to decide on this'}.", code="missing_scope"
        )


def _short(row: ApprovalRequest) -> dict[str, Any]:
    return {
        "number": row.pk,
        "kind": row.kind,
        "reference": row.reference,
        "subject_version": row.subject_version,
        "title": row.title,
        "status": row.status,
        "place": row.place.code,
        "value": None if row.value is None else str(row.value),
        "currency": row.currency,
        "units": row.units,
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "closed_at": row.closed_at,
        "automatic": row.automatic,
        "version": row.version,
    }


def whole(row: ApprovalRequest) -> dict[str, Any]:
    lines = [
        {"key": key, "text": line.text, "asked": line.quantity, "stands_at": stands}
        for key, (line, stands) in standing_lines(row).items()
    ]
    steps = [
        {
            "position": one.step.position,
            "role": one.step.role,
            "place": one.step.place.code,
            "quorum": one.step.quorum,
            "status": one.state,
            "due_at": one.due_at,
            "escalated": one.step.escalated_at is not None,
        }
        for one in chain_of(row)
    ]
    return {**_short(row), "lines": lines, "steps": steps}
