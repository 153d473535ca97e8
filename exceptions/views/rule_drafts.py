"""A draft of the rules: changed, tried on the past, published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from exceptions.dry_run import dry_run
from exceptions.models import RoutingRule, RuleSet
from exceptions.routing_errors import DraftChanged
from exceptions.rule_forms import NewRuleForm, PublishForm, RuleForm
from exceptions.rule_history import changed_since
from exceptions.rule_pages import publishing_effects, rule_rows
from exceptions.rule_policies import (
    check_draft,
    check_manage_rules,
    check_rules_whole,
    check_up_to_date,
)
from exceptions.rule_words import DiffLine, difference
from exceptions.services.rules import (
    add_rule,
    change_rule,
    delete_rule,
    discard_draft,
    move_rule,
    publish_rules,
    rules_in,
)
from exceptions.views.queues import shown_version
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, RuleViolation, refusal
from workbench.conflicts import attempt_edit
from workbench.once import acts_once
from workbench.trail.lines import subject_trail

FIRST, LATER = 1, 32_000


def shown_draft(number: int) -> RuleSet:
    drafts = RuleSet.objects.filter(status=RuleSet.Status.DRAFT).select_related("created_by")
    return get_object_or_404(drafts, pk=number)


@require_GET
@requires("rules.view")
def draft(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, shown_draft(number), PublishForm())


@require_GET
@requires("rules.view")
def draft_dry_run(request: HttpRequest, number: int) -> HttpResponse:
    """The page with the table before and after."""
    return _page(request, shown_draft(number), PublishForm(), tried=True)


@require_http_methods(["GET", "POST"])
@requires("rules.manage")
@answers_refusals
@acts_once
def rule_new(request: HttpRequest, number: int) -> HttpResponse:
    """A new rule stands first, unless a position was asked for."""
    form = NewRuleForm(request.POST or None, principal=person(request))
    return _edit(request, shown_draft(number), form, None)


@require_http_methods(["GET", "POST"])
@requires("rules.manage")
@answers_refusals
@acts_once
def rule_edit(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    shown = shown_draft(number)
    rule = get_object_or_404(shown.rules.prefetch_related("conditions__place"), pk=pk)
    initial = RuleForm.initial_of(rule)
    form = RuleForm(request.POST or None, principal=person(request), initial=initial)
    return _edit(request, shown, form, rule)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def rule_delete(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    delete_rule(draft_id=number, rule_id=pk, **who_changes(request))
    messages.success(request, _("Rule deleted from the draft."))
    return redirect("exceptions:rules-draft", number)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def rule_move(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    before = RoutingRule.objects.filter(pk=pk).values_list("position", flat=True).first() or FIRST
    position = number_typed(request.POST.get("position", ""), before)
    rule = move_rule(draft_id=number, rule_id=pk, position=position, **who_changes(request))
    return redirect(reverse("exceptions:rules-draft", args=[number]) + _pressed(rule, before))


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def draft_publish(request: HttpRequest, number: int) -> HttpResponse:
    shown, form = shown_draft(number), PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    try:
        if "ask" in request.POST:
            check_draft(shown, version=who_changes(request)["version"])
            return _page(request, shown, form, asks=True)
        published = publish_rules(draft_id=number, **form.cleaned_data, **who_changes(request))
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return _page(request, shown, form, status=error.http_status)
    messages.success(request, _("Rules %(n)d published.") % {"n": published.pk})
    return redirect("exceptions:rules-version", number)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def draft_discard(request: HttpRequest, number: int) -> HttpResponse:
    discard_draft(draft_id=number, **who_changes(request))
    messages.success(request, _("Draft put away."))
    return redirect("exceptions:rules")


def _pressed(rule: RoutingRule, before: int) -> str:
    """The button of the moved rule that goes on the same way, where the keyboard then stands."""
    last = rule.rule_set.rules.count()
    up = rule.position == last or FIRST < rule.position < before
    return f"#{'up' if up else 'down'}-{rule.pk}"


def who_changes(request: HttpRequest) -> dict[str, Any]:
    version = number_typed(request.POST.get("version", ""), 0)
    return {"version": version, "actor": person(request), "at": now()}


def number_typed(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def _edit(
    request: HttpRequest, shown: RuleSet, form: RuleForm, rule: RoutingRule | None
) -> HttpResponse:
    status, conflict = 200, dict[str, Any]()
    if request.method == "POST":
        saved, status, conflict = attempt_edit(
            form,
            lambda _data: _save(request, shown, form, rule),
            stale=(DraftChanged,),
            subject=shown,
            # A new rule has nothing that somebody else could have changed.
            current=form.initial if rule else None,
            see=reverse("exceptions:rules-draft", args=[shown.pk]) + "#history",
        )
        if saved is not None:
            messages.success(request, _("Rule saved in the draft."))
            return redirect("exceptions:rules-draft", shown.pk)
    context = {
        "draft": shown,
        "form": form,
        "rule": rule,
        "conflict": conflict,
        "version": shown_version(request, shown, conflict),
    }
    return render(request, "exceptions/rule_edit.html", context, status=status)


def _save(
    request: HttpRequest, shown: RuleSet, form: RuleForm, rule: RoutingRule | None
) -> RoutingRule:
    content = form.content()
    if rule is not None:
        return change_rule(
            draft_id=shown.pk, rule_id=rule.pk, content=content, **who_changes(request)
        )
    position = form.cleaned_data["position"] or FIRST
    return add_rule(draft_id=shown.pk, content=content, position=position, **who_changes(request))


def _page(
    request: HttpRequest,
    shown: RuleSet,
    form: PublishForm,
    *,
    tried: bool = False,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    at, actor = now(), person(request)
    ordered = rules_in(shown)
    live = RuleSet.objects.in_force(at)
    run = dry_run(shown, live=live, principal=actor, at=at) if tried else None
    lines = difference(rules_in(shown.based_on), ordered) if shown.based_on else []
    context = {
        "draft": shown,
        "effects": _effects(form, ordered, lines, actor, at) if asks else [],
        "rows": rule_rows(ordered, run.taken if run else None),
        "run": run,
        "form": form,
        "lines": lines,
        "outdated": refusal(check_up_to_date, shown),
        "changes": changed_since(shown),
        "refused": refusal(check_manage_rules, actor),
        "unfinished": refusal(check_rules_whole, ordered),
        "trail": subject_trail(RuleSet._meta.label_lower, str(shown.pk)),
    }
    return render(request, "exceptions/rules_draft.html", context, status=status)


def _effects(
    form: PublishForm,
    ordered: list[RoutingRule],
    lines: list[DiffLine],
    actor: User,
    at: datetime,
) -> list[str]:
    begins = form.cleaned_data["effective_from"]
    return publishing_effects(ordered, lines, begins, viewer=actor, at=at)
