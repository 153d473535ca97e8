"""Routing rules: the ones in force, their history, and reading one version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.queries import person
from exceptions.models import RuleSet
from exceptions.rule_pages import rule_rows
from exceptions.rule_policies import check_manage_rules, check_withdraw
from exceptions.rule_words import difference
from exceptions.services.rules import draft_rules, rules_in, withdraw_rules
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from workbench.once import acts_once
from workbench.selection import whole_of
from workbench.trail.lines import subject_trail

SHOWN = 50


@require_GET
@requires("rules.view")
def rules(request: HttpRequest) -> HttpResponse:
    """What decides now, what comes, the drafts, and what was."""
    at = now()
    live = RuleSet.objects.in_force(at)
    every = RuleSet.objects.select_related("created_by", "published_by")
    context = {
        "live": live,
        "rows": rule_rows(rules_in(live)) if live else [],
        "drafts": every.filter(status=RuleSet.Status.DRAFT),
        "coming": every.filter(status=RuleSet.Status.PUBLISHED, effective_from__gt=at).order_by(
            "effective_from"
        ),
        "past": every.past(at)[:SHOWN],
        "refused": refusal(check_manage_rules, person(request)),
    }
    return render(request, "exceptions/rules.html", context)


@require_GET
@requires("rules.view")
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version as it was published, and what it changed."""
    shown = get_object_or_404(RuleSet.objects.exclude(status=RuleSet.Status.DRAFT), pk=number)
    ordered = rules_in(shown)
    before = rules_in(shown.based_on) if shown.based_on else []
    at, actor = now(), person(request)
    context = {
        "shown": shown,
        "rows": rule_rows(ordered),
        "lines": difference(before, ordered) if shown.based_on else [],
        "in_force": RuleSet.objects.in_force(at) == shown,
        "may_withdraw": refusal(check_manage_rules, actor) is None
        and refusal(check_withdraw, shown, at=at) is None,
        "trail": subject_trail(RuleSet._meta.label_lower, str(shown.pk)),
    }
    return render(request, "exceptions/rules_version.html", context)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def draft_new(request: HttpRequest) -> HttpResponse:
    draft = draft_rules(actor=person(request), at=now())
    messages.success(request, _("Draft made from the rules in force."))
    return redirect("exceptions:rules-draft", draft.pk)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def version_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    version = whole_of(request.POST.get("version", "")) or 0
    withdraw_rules(rules_id=number, version=version, actor=person(request), at=now())
    messages.success(request, _("Rules %(n)d will not come.") % {"n": number})
    return redirect("exceptions:rules")
