"""Screens of shared devices."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.devices import device_of, remember_device
from accounts.models import Device
from accounts.people import visible_devices
from accounts.policies.sessions import check_retire_device
from accounts.queries import chosen_scope, person
from accounts.services import register_device, retire_device
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from kernel.lists import ListView
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.people.filters import DeviceFilter
from workbench.people.forms import DeviceForm
from workbench.people.person_page import session_lines
from workbench.people.tables import DeviceTable
from workbench.trail.lines import subject_trail

SHOWN = 20


class DeviceList(ListView[Device]):
    key = "accounts.devices"
    permission = "devices.manage"
    title = gettext_lazy("Shared devices")
    url_name = "accounts:devices"
    template_name = "accounts/devices.html"
    filterset_class = DeviceFilter
    table_class = DeviceTable
    default_sort = "name"
    pinned: ClassVar = ("place",)
    empty_icon = "scan"
    empty_title = gettext_lazy("No shared devices yet")
    empty_text = gettext_lazy("Sign in on the tablet at the counter and register it there.")
    no_match_title = gettext_lazy("No devices match these filters")

    def rows(self) -> QuerySet[Device]:
        return visible_devices(self.principal)


@require_GET
@requires("devices.manage")
def device(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(visible_devices(person(request)), pk=number)
    rows = shown.sign_ins.select_related("person", "device")[:SHOWN]
    names = {row.pk: row.person.name for row in rows}
    sessions = [(names[line.pk], line) for line in session_lines(rows)]
    context = {
        "device": shown,
        "here": device_of(request) == shown,
        "sessions": sessions,
        "refusal": refusal(check_retire_device, shown, actor=person(request)),
        "trail": subject_trail(Device._meta.label_lower, str(shown.pk)),
    }
    return render(request, "accounts/device.html", context)


@require_http_methods(["GET", "POST"])
@requires("devices.manage")
@answers_refusals
def device_register(request: HttpRequest) -> HttpResponse:
    """Makes the very browser that sends this form a shared device.

    A form sent twice is refused by the name, so the cookie of the first answer stays the right one.
    """
    actor, scope, status = person(request), chosen_scope(request).place, 200
    places = actor.place_scopes.values_list("place__code", flat=True)
    given = scope.code if scope else (places[0] if len(places) == 1 else "")
    form = DeviceForm(request.POST or None, principal=actor, initial={"place": given})
    if request.method == "POST":
        mine = request.session.get("sign_in")
        made, status = attempt(
            form, lambda data: register_device(**data, actor=actor, at=now(), sign_in_id=mine)
        )
        if made is not None:
            shown, secret = made
            request.session["lock_after"] = shown.lock_after_minutes
            messages.success(request, _("This browser is a shared device now."))
            answer = redirect("accounts:device", shown.pk)
            remember_device(answer, secret)
            return answer
    context = {
        "form": form,
        "title": _("Register this browser as a shared device"),
        "lead": _(
            "People of the place then take it over by PIN. It locks when nobody touches it, and "
            "nobody needs to type a password over a customer's shoulder."
        ),
        "verb": _("Register this browser"),
        "back": reverse("accounts:devices"),
    }
    return render(request, "accounts/command.html", context, status=status)


@require_POST
@requires("devices.manage")
@answers_refusals
@acts_once
def device_retire(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(visible_devices(person(request)), pk=number)
    retire_device(device_id=shown.pk, actor=person(request), at=now())
    messages.success(request, _("Device retired."))
    return redirect("accounts:devices")
