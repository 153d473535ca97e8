"""Who may do what to API clients, and when. Checks raise or return nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta

from accounts import errors
from accounts.models import ApiClient, ApiToken, Place, User
from accounts.models.client import LIVE_TOKENS, TOKEN_LIFE
from accounts.policies.base import check_place_in_scope, check_right, check_sees_everything
from accounts.scopes import SCOPES, torn_pairs

MOST_CALLS_PER_MINUTE = 600_000


def check_reaches_client(actor: User | None, place: Place | None) -> None:
    """The whole of what a client sees must be the actor's. Refuses RightMissing, PlaceOutsideScope,
    WholeNetworkNeeded."""
    check_right(actor, "clients.manage")
    if place is None:
        check_sees_everything(actor)
    else:
        check_place_in_scope(actor, place)


def check_scopes(scopes: Collection[str]) -> None:
    """Refuses NoScopeChosen, UnknownScope, ProposesAndApproves."""
    if not scopes:
        raise errors.NoScopeChosen()
    for scope in scopes:
        if scope not in SCOPES:
            raise errors.UnknownScope(scope=scope, known=", ".join(SCOPES))
    for first, second in torn_pairs(frozenset(scopes)):
        raise errors.ProposesAndApproves(first=first, second=second)


def check_limit(calls_per_minute: int) -> None:
    """Refuses LimitOutOfRange."""
    if not 1 <= calls_per_minute <= MOST_CALLS_PER_MINUTE:
        raise errors.LimitOutOfRange(most=MOST_CALLS_PER_MINUTE)


def check_create_client(
    *,
    name: str,
    source_code: str,
    place: Place | None,
    scopes: Collection[str],
    calls_per_minute: int,
    actor: User | None,
) -> None:
    """Refuses RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientNameMissing, NoScopeChosen,
    UnknownScope, ProposesAndApproves, LimitOutOfRange, ClientNameTaken."""
    check_reaches_client(actor, place)
    if not name or not source_code:
        raise errors.ClientNameMissing()
    check_scopes(scopes)
    check_limit(calls_per_minute)
    if ApiClient.objects.filter(name=name).exists():
        raise errors.ClientNameTaken(name=name)


def check_change_client(client: ApiClient, *, actor: User | None) -> None:
    """Refuses RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientDisabled."""
    check_reaches_client(actor, client.place)
    if not client.is_active:
        raise errors.ClientDisabled(client=client.name)


def check_rotate_token(client: ApiClient, *, actor: User | None, at: datetime) -> None:
    """Refuses RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientDisabled, TwoTokensLive."""
    check_change_client(client, actor=actor)
    if client.tokens.live(at).count() >= LIVE_TOKENS:
        raise errors.TwoTokensLive(client=client.name)


def check_token_life(life: timedelta) -> None:
    """Refuses TokenLifeOutOfRange."""
    if not timedelta(0) < life <= TOKEN_LIFE:
        raise errors.TokenLifeOutOfRange(days=TOKEN_LIFE.days)


def check_revoke_token(token: ApiToken, *, actor: User | None) -> None:
    """Refuses RightMissing, PlaceOutsideScope, WholeNetworkNeeded, TokenAlreadyRevoked."""
    check_reaches_client(actor, token.client.place)
    if token.revoked_at:
        raise errors.TokenAlreadyRevoked(revoked_at=f"{token.revoked_at:%Y-%m-%d %H:%M} UTC")


def check_enable_client(client: ApiClient, *, actor: User | None) -> None:
    """Refuses RightMissing, PlaceOutsideScope, WholeNetworkNeeded, ClientNotDisabled."""
    check_reaches_client(actor, client.place)
    if client.is_active:
        raise errors.ClientNotDisabled(client=client.name)


def check_client_differs(
    client: ApiClient, *, scopes: Collection[str], calls_per_minute: int
) -> None:
    """Refuses ClientUnchanged."""
    if set(client.scopes) == set(scopes) and client.calls_per_minute == calls_per_minute:
        raise errors.ClientUnchanged(client=client.name)
