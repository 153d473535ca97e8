"""Commands of the API: one POST, one verb, the same service as the screen.

    class SubmitTransfer(CommandEndpoint):
        required_scopes = {"POST": "transfers:write"}
        serializer = SubmitIn
        refuses = (submit_transfer,)

        def act(self, call: Call, reference: str) -> Transfer:
            return submit_transfer(reference=reference, version=call.version, actor=None, at=call.at)

        def shown(self, done: Transfer) -> dict[str, Any]:
            return transfer_out(done)

`described_command` above the class writes its part of the published description. The trail names the
client, as of every call. Refusals become problems by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal, caller
from kernel.clock import now
from workbench.api.described import RATE_HEADERS, problems
from workbench.api.once import is_form, once, told_before
from workbench.api.refusals import Refuses
from workbench.errors import NoVersionHere
from workbench.services.once import take_call_key

VERSION = re.compile(r'(?:W/)?"?(\d{1,18})"?')
View = TypeVar("View", bound=type[APIView])


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command: who, with what, about which version, when."""

    principal: ClientPrincipal
    content: Mapping[str, Any] = field(default_factory=dict)
    # Of `If-Match`; None when the client did not say what it saw.
    version: int | None = None
    at: datetime = field(default_factory=now)
    # What `there` found.
    about: Any = None

    @property
    def scope_paths(self) -> tuple[str, ...]:
        return self.principal.scope_paths


class CommandEndpoint(APIView):
    """Subclasses name scope, serializer and refusals and write `act` and `shown`; of one thing also `there`."""

    # What the body must be; None takes no body.
    serializer: ClassVar[type[BaseSerializer[Any]] | None] = None
    success: ClassVar[int] = 200
    # The media type of the body.
    takes: ClassVar[str] = "application/json"
    # Whether it is about something that has a version; else `If-Match` is refused, never ignored.
    if_match: ClassVar[bool] = True
    # Whether the answer shows a version, as its ETag.
    etag: ClassVar[bool] = True
    # The commands it runs and what it refuses by itself, added to what its bases name.
    refuses: ClassVar[Refuses] = (take_call_key,)
    # Of one that does many: what one of them may be left for, while the others are done.
    each_refuses: ClassVar[Refuses] = ()

    def there(self, principal: ClientPrincipal, **names: Any) -> Any:
        """What the call is about; Http404 outside the client's places, whatever else was sent."""
        return None

    def act(self, call: Call, **names: Any) -> Any:
        """The command; refuses as the service does, and with Http404 what is out of the scope."""
        raise NotImplementedError

    def shown(self, done: Any) -> dict[str, Any]:
        """What was changed, as it is answered."""
        raise NotImplementedError

    def version_of(self, done: Any) -> int | None:
        """The version the answer's ETag carries."""
        return getattr(done, "version", None)

    def post(self, request: Request, **names: Any) -> Response:
        principal = caller(request)
        if principal is None:
            raise TypeError("This endpoint is for API clients; guard it with HasScope.")
        if not is_form(request):
            # Kept whole before anything reads it: the key belongs to the very bytes.
            _ = request._request.body
        if (answer := told_before(request)) is not None:
            return answer
        about = self.there(principal, **names)
        content, version = self._content(request), version_asked(request)
        if version is not None and not self.if_match:
            raise NoVersionHere
        call = Call(principal, content, version, about=about)
        return once(request, lambda: self._done(call, names))

    def _content(self, request: Request) -> Mapping[str, Any]:
        if self.serializer is None:
            return {}
        given: BaseSerializer[Any] = self.serializer(data=request.data)
        given.is_valid(raise_exception=True)
        content: Mapping[str, Any] = given.validated_data
        return content

    def _done(self, call: Call, names: Mapping[str, Any]) -> Response:
        done = self.act(call, **names)
        return versioned(self.shown(done), self.version_of(done), status=self.success)


def versioned(body: Any, version: int | None, *, status: int = 200) -> Response:
    """An answer that says which version it shows."""
    headers = {} if version is None else {"ETag": f'"{version}"'}
    return Response(body, status=status, headers=headers)


def version_asked(request: Request) -> int | None:
    """The version of `If-Match`; `*` and no header ask for none."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    found = VERSION.fullmatch(given)
    if found is None:
        text = 'If-Match is the ETag of an answer, such as "7".'
        raise ValidationError({"If-Match": [text]}, code="bad_if_match")
    return int(found[1])


IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag you saw; when it is no longer the newest, nothing is done (409).",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Sent again with the same content: the first answer, `Idempotency-Replayed: true`."
    " With other content: 409 `call_key_reused`. Kept for two days; refusals are not kept.",
)
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=True,
    description="The version after the command, for the next `If-Match`.",
)


def described_command(
    *,
    operation_id: str,
    summary: str,
    answer: Any,
    description: str = "",
    tags: tuple[str, ...] = (),
    **more: Any,
) -> Callable[[View], View]:
    """The published description of a command: headers, body, answer and problems."""

    def decorate(view: View) -> View:
        taken = getattr(view, "serializer", None)
        heads = {"if_match": IF_MATCH, "etag": ETAG}
        told = [one for flag, one in heads.items() if getattr(view, flag, True)]
        described = extend_schema(
            operation_id=operation_id,
            summary=summary,
            description=description,
            tags=list(tags),
            parameters=[IDEMPOTENCY_KEY, *told, *RATE_HEADERS],
            request={getattr(view, "takes", "application/json"): taken} if taken else None,
            responses={
                getattr(view, "success", 200): answer,
                **problems(400, 401, 403, 404, 409, 422, 429),
            },
            **more,
        )
        done: View = extend_schema_view(post=described)(view)
        return done

    return decorate
