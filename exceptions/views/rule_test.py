"""Who would get this: one case or a form in, rule and owner out."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from exceptions.facts import Asked
from exceptions.matching import rules_of
from exceptions.models import Case, Routing, RuleSet
from exceptions.queries import cases_in
from exceptions.rule_forms import TestForm
from exceptions.rule_pages import Answer, who_gets
from exceptions.services.routing import asked_of
from kernel.clock import now


@require_GET
@requires("rules.view")
def who(request: HttpRequest) -> HttpResponse:
    """By the rules in force, or by a version or draft named in the address."""
    actor, at = person(request), now()
    named = request.GET.get("rules", "")
    shown = (
        get_object_or_404(RuleSet, pk=int(named))
        if named.isdecimal() and len(named) < 10
        else RuleSet.objects.in_force(at)
    )
    asks = "case" in request.GET or "kind" in request.GET
    form = TestForm(request.GET if asks else None, principal=actor)
    answer = _answer(form, shown, actor, at) if asks and shown else None
    context = {
        "form": form,
        "answer": answer,
        "shown": shown,
        "named": shown if named else None,
        "back": _page_of(shown),
    }
    status = 422 if asks and form.errors else 200
    return render(request, "exceptions/rules_test.html", context, status=status)


def _page_of(shown: RuleSet | None) -> str:
    if shown is None:
        return reverse("exceptions:rules")
    draft = shown.status == RuleSet.Status.DRAFT
    return reverse(
        "exceptions:rules-draft" if draft else "exceptions:rules-version", args=[shown.pk]
    )


def _answer(form: TestForm, shown: RuleSet, actor: User, at: datetime) -> Answer | None:
    if not form.is_valid():
        return None
    reference = form.cleaned_data["case"]
    if not reference:
        case = Case(place=form.cleaned_data["place"])
        return who_gets(rules_of(shown), form.asked(), case, at=at)
    found = cases_in(actor).with_reference(reference).first()
    if found is None:
        form.add_error("case", _("There is no such case, or it is outside your places."))
        return None
    return who_gets(rules_of(shown), _known(found, at), found, at=at)


def _known(case: Case, at: datetime) -> Asked:
    """With the severity it was opened with, as a rerouting would ask."""
    first = Routing.objects.filter(case=case).order_by("pk").first()
    asked = asked_of(case=case, at=at)
    return asked._replace(severity=first.severity) if first else asked
