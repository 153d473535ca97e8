"""Who calls the API: a client by its bearer token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiClient, ApiToken
from accounts.tokens import matches, taken_apart
from kernel.clock import now
from kernel.context import current, note

# A token's last use is noted once in this while, not on every call.
USE_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ClientPrincipal:
    """`request.user` of an API call: a client and what it may see and do."""

    client: ApiClient
    token: ApiToken
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    pk: ClassVar[None] = None

    def __str__(self) -> str:
        return f"client:{self.client.name}"

    @property
    def scope_paths(self) -> tuple[str, ...]:
        return self.client.scope_paths

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.client.scopes)

    def has_scope(self, scope: str) -> bool:
        return scope in self.client.scopes


class ClientTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer plb_…`. One sentence for every wrong token: nothing to learn from it."""

    def authenticate(self, request: Request) -> tuple[ClientPrincipal, ApiToken] | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationFailed("Send the token as: Authorization: Bearer TOKEN.")
        token = _live_token(text.strip(), at=now())
        principal = ClientPrincipal(client=token.client, token=token)
        remember(request, principal)
        return principal, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="plumbline"'


def caller(request: Request) -> ClientPrincipal | None:
    """The client of an authenticated call."""
    user: object = request.user
    return user if isinstance(user, ClientPrincipal) else None


def _live_token(text: str, *, at: datetime) -> ApiToken:
    parts = taken_apart(text)
    token = parts and (
        ApiToken.objects.select_related("client__place").filter(prefix=parts[0]).first()
    )
    if not token or not parts or not matches(parts[1], token.digest):
        raise AuthenticationFailed("This token is not known.")
    if not token.is_live(at):
        raise AuthenticationFailed("This token has expired or was revoked. Ask for a new one.")
    if not token.client.is_active:
        raise AuthenticationFailed("This client is switched off.")
    _note_use(token, at=at)
    return token


def _note_use(token: ApiToken, *, at: datetime) -> None:
    before = at - USE_NOTED_EVERY
    if token.last_used_at and token.last_used_at > before:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=before)
    ApiToken.objects.filter(stale, pk=token.pk).update(
        last_used_at=at, last_used_ip=current().ip[:45]
    )


def remember(request: Request, principal: ClientPrincipal) -> None:
    """For trail and logs, and for the middleware outside: whose call this is."""
    note(client=str(principal)[:80])
    plain: Any = request._request
    plain.api_client = principal.client
