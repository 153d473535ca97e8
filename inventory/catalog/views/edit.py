"""Forms over something that others may change meanwhile: nobody's change is lost, none overwritten
unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inventory.catalog.errors import LocationChangedMeanwhile, SkuChangedMeanwhile
from inventory.catalog.forms import VersionForm
from kernel.errors import Conflict, RuleViolation
from workbench.conflicts import banner_of, said

Stale = (SkuChangedMeanwhile, LocationChangedMeanwhile)


def edit_page(
    request: HttpRequest,
    form: VersionForm,
    command: Callable[[dict[str, Any]], object],
    *,
    subject: Model,
    current: Mapping[str, Any],
    title: str,
    verb: str,
    back: str,
    done: str,
    lead: str = "",
) -> HttpResponse:
    """One form, one command. When the thing was changed meanwhile, the form comes back with what was
    typed, says who was faster and what differs, and its button becomes "Keep mine and save"."""
    context = {"form": form, "title": title, "lead": lead, "verb": verb, "back": back}
    status = 200
    if request.method == "POST":
        status = _attempt(form, command, context, subject, current, back)
        if status == 200:
            messages.success(request, done)
            return redirect(back)
    return render(request, "inventory/command.html", context, status=status)


def _attempt(
    form: VersionForm,
    command: Callable[[dict[str, Any]], object],
    context: dict[str, Any],
    subject: Model,
    current: Mapping[str, Any],
    back: str,
) -> int:
    if not form.is_valid():
        return 422
    try:
        command(form.cleaned_data)
    except Stale as error:
        context |= {"conflict": _conflict(form, subject, current, back)}
        context |= {"verb": _("Keep mine and save"), "version": error.facts["version"]}
        return error.http_status
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return error.http_status
    return 200


def _conflict(
    form: VersionForm, subject: Model, current: Mapping[str, Any], back: str
) -> dict[str, Any]:
    known = {name: value for name, value in current.items() if name in form.fields}
    changes = [
        said(bound.label, str(bound.value() or ""), str(known[bound.name] or ""))
        for bound in form.visible_fields()
        if bound.name in known and str(bound.value() or "") != str(known[bound.name] or "")
    ]
    return banner_of(subject, changes, see=f"{back}#history")
