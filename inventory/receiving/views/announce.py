"""Announce a delivery; say how deliveries are received."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models.place import scope_q
from accounts.queries import chosen_scope, person
from inventory.catalog.models import Location
from inventory.catalog.views.visible import visible_location
from inventory.receiving.forms import ReceiptForm, ToleranceForm
from inventory.receiving.kinds import label_of
from inventory.receiving.models import LandingSetting, OverReceiptTolerance
from inventory.receiving.queries.landing import WITH_A_DOCK
from inventory.receiving.services import (
    announce_delivery,
    remove_tolerance,
    set_landing,
    set_tolerance,
)
from inventory.receiving.tables import receipt_url
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.trail.lines import settings_trail

SETTINGS = "inventory:receiving-settings"


@require_http_methods(["GET", "POST"])
@requires("receipts.import")
@answers_refusals
@acts_once
def receipt_new(request: HttpRequest) -> HttpResponse:
    actor, status = person(request), 200
    form = ReceiptForm(request.POST or None, principal=chosen_scope(request))
    if request.method == "POST":
        made, status = attempt(
            form, lambda asked: announce_delivery(**asked, actor=actor, at=now())
        )
        if made is not None:
            messages.success(request, _("%(text)s is expected.") % {"text": made})
            return redirect(receipt_url(made))
    context = {
        "form": form,
        "title": _("Announce a delivery"),
        "lead": _("A purchase order is put on order; an advance notice only says what comes."),
        "verb": _("Announce the delivery"),
        "back": reverse("inventory:receipts"),
    }
    return render(request, "inventory/command.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("locations.change")
@answers_refusals
@acts_once
def receiving_settings(request: HttpRequest) -> HttpResponse:
    """Tolerances, and where goods land at each location."""
    actor, status = person(request), 200
    form = ToleranceForm(request.POST or None, principal=actor)
    if request.method == "POST":
        made, status = attempt(form, lambda asked: set_tolerance(**asked, actor=actor, at=now()))
        if made is not None:
            messages.success(request, _("Tolerance saved."))
            return redirect(SETTINGS)
    here = scope_q(actor, prefix="place")
    tolerances = OverReceiptTolerance.objects.filter(here).select_related("place")
    context = {
        "form": form,
        "tolerances": [(row, label_of(row.kind) if row.kind else "") for row in tolerances],
        "landings": _landings(request),
        "trail": settings_trail([OverReceiptTolerance, LandingSetting], actor),
    }
    return render(request, "inventory/receiving_settings.html", context, status=status)


@require_POST
@requires("locations.change")
@answers_refusals
@acts_once
def tolerance_remove(request: HttpRequest, pk: int) -> HttpResponse:
    remove_tolerance(tolerance_id=pk, actor=person(request), at=now())
    messages.success(request, _("Tolerance removed."))
    return redirect(SETTINGS)


@require_POST
@requires("locations.change")
@answers_refusals
@acts_once
def landing_set(request: HttpRequest, code: str) -> HttpResponse:
    location = visible_location(request, code)
    direct = request.POST.get("direct") == "yes"
    set_landing(location=location, direct=direct, actor=person(request), at=now())
    messages.success(request, _("%(code)s saved.") % {"code": location.code})
    return redirect(SETTINGS)


def _landings(request: HttpRequest) -> list[tuple[Location, bool]]:
    rows = Location.objects.visible_to(chosen_scope(request)).exclude(lifecycle="closed")
    rows = rows.select_related("place").order_by("kind", "place__code")[:200]
    known = dict(LandingSetting.objects.values_list("location_id", "direct"))
    return [(row, known.get(row.pk, row.kind not in WITH_A_DOCK)) for row in rows]
