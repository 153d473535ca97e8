"""What ends, locks or narrows a session, asked once per request before the view.

A session ends after half an hour without use and after twelve hours anyhow, and when roles, places
or password change. On a shared device it locks instead of ending. Who needs a second factor and has
none may set one up and nothing else. Polls are not use.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.decorators import is_fragment, page_of, to_sign_in
from accounts.models import SignIn, User
from accounts.roles import SECOND_FACTOR
from accounts.services import close_session, see_session
from kernel.clock import now
from kernel.context import current

# The page asks in the background: that is nobody at the keyboard.
NOT_USE = frozenset({"workbench:poll"})
# What a locked device still answers.
WHILE_LOCKED = frozenset({"accounts:lock", "accounts:unlock", "account_logout"})
# What somebody without the second factor their role needs may open.
WHILE_UNPROVEN = frozenset(
    {
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reauthenticate",
        "account_logout",
    }
)
SEEN_EVERY = timedelta(seconds=60)


class SessionRules:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        user = request.user
        if not isinstance(user, User):
            return None
        at = now()
        name = request.resolver_match.view_name if request.resolver_match else ""
        why = over(request.session, user, at=at)
        if why:
            return _end(request, why, at=at)
        if is_locked(request.session, at=at) and name not in WHILE_LOCKED:
            return _to_lock(request)
        if name not in WHILE_UNPROVEN and lacks_second_factor(request.session, user):
            return _to_set_up(request)
        if name not in NOT_USE | WHILE_LOCKED:
            _note_use(request, at=at)
        return None


def over(session: SessionBase, user: User, *, at: datetime) -> SignIn.Why | None:
    """Why this session is over, or None while it holds."""
    began = _moment(session, "began_at", at)
    if user.sessions_from and began < user.sessions_from:
        return SignIn.Why.RIGHTS
    if at - began >= settings.SESSION_LIFE:
        return SignIn.Why.TOO_OLD
    if (
        "lock_after" not in session
        and at - _moment(session, "seen_at", at) >= settings.SESSION_IDLE
    ):
        return SignIn.Why.IDLE
    return None


def is_locked(session: SessionBase, *, at: datetime) -> bool:
    """Whether a shared device waits for somebody's PIN."""
    if "lock_after" not in session:
        return False
    idle = at - _moment(session, "seen_at", at)
    limit = timedelta(minutes=int(session["lock_after"]))
    return bool(session.get("locked")) or idle >= limit


def lacks_second_factor(session: SessionBase, user: User) -> bool:
    """Whether a role of this person needs a second factor that is not set up yet.

    Once seen it is kept in the session: a reset of the factor and a change of roles end sessions.
    """
    if session.get("proven") or not settings.SECOND_FACTOR_REQUIRED:
        return False
    lacks = needs_second_factor(user) and not has_authenticator(user)
    if not lacks:
        session["proven"] = True
    return lacks


def needs_second_factor(user: User) -> bool:
    required: bool = settings.SECOND_FACTOR_REQUIRED
    return required and bool(user.roles & SECOND_FACTOR)


def has_authenticator(user: User) -> bool:
    known = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(known.exists())


def _moment(session: SessionBase, key: str, default: datetime) -> datetime:
    stored = session.get(key)
    return datetime.fromtimestamp(stored, tz=UTC) if stored else default


def _note_use(request: HttpRequest, *, at: datetime) -> None:
    session = request.session
    session.setdefault("began_at", at.timestamp())
    same_key = session.get("noted_key") == session.session_key
    if same_key and at - _moment(session, "seen_at", at) < SEEN_EVERY and "seen_at" in session:
        return
    session["seen_at"] = at.timestamp()
    session["noted_key"] = session.session_key
    if sign_in := session.get("sign_in"):
        see_session(
            sign_in_id=sign_in, session_key=session.session_key or "", at=at, ip=current().ip
        )


def _end(request: HttpRequest, why: SignIn.Why, *, at: datetime) -> HttpResponse:
    if sign_in := request.session.get("sign_in"):
        close_session(sign_in_id=sign_in, why=why, at=at)
    logout(request)
    return to_sign_in(request, why=why)


def _to_lock(request: HttpRequest) -> HttpResponse:
    address = f"{reverse('accounts:lock')}?{urlencode({'next': page_of(request)})}"
    return _away(request, address)


def _to_set_up(request: HttpRequest) -> HttpResponse:
    return _away(request, reverse("mfa_activate_totp"))


def _away(request: HttpRequest, address: str) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)
