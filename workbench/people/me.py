"""One's own page: looks, keys, sessions, PIN, password, second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import signed_in
from accounts.devices import device_of
from accounts.models import SignIn, User
from accounts.queries import person
from accounts.roles import SECOND_FACTOR
from accounts.services import change_preferences, end_session, remove_pin, set_pin
from accounts.services.preferences import FIELDS
from accounts.session_rules import has_authenticator, needs_second_factor
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.people.forms import PinForm, PreferencesForm
from workbench.people.person_page import session_lines

SHOWN = 15


@require_http_methods(["GET", "POST"])
@signed_in
@answers_refusals
@acts_once
def me(request: HttpRequest) -> HttpResponse:
    user, status = person(request), 200
    initial = {field: getattr(user, field) for field in FIELDS}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST":
        saved, status = attempt(
            form, lambda data: change_preferences(person=user, at=now(), **data)
        )
        if saved is not None:
            messages.success(request, _("Your settings are saved."))
            return redirect("accounts:me")
    return render(request, "accounts/me.html", _page(request, user, form), status=status)


def _page(
    request: HttpRequest, user: User, form: PreferencesForm, pin_form: PinForm | None = None
) -> dict[str, Any]:
    places = user.place_scopes.select_related("place").order_by("place__code")
    sign_ins = user.sign_ins.select_related("device")[:SHOWN]
    return {
        "form": form,
        "pin_form": pin_form or PinForm(),
        "roles": [capfirst(role) for role in sorted(user.roles)],
        "places": [scope.place for scope in places],
        "has_factor": has_authenticator(user),
        "needs_factor": needs_second_factor(user),
        "may_have_pin": not user.roles & SECOND_FACTOR,
        "sessions": session_lines(sign_ins, key=request.session.session_key or ""),
        "device": device_of(request),
    }


@sensitive_post_parameters("pin")
@require_POST
@signed_in
@answers_refusals
@acts_once
def pin(request: HttpRequest) -> HttpResponse:
    user = person(request)
    pin_form = PinForm(request.POST)
    saved, status = attempt(pin_form, lambda data: set_pin(person=user, at=now(), **data))
    if saved is not None:
        messages.success(request, _("The PIN is saved."))
        return redirect("accounts:me")
    form = PreferencesForm(initial={field: getattr(user, field) for field in FIELDS})
    context = _page(request, user, form, pin_form)
    return render(request, "accounts/me.html", context, status=status)


@require_POST
@signed_in
@answers_refusals
@acts_once
def pin_remove(request: HttpRequest) -> HttpResponse:
    remove_pin(person=person(request), at=now())
    messages.success(request, _("The PIN is removed."))
    return redirect("accounts:me")


@require_POST
@signed_in
@answers_refusals
@acts_once
def session_end(request: HttpRequest, number: int) -> HttpResponse:
    user = person(request)
    sign_in = get_object_or_404(SignIn, pk=number, person=user)
    end_session(sign_in_id=sign_in.pk, actor=user, at=now())
    messages.success(request, _("Session ended."))
    return redirect("accounts:me")
