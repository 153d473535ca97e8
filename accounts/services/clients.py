"""API clients and their tokens."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts import registry
from accounts.locks import lock_client, lock_token
from accounts.models import ApiClient, ApiToken, Place, User
from accounts.models.client import TOKEN_LIFE
from accounts.policies import clients as policies
from accounts.tokens import new_token
from audit.services import record
from kernel.plain import clean_text

IDLE_FOR = timedelta(days=90)
IDLE = "Nobody used it for 90 days."


@transaction.atomic
def create_client(
    *,
    name: str,
    source_code: str,
    place: Place | None,
    scopes: Collection[str],
    actor: User | None,
    at: datetime,
    calls_per_minute: int = 600,
    life: timedelta = TOKEN_LIFE,
) -> tuple[ApiClient, str]:
    """Let another system in; answers the client and its first token, readable only now.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientNameMissing,
    NoScopeChosen, UnknownScope, ProposesAndApproves, LimitOutOfRange, ClientNameTaken,
    TokenLifeOutOfRange.
    """
    name, source_code = clean_text(name.strip(), longest=80), source_code.strip()
    policies.check_create_client(
        name=name,
        source_code=source_code,
        place=place,
        scopes=scopes,
        calls_per_minute=calls_per_minute,
        actor=actor,
    )
    policies.check_token_life(life)
    client = ApiClient.objects.create(
        name=name,
        source_code=source_code,
        place=place,
        scopes=sorted(set(scopes)),
        calls_per_minute=calls_per_minute,
        created_at=at,
        created_by=actor,
    )
    if registry.sources.ensure:
        registry.sources.ensure(source_code, name, actor, at)
    record("accounts.client.created", client, actor=actor, at=at, place=place, after=_facts(client))
    _token, text = _issue(client, actor=actor, at=at, life=life)
    return client, text


@transaction.atomic
def change_client(
    *,
    client_id: int,
    scopes: Collection[str],
    calls_per_minute: int,
    actor: User | None,
    at: datetime,
) -> ApiClient:
    """Set what a client may do and how often; its next call obeys.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientDisabled,
    NoScopeChosen, UnknownScope, ProposesAndApproves, LimitOutOfRange, ClientUnchanged.
    """
    client = lock_client(client_id)
    policies.check_change_client(client, actor=actor)
    policies.check_scopes(scopes)
    policies.check_limit(calls_per_minute)
    policies.check_client_differs(client, scopes=scopes, calls_per_minute=calls_per_minute)
    before = _facts(client)
    client.scopes = sorted(set(scopes))
    client.calls_per_minute = calls_per_minute
    client.save(update_fields=["scopes", "calls_per_minute"])
    record(
        "accounts.client.changed",
        client,
        actor=actor,
        at=at,
        place=client.place,
        before=before,
        after=_facts(client),
    )
    return client


@transaction.atomic
def rotate_token(
    *, client_id: int, actor: User | None, at: datetime, life: timedelta = TOKEN_LIFE
) -> tuple[ApiToken, str]:
    """Give a client a second token beside the one it uses, to change over without a pause.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientDisabled,
    TwoTokensLive, TokenLifeOutOfRange.
    """
    client = lock_client(client_id)
    policies.check_rotate_token(client, actor=actor, at=at)
    policies.check_token_life(life)
    return _issue(client, actor=actor, at=at, life=life)


@transaction.atomic
def revoke_token(*, token_id: int, actor: User | None, at: datetime, reason: str = "") -> ApiToken:
    """End a token now; the next call with it is refused.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WholeNetworkNeeded,
    TokenAlreadyRevoked.
    """
    token = lock_token(token_id)
    policies.check_revoke_token(token, actor=actor)
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(
        "accounts.client.token_revoked",
        token.client,
        actor=actor,
        at=at,
        place=token.client.place,
        before={"token": token.last4},
        reason=reason,
    )
    return token


@transaction.atomic
def disable_client(
    *, client_id: int, actor: User | None, at: datetime, reason: str = ""
) -> ApiClient:
    """Switch a client off; its tokens stay, unused, until it is switched on again.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientDisabled.
    """
    client = lock_client(client_id)
    policies.check_change_client(client, actor=actor)
    return _switch(client, on=False, actor=actor, at=at, reason=reason)


@transaction.atomic
def enable_client(
    *, client_id: int, actor: User | None, at: datetime, reason: str = ""
) -> ApiClient:
    """Switch a client on again.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientNotDisabled.
    """
    client = lock_client(client_id)
    policies.check_enable_client(client, actor=actor)
    return _switch(client, on=True, actor=actor, at=at, reason=reason)


@transaction.atomic
def disable_idle_clients(*, at: datetime) -> list[ApiClient]:
    """Switch off every client that nobody used for ninety days; answers them. Refuses nothing.

    A forgotten token is a door nobody watches; who needs it again switches the client on.
    """
    idle = ApiClient.objects.idle_since(at - IDLE_FOR).order_by("pk")
    return [
        _switch(lock_client(pk), on=False, actor=None, at=at, reason=IDLE)
        for pk in idle.values_list("pk", flat=True)
    ]


TALLY = """
INSERT INTO accounts_apirefusal
    (client_id, day, route, status, code, times, last_at, last_detail, last_request_id)
VALUES (%(client)s, %(day)s, %(route)s, %(status)s, %(code)s, 1, %(at)s, %(detail)s, %(request_id)s)
ON CONFLICT (client_id, day, route, status, code) DO UPDATE
SET times = accounts_apirefusal.times + 1, last_at = excluded.last_at,
    last_detail = excluded.last_detail, last_request_id = excluded.last_request_id
"""


def tally_refusal(
    *,
    client: ApiClient,
    route: str,
    status: int,
    code: str,
    detail: str,
    request_id: str,
    at: datetime,
) -> None:
    """Count one refused call of a client, one row per day, route and code; refuses nothing."""
    row: dict[str, Any] = {
        "client": client.pk,
        "day": at.date(),
        "route": route[:120],
        "status": status,
        "code": code[:60],
        "at": at,
        "detail": detail[:300],
        "request_id": request_id[:64],
    }
    with connection.cursor() as cursor:
        cursor.execute(TALLY, row)


def _issue(
    client: ApiClient, *, actor: User | None, at: datetime, life: timedelta
) -> tuple[ApiToken, str]:
    made = new_token()
    token = ApiToken.objects.create(
        client=client,
        prefix=made.prefix,
        digest=made.digest,
        last4=made.last4,
        created_at=at,
        created_by=actor,
        expires_at=at + life,
    )
    after = {"token": made.last4, "expires_at": token.expires_at.isoformat()}
    record(
        "accounts.client.token_made", client, actor=actor, at=at, place=client.place, after=after
    )
    return token, made.text


def _switch(
    client: ApiClient, *, on: bool, actor: User | None, at: datetime, reason: str
) -> ApiClient:
    client.is_active = on
    client.enabled_at = at if on else client.enabled_at
    client.save(update_fields=["is_active", "enabled_at"])
    action = "accounts.client.enabled" if on else "accounts.client.disabled"
    record(action, client, actor=actor, at=at, place=client.place, reason=reason)
    return client


def _facts(client: ApiClient) -> dict[str, Any]:
    return {
        "name": client.name,
        "source": client.source_code,
        "place": client.place.code if client.place else "",
        "scopes": list(client.scopes),
        "calls_per_minute": client.calls_per_minute,
    }
