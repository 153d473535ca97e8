"""How deliveries are received: tolerances, and where goods land."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models.place import scope_q
from accounts.queries import chosen_scope, person
from inventory.catalog.models import Location
from inventory.catalog.views.visible import visible_location
from inventory.receiving.forms import SeenForm, ToleranceChangeForm, ToleranceForm
from inventory.receiving.kinds import label_of
from inventory.receiving.models import LandingSetting, OverReceiptTolerance
from inventory.receiving.queries.landing import Landing, landings_of
from inventory.receiving.services import (
    change_tolerance,
    remove_tolerance,
    set_landing,
    set_tolerance,
)
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.once import acts_once
from workbench.people.acts import attempt, command_page
from workbench.trail.lines import settings_trail

PAGE = "inventory:receiving-settings"
SHOWN = 200


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
            return redirect(PAGE)
    here = scope_q(actor, prefix="place")
    tolerances = OverReceiptTolerance.objects.filter(here).select_related("place")
    context = {
        "form": form,
        "tolerances": [(row, label_of(row.kind) if row.kind else "") for row in tolerances],
        "landings": _landings(request),
        "trail": settings_trail([OverReceiptTolerance, LandingSetting], actor),
    }
    return render(request, "inventory/receiving_settings.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("locations.change")
@answers_refusals
@acts_once
def tolerance_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, actor = _tolerance(request, pk), person(request)
    shown = {"percent": row.percent, "version": row.version}
    kind = label_of(row.kind) if row.kind else _("Every kind")
    return command_page(
        request,
        ToleranceChangeForm(request.POST or None, initial=shown),
        lambda asked: change_tolerance(tolerance_id=pk, **asked, actor=actor, at=now()),
        title=_("Tolerance of %(place)s") % {"place": row.place.name},
        lead=", ".join(filter(None, (kind, row.sender))),
        verb=_("Save tolerance"),
        back=reverse(PAGE),
        done=_("Tolerance saved."),
        template="inventory/command.html",
    )


@require_POST
@requires("locations.change")
@answers_refusals
@acts_once
def tolerance_remove(request: HttpRequest, pk: int) -> HttpResponse:
    _tolerance(request, pk)
    seen = _seen(request)
    remove_tolerance(tolerance_id=pk, version=seen, actor=person(request), at=now())
    messages.success(request, _("Tolerance removed."))
    return redirect(PAGE)


@require_POST
@requires("locations.change")
@answers_refusals
@acts_once
def landing_set(request: HttpRequest, code: str) -> HttpResponse:
    location = visible_location(request, code)
    direct, seen = request.POST.get("direct") == "yes", _seen(request)
    set_landing(location=location, direct=direct, version=seen, actor=person(request), at=now())
    messages.success(request, _("%(code)s saved.") % {"code": location.code})
    return redirect(PAGE)


def _tolerance(request: HttpRequest, pk: int) -> OverReceiptTolerance:
    here = scope_q(person(request), prefix="place")
    row = OverReceiptTolerance.objects.filter(here, pk=pk).select_related("place").first()
    if row is None:
        raise Http404
    return row


def _seen(request: HttpRequest) -> int:
    """The version the page showed; a form without one has seen none."""
    form = SeenForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else -1


def _landings(request: HttpRequest) -> list[Landing]:
    rows = Location.objects.visible_to(chosen_scope(request)).exclude(lifecycle="closed")
    return landings_of(rows.select_related("place").order_by("kind", "place__code")[:SHOWN])
