"""/api/v1/adjustment-reasons: why stock may be corrected; set for a named person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.adjustments.api import serializers as s
from inventory.adjustments.models import Reason
from inventory.adjustments.services.reasons import create_reason, save_reason
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import RATE_HEADERS, problems
from workbench.api.people import check_reaches, person_of, version_said
from workbench.api.refusals import Refuses

TAGS = ("Adjustments",)
FACTS = ("label", "effect", "states", "needs_note", "needs_photo", "band", "position")
READ, WRITE = "adjustments:read", "reasons:write"


class SettingReasons(CommandEndpoint):
    """Reasons hold in the whole installation: a client of a whole network sets them."""

    refuses: ClassVar[Refuses] = (check_reaches, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Reason | None:
        check_reaches(principal, None)
        return named(names["code"]) if "code" in names else None

    def shown(self, done: Reason) -> dict[str, Any]:
        return out(done)

    def usual(self, call: Call) -> dict[str, Any]:
        facts = {name: call.content[name] for name in FACTS}
        return {**facts, "actor": person_of(call), "at": call.at}


@described_command(
    operation_id="create_reason",
    summary="Add a reason",
    answer=s.ReasonOut,
    tags=TAGS,
)
class ReasonsView(SettingReasons):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ, "POST": WRITE}
    if_match = False
    serializer = s.ReasonIn
    success = 201
    refuses = (create_reason,)

    @extend_schema(
        operation_id="read_reasons",
        summary="Every reason, in its order",
        tags=list(TAGS),
        parameters=[*RATE_HEADERS],
        responses={200: s.ReasonsOut, **problems(401, 403, 429)},
    )
    def get(self, request: Request) -> Response:
        return Response({"results": [out(row) for row in Reason.objects.all()], "next": None})

    def act(self, call: Call, **names: Any) -> Reason:
        return create_reason(code=call.content["code"], **self.usual(call))


class ReasonView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}

    @extend_schema(
        operation_id="read_reason",
        summary="One reason",
        tags=list(TAGS),
        responses={200: s.ReasonOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, code: str) -> Response:
        row = named(code)
        return versioned(out(row), row.version)


@described_command(
    operation_id="change_reason",
    summary="Change a reason; what was posted with it keeps what it was",
    description="If-Match is needed.",
    answer=s.ReasonOut,
    tags=TAGS,
)
class ChangeReasonView(SettingReasons):
    required_scopes: ClassVar[dict[str, str]] = {"POST": WRITE}
    serializer = s.ReasonChangeIn
    refuses = (save_reason, version_said)

    def act(self, call: Call, **names: Any) -> Reason:
        return save_reason(
            code=call.about.code,
            is_active=call.content["is_active"],
            version=version_said(call),
            **self.usual(call),
        )


def named(code: str) -> Reason:
    found = Reason.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def out(row: Reason) -> dict[str, Any]:
    names = ("code", "version", "label", "effect", "needs_note", "needs_photo", "position")
    return {
        **{name: getattr(row, name) for name in names},
        "states": list(row.states),
        "band": str(row.band),
        "is_active": row.is_active,
    }
