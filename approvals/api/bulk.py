"""POST /api/v1/approvals/bulk: one decision on many requests, with an outcome for each."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import User
from approvals.api.deciding import VOTED
from approvals.api.serializers import RefuseIn
from approvals.errors import MissingScope, RequestNotFound
from approvals.models import ApprovalRequest, Decision
from approvals.policies import check_verdict
from approvals.services import decide
from approvals.subjects import subject_kind
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.many import MOST
from workbench.api.people import person_of
from workbench.bulk import each_row

VERBS = tuple(str(verb) for verb in Decision.Verdict.values if verb != Decision.Verdict.UNDO)
Text, Whole = serializers.CharField, serializers.IntegerField


class RequestSeenIn(serializers.Serializer[Any]):
    number = Whole(min_value=1)
    version = Whole(min_value=1, help_text="As it was shown; one decided meanwhile is left.")


class RequestsIn(RefuseIn):
    """Reasons are those of the decision on one request; approving needs none."""

    verb = Text(help_text=f"One of: {', '.join(VERBS)}.")
    requests = RequestSeenIn(many=True, min_length=1, max_length=MOST)  # type: ignore[call-arg]
    reason_code = serializers.ChoiceField(Decision.ReasonCode.choices, required=False)

    def validate_verb(self, verb: str) -> str:
        if verb not in VERBS:
            raise serializers.ValidationError("There is no such decision on many.")
        return verb

    def validate_requests(self, rows: list[dict[str, int]]) -> list[dict[str, int]]:
        if len({row["number"] for row in rows}) < len(rows):
            raise serializers.ValidationError("Name each request once.")
        return rows


class RequestLeftOut(serializers.Serializer[Any]):
    number = Whole()
    code = Text(help_text="Stable, as of the decision on one request.")
    detail = Text()


class RequestsDoneOut(serializers.Serializer[Any]):
    total = Whole()
    done = serializers.ListField(child=Whole(), help_text="Numbers of the requests decided on.")
    left = RequestLeftOut(many=True, help_text="Requests left as they were, with the refusal.")


def _vote(call: Call, request: ApprovalRequest | None, version: int, person: User) -> None:
    """Raises RequestNotFound, MissingScope, and what `decide` refuses."""
    if request is None:
        raise RequestNotFound
    scope = subject_kind(request.kind).approve_scope
    if not scope or not call.principal.has_scope(scope):
        raise MissingScope(scope=scope or "to decide on this")
    decide(
        request_id=request.pk,
        verdict=call.content["verb"],
        lines={},
        reason_code=call.content.get("reason_code", ""),
        reason=call.content["reason"],
        version=version,
        actor=person,
        at=call.at,
    )


@described_command(
    operation_id="decide_approvals",
    summary="Approve, reject or send back up to 100 requests, with an outcome for each",
    description="For a named person, who must be able to decide. A refused request leaves the others"
    " decided. One outside the client's places is left as `request_not_found`, one whose subject"
    " needs a scope the client lacks as `missing_scope`, one the person asked for as"
    " `asker_decides`.",
    answer=RequestsDoneOut,
    tags=("Approvals",),
)
class BulkApprovalsView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "approvals:read"}
    if_match = etag = False
    serializer = RequestsIn
    refuses = (check_verdict, person_of)
    each_refuses = (_vote, VOTED)

    def act(self, call: Call, **names: Any) -> dict[str, Any]:
        told, person = call.content, person_of(call)
        code, reason = told.get("reason_code", ""), told["reason"]
        check_verdict(told["verb"], reason_code=code, reason=reason)
        seen = {row["number"]: row["version"] for row in told["requests"]}
        found = ApprovalRequest.objects.visible_to(call.principal).in_bulk(list(seen))
        outcome = each_row(
            # Always in one order, so that two calls wait for each other instead of locking up.
            sorted(seen),
            lambda number: _vote(call, found.get(number), seen[number], person),
            key=str,
        )
        left = [
            {"number": row.pk, "code": row.code, "detail": row.sentence} for row in outcome.left
        ]
        return {"total": outcome.total, "done": outcome.done, "left": left}

    def shown(self, done: dict[str, Any]) -> dict[str, Any]:
        return done
