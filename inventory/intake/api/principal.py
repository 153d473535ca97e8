"""Who calls, as the endpoints need it."""

from time import monotonic
from typing import Any

from rest_framework.request import Request

from accounts.api.authentication import ClientPrincipal
from inventory.ledger.models import Source
from inventory.ledger.services import ensure_source
from kernel.clock import now

# A changed tolerance is obeyed after this many seconds.
SOURCE_KEPT_S = 2.0

_sources: dict[str, tuple[float, Source]] = {}


def client_of(request: Request) -> ClientPrincipal:
    """The client of a call that passed authentication and scope."""
    principal: Any = request.user
    if not isinstance(principal, ClientPrincipal):
        raise TypeError("This endpoint is for API clients; guard it with HasScope.")
    return principal


def places_of(principal: ClientPrincipal) -> tuple[str, ...] | None:
    """The subtrees the client may report for; None when it has no bound."""
    return None if "/" in principal.scope_paths else principal.scope_paths


def source_of(principal: ClientPrincipal) -> Source:
    """The source the client's events are filed under, read at most every two seconds."""
    code = principal.client.source_code
    kept = _sources.get(code)
    if kept and monotonic() - kept[0] < SOURCE_KEPT_S:
        return kept[1]
    source = Source.objects.filter(code=code).first()
    if source is None:
        source = ensure_source(code=code, name=principal.client.name, actor=None, at=now())
    _sources[code] = (monotonic(), source)
    return source


def forget_sources() -> None:
    _sources.clear()
