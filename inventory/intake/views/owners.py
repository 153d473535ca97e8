"""Which source owns which type, and how far claims may differ."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.models import Place
from accounts.queries import person
from inventory.intake import policies
from inventory.intake.errors import UnknownPlace
from inventory.intake.forms import OwnerForm, ToleranceForm
from inventory.intake.models import SnapshotTolerance, TypeOwner
from inventory.intake.services import (
    remove_snapshot_tolerance,
    remove_type_owner,
    set_snapshot_tolerance,
    set_type_owner,
)
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, RuleViolation, refusal
from workbench.once import acts_once


@require_GET
@requires("intake.view")
def owners(request: HttpRequest) -> HttpResponse:
    return _page(request, OwnerForm(auto_id="own-%s"), ToleranceForm(auto_id="tol-%s"))


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def owner_set(request: HttpRequest) -> HttpResponse:
    form = OwnerForm(request.POST, auto_id="own-%s")

    def command(asked: dict[str, Any]) -> None:
        set_type_owner(
            event_type=asked["type"],
            source_code=asked["source"],
            place=_place(asked["place"]),
            actor=person(request),
            at=now(),
        )

    if _done(form, command):
        messages.success(request, _("Owner set."))
        return redirect("inventory:owners")
    return _page(request, form, ToleranceForm(auto_id="tol-%s"), status=422)


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def owner_remove(request: HttpRequest, pk: int) -> HttpResponse:
    owner = get_object_or_404(TypeOwner.objects.visible_to(person(request)), pk=pk)
    remove_type_owner(owner_id=owner.pk, actor=person(request), at=now())
    messages.success(request, _("Owner removed."))
    return redirect("inventory:owners")


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def tolerance_set(request: HttpRequest) -> HttpResponse:
    form = ToleranceForm(request.POST, auto_id="tol-%s")

    def command(asked: dict[str, Any]) -> None:
        set_snapshot_tolerance(
            source_code=asked["source"],
            place=_place(asked["place"]),
            units=asked["units"],
            actor=person(request),
            at=now(),
        )

    if _done(form, command):
        messages.success(request, _("Tolerance set."))
        return redirect("inventory:owners")
    return _page(request, OwnerForm(auto_id="own-%s"), form, status=422)


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def tolerance_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SnapshotTolerance.objects.visible_to(person(request)), pk=pk)
    remove_snapshot_tolerance(tolerance_id=row.pk, actor=person(request), at=now())
    messages.success(request, _("Tolerance removed."))
    return redirect("inventory:owners")


def _done(form: forms.Form, command: Callable[[dict[str, Any]], None]) -> bool:
    if not form.is_valid():
        return False
    try:
        command(form.cleaned_data)
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return False
    return True


def _place(code: str) -> Place | None:
    if not code:
        return None
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise UnknownPlace(place=code)
    return place


def _page(
    request: HttpRequest, owner_form: forms.Form, tolerance_form: forms.Form, status: int = 200
) -> HttpResponse:
    actor = person(request)
    context = {
        "owners": TypeOwner.objects.visible_to(actor).select_related("source", "place"),
        "tolerances": SnapshotTolerance.objects.visible_to(actor).select_related("source", "place"),
        "owner_form": owner_form,
        "tolerance_form": tolerance_form,
        "refused": refusal(policies.check_may_own, actor),
        "has_errors": bool(owner_form.errors or tolerance_form.errors),
    }
    return render(request, "inventory/owners.html", context, status=status)
