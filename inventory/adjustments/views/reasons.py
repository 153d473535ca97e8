"""The reason codes: what there is, a new one, one changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import requires
from accounts.queries import person
from inventory.adjustments.errors import AdjustmentChangedMeanwhile
from inventory.adjustments.forms import ReasonForm
from inventory.adjustments.models import Reason
from inventory.adjustments.services import create_reason, save_reason
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.conflicts import attempt_edit
from workbench.once import acts_once
from workbench.trail.lines import settings_trail


@require_GET
@requires("reasons.view")
def reasons(request: HttpRequest) -> HttpResponse:
    reader = person(request)
    context = {
        "reasons": Reason.objects.all(),
        "may_change": reader.may("reasons.manage"),
        "trail": settings_trail([Reason], reader),
    }
    return render(request, "inventory/reasons.html", context)


@require_http_methods(["GET", "POST"])
@requires("reasons.manage")
@answers_refusals
@acts_once
def reason_new(request: HttpRequest) -> HttpResponse:
    form = ReasonForm(request.POST or None, is_new=True)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@requires("reasons.manage")
@answers_refusals
@acts_once
def reason_change(request: HttpRequest, code: str) -> HttpResponse:
    reason = get_object_or_404(Reason, code=code)
    names = ("code", "label", "effect", "states", "needs_note", "needs_photo", "band", "is_active")
    initial = {name: getattr(reason, name) for name in (*names, "version")}
    form = ReasonForm(request.POST or None, is_new=False, initial=initial)
    return _form_page(request, form, reason)


def _form_page(request: HttpRequest, form: ReasonForm, reason: Reason | None) -> HttpResponse:
    actor, status = person(request), 200
    conflict: dict[str, Any] = {}

    def command(asked: dict[str, Any]) -> Reason:
        if reason is not None:
            return save_reason(**asked, position=reason.position, actor=actor, at=now())
        return create_reason(**asked, actor=actor, at=now())

    if request.method == "POST":
        made, status, conflict = attempt_edit(
            form,
            command,
            stale=(AdjustmentChangedMeanwhile,),
            subject=reason,
            current=form.initial,
            see=f"{reverse('inventory:reasons')}#history",
        )
        if made is not None:
            messages.success(request, _("%(label)s saved.") % {"label": made.label})
            # The list is long and has its own order: she is led to where it stands.
            return redirect(f"{reverse('inventory:reasons')}#r-{made.code}")
    context = {
        "form": form,
        "title": _("Change %(label)s") % {"label": reason.label} if reason else _("New reason"),
        "verb": _("Keep mine and save") if conflict else _("Save the reason"),
        "back": reverse("inventory:reasons"),
        "conflict": conflict,
        "version": reason.version if reason and conflict else None,
    }
    return render(request, "inventory/command.html", context, status=status)
