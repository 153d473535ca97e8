"""Forms over something that others may change meanwhile: nobody's change is lost, none overwritten
unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from audit.queries import trail_of
from inventory.catalog.errors import LocationChangedMeanwhile, SkuChangedMeanwhile
from inventory.catalog.forms import VersionForm
from kernel.clock import now
from kernel.errors import Conflict, RuleViolation
from workbench.formats import ago
from workbench.trail.lines import who_of

Stale = (SkuChangedMeanwhile, LocationChangedMeanwhile)


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a conflict."""

    label: str
    url: str
    primary: bool = False


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
    entry = trail_of(subject._meta.label_lower, str(subject.pk))[:1]
    who, when = (who_of(entry[0]), ago(entry[0].occurred_at, now())) if entry else ("", "")
    title = _("%(who)s changed this %(when)s, while you were editing.") % {"who": who, "when": when}
    ways = [
        Way(_("See what changed"), f"{back}#history"),
        Way(_("Use %(who)s's version") % {"who": who}, ""),
    ]
    return {
        "title": title,
        "text": _("Your changes are kept below and have not been saved."),
        "changes": _differences(form, current),
        "actions": ways,
    }


def _differences(form: VersionForm, current: Mapping[str, Any]) -> list[str]:
    """ "Name: yours Mug, now Cup." for each field that differs from what is kept."""
    words = _("%(field)s: yours %(mine)s, now %(now)s.")
    return [
        words % {"field": bound.label, "mine": bound.value() or "–", "now": current[name] or "–"}
        for name, bound in ((bound.name, bound) for bound in form.visible_fields())
        if name in current and str(bound.value() or "") != str(current[name] or "")
    ]
