"""A draft that was overtaken: brought up to date, or begun again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import requires
from accounts.queries import person
from exceptions.models import RuleSet
from exceptions.routing_errors import DraftChanged, DraftUpToDate
from exceptions.rule_history import changed_since
from exceptions.rule_policies import check_manage_rules, check_up_to_date
from exceptions.rule_update import KeepForm
from exceptions.rule_words import difference
from exceptions.services.rules import draft_anew, rules_in
from exceptions.services.rules_since import bring_up_to_date, merged_with
from exceptions.views.rule_drafts import shown_draft, who_changes
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from workbench.conflicts import attempt_edit
from workbench.once import acts_once


@require_http_methods(["GET", "POST"])
@requires("rules.manage")
@answers_refusals
@acts_once
def draft_update(request: HttpRequest, number: int) -> HttpResponse:
    """What was published since, what comes in, and what both changed."""
    shown, status = shown_draft(number), 200
    check_manage_rules(person(request))
    if refusal(check_up_to_date, shown) is None:
        raise DraftUpToDate
    last = RuleSet.objects.last_to_decide()
    clashes = merged_with(shown, last, {}).clashes
    form = KeepForm(request.POST or None, clashes=clashes)
    if request.method == "POST":
        done, status, _banner = attempt_edit(
            form,
            lambda keep: bring_up_to_date(draft_id=number, keep=keep, **who_changes(request)),
            stale=(DraftChanged,),
            subject=None,
        )
        if done is not None:
            messages.success(request, _("The draft is up to date. Look at it, then publish it."))
            return redirect("exceptions:rules-draft", number)
    base = rules_in(shown.based_on) if shown.based_on else []
    context = {
        "draft": shown,
        "form": form,
        "changes": changed_since(shown),
        "lines": difference(base, rules_in(last) if last else []),
    }
    return render(request, "exceptions/rules_update.html", context, status=status)


@require_POST
@requires("rules.manage")
@answers_refusals
@acts_once
def draft_again(request: HttpRequest, number: int) -> HttpResponse:
    made = draft_anew(draft_id=number, **who_changes(request))
    messages.success(request, _("Draft %(n)d put away, and a new one begun.") % {"n": number})
    return redirect("exceptions:rules-draft", made.pk)
