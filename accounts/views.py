"""Entry pages of our own: the lock of a shared device, and the link that invites."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import signed_in
from accounts.devices import device_of
from accounts.errors import InvitationNotUsable, PasswordTooWeak
from accounts.forms import ChoosePasswordForm, PinForm
from accounts.models import Device, Invitation, SignIn, User
from accounts.services import (
    accept_invitation,
    close_session,
    note_unlocked,
    prove_pin,
)
from accounts.sign_in import open_session
from accounts.tokens import digest_of
from kernel.clock import now
from kernel.errors import NotAllowed

BACKEND = "accounts.backend.SignInBackend"


def safe_next(request: HttpRequest) -> str:
    """Where to go on: an address of ours, else the first page."""
    page = request.POST.get("next") or request.GET.get("next") or "/"
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if ours else "/"


@require_GET
def lock(request: HttpRequest) -> HttpResponse:
    """The page of a shared device that waits for somebody's PIN."""
    device = device_of(request)
    if device is None:
        return redirect("account_login")
    me = request.user.pk if isinstance(request.user, User) else None
    return _lock_page(request, device, PinForm(device=device, initial={"who": me}))


@sensitive_post_parameters("pin")
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Let the person with this PIN take over the device, or go on where they were."""
    device = device_of(request)
    if device is None:
        return redirect("account_login")
    form = PinForm(request.POST, device=device)
    if not form.is_valid():
        return _lock_page(request, device, form, status=422)
    who: User = form.cleaned_data["who"]
    try:
        prove_pin(person=who, device=device, pin=form.cleaned_data["pin"], at=now())
    except NotAllowed as refusal:
        form.add_error("pin", refusal.sentence)
        return _lock_page(request, device, form, status=403)
    return _let_in(request, who)


@require_POST
@signed_in
def lock_now(request: HttpRequest) -> HttpResponse:
    """Leave a shared device to the next person without losing one's place."""
    if "lock_after" not in request.session:
        return redirect("account_logout")
    request.session["locked"] = True
    return redirect("accounts:lock")


def _let_in(request: HttpRequest, who: User) -> HttpResponse:
    session = request.session
    if request.user == who and "sign_in" in session:
        session.cycle_key()
        session["locked"] = False
        session["seen_at"] = now().timestamp()
        note_unlocked(
            sign_in_id=session["sign_in"], session_key=session.session_key or "", at=now()
        )
        return redirect(safe_next(request))
    if "sign_in" in session:
        close_session(sign_in_id=session["sign_in"], why=SignIn.Why.SWITCHED, at=now())
    session.flush()
    login(request, who, backend=BACKEND)
    open_session(request, who, means=SignIn.Means.PIN)
    return redirect("/")


def _lock_page(
    request: HttpRequest, device: Device, form: PinForm, *, status: int = 200
) -> HttpResponse:
    context = {"device": device, "form": form, "next": safe_next(request)}
    return render(request, "accounts/lock.html", context, status=status)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose the first password by a link that works once."""
    known = Invitation.objects.open(now()).filter(digest=digest_of(secret)).first()
    if known is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = ChoosePasswordForm(request.POST or None)
    if form.is_valid():
        try:
            accept_invitation(secret=secret, password=form.cleaned_data["password"], at=now())
        except PasswordTooWeak as refusal:
            form.add_error("password", refusal.facts["reasons"])
        except InvitationNotUsable:
            return render(request, "accounts/invitation_over.html", status=410)
        else:
            return redirect(f"{reverse('account_login')}?why=invited")
    context = {"person": known.person, "form": form}
    status = 422 if form.errors else 200
    return render(request, "accounts/invitation.html", context, status=status)
