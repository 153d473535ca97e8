"""What we decide where allauth asks: who may try, what a sign-in leaves behind, what is sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.devices import device_of
from accounts.limits import STRANGERS
from accounts.models import SignIn, User
from accounts.queries import came_from_here
from accounts.secrets_at_rest import seal, unseal
from accounts.services import (
    begin_session,
    change_password,
    close_session,
    note_failed_sign_in,
    note_second_factor,
)
from accounts.session_rules import needs_second_factor
from kernel.clock import now
from kernel.context import current

PURPOSE = "authenticator"


class AccountAdapter(DefaultAccountAdapter):
    """People come in by email and password; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The email address and the password do not belong together. Check both."
        ),
        "too_many_login_attempts": _(
            "Too many failed sign-ins. Wait 15 minutes, or choose a new password by email."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return current().ip or "unknown"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages themselves say what happened."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at; a right one gives it back."""
        super().pre_authenticate(request, **credentials)
        email = credentials.get("email", "").lower()
        if came_from_here(email, current().ip):
            return
        self._stranger = email
        if STRANGERS.take(email).locked:
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The pair of account and address: failing elsewhere locks nobody out here."""
        return f"{current().ip}:{credentials.get('email', '').lower()}"

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if stranger := getattr(self, "_stranger", ""):
            STRANGERS.give_back(stranger)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failed_sign_in(email=credentials.get("email", ""), at=now())

    def reauthenticate(self, user: Any, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, **kwargs: Any) -> bool:
        """Who signed in a moment ago need not say so again."""
        began = context.request.session.get("began_at", 0)
        if now().timestamp() - began < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(**kwargs))

    def login(self, request: HttpRequest, user: Any) -> None:
        records = get_authentication_records(request, user)
        with_code = any(record["method"] == "mfa" for record in records)
        super().login(request, user)
        means = SignIn.Means.CODE if with_code else SignIn.Means.PASSWORD
        open_session(request, user, means=means)

    def logout(self, request: HttpRequest) -> None:
        if sign_in := request.session.get("sign_in"):
            close_session(sign_in_id=sign_in, why=SignIn.Why.SIGNED_OUT, at=now())
        super().logout(request)

    def send_notification_mail(
        self, template_prefix: str, user: Any, *args: Any, **kwargs: Any
    ) -> None:
        """allauth tells here what was done to a second factor: it goes on the trail."""
        room, _slash, event = template_prefix.partition("/email/")
        if room == "mfa":
            note_second_factor(person=user, event=event, at=now())

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every other session."""
        own = self.request is not None and self.request.user == user
        keep = (self.request.session.session_key or "") if own else ""
        change_password(person=user, password=password, keep=keep, at=now())


def open_session(request: HttpRequest, user: User, *, means: SignIn.Means) -> SignIn:
    """After Django's login: note the session, and let it lock on a shared device."""
    at, session, device = now(), request.session, device_of(request)
    sign_in = begin_session(
        person=user,
        session_key=session.session_key or "",
        means=means,
        device=device,
        ip=current().ip,
        agent=request.headers.get("User-Agent", ""),
        at=at,
    )
    session.update(
        {
            "sign_in": sign_in.pk,
            "began_at": at.timestamp(),
            "seen_at": at.timestamp(),
            "noted_key": session.session_key,
        }
    )
    if device:
        session["lock_after"] = device.lock_after_minutes
    return sign_in


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keys of authenticators are sealed; a role that needs one cannot drop it."""

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=PURPOSE)

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        kept = authenticator.type == Authenticator.Type.TOTP
        return not (kept and needs_second_factor(authenticator.user))
