"""One source: what is expected of it, what that does, and the form that changes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import requires
from accounts.queries import chosen_scope, person
from inventory.intake.forms import SourceForm
from inventory.intake.models import FeedHeard
from inventory.intake.pages import expected_of
from inventory.intake.policies import check_change_source
from inventory.intake.queries.overview import visible_sources
from inventory.intake.services import SourceSettings, change_source
from inventory.ledger.models import Source
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from workbench.once import acts_once
from workbench.people.acts import command_page
from workbench.trail.lines import subject_trail


@require_GET
@requires("intake.view")
def source(request: HttpRequest, code: str) -> HttpResponse:
    row = _source(request, code)
    context = {
        "source": row,
        "expected": expected_of(row),
        "heard": FeedHeard.objects.filter(source=row, location=None).first(),
        "refused": refusal(check_change_source, person(request)),
        "trail": subject_trail("ledger.source", str(row.pk)),
    }
    return render(request, "inventory/source.html", context)


@require_http_methods(["GET", "POST"])
@requires("sources.manage")
@answers_refusals
@acts_once
def source_change(request: HttpRequest, code: str) -> HttpResponse:
    row, actor = _source(request, code), person(request)
    check_change_source(actor)
    shown = {name: getattr(row, name) for name in (*SourceForm.SETTINGS, "version")}

    def command(asked: dict[str, Any]) -> Source:
        settings = SourceSettings(**{name: asked[name] for name in SourceForm.SETTINGS})
        return change_source(
            code=row.code,
            settings=settings,
            reason=asked["reason"],
            version=asked["version"],
            actor=actor,
            at=now(),
        )

    return command_page(
        request,
        SourceForm(request.POST or None, initial=shown),
        command,
        title=_("What is expected of %(source)s") % {"source": row.name},
        lead=_("It holds from the next call and the next sweep on."),
        verb=_("Save what is expected"),
        back=reverse("inventory:source", args=[row.code]),
        done=_("Saved. It holds from now on."),
        template="inventory/command.html",
    )


def _source(request: HttpRequest, code: str) -> Source:
    return get_object_or_404(visible_sources(chosen_scope(request)), code=code)
