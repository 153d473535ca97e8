"""Actions on many cases: first what is asked, then done at once or as a job."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.queries import person
from exceptions import bulk, bulk_job
from exceptions.bulk_pages import asked_page, bulk_choices
from exceptions.forms import (
    AssignForm,
    CommentForm,
    EmptyForm,
    OnWhomForm,
    OtherCaseForm,
    ResolveManyForm,
    SeverityForm,
    SnoozeForm,
    WhyForm,
)
from exceptions.policies.cases import MAY_WORK
from exceptions.views.cases import CHOICES, CaseList
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError
from workbench.nudge import nudge_jobs
from workbench.once import acts_once
from workbench.selection import chosen_ids
from workbench.services.jobs import start_job

FORMS: dict[str, type[forms.Form]] = {
    "assign": AssignForm,
    "snooze": SnoozeForm,
    "resolve": ResolveManyForm,
    "severity": SeverityForm,
    "reroute": EmptyForm,
    "watch": EmptyForm,
    "take": EmptyForm,
    "comment": CommentForm,
    "link": OtherCaseForm,
    "merge": OtherCaseForm,
    "close": EmptyForm,
    "start": EmptyForm,
    "wait": OnWhomForm,
    "resume": EmptyForm,
    "release": EmptyForm,
    "unsnooze": EmptyForm,
    "reopen": WhyForm,
}

# Where the page of a verb is mended.
FIELDS = {
    "assign": "bulk-owner",
    "resolve": "bulk-note",
    "severity": "bulk-severity",
    "comment": "bulk-text",
    "link": "bulk-other",
    "merge": "bulk-other",
    "wait": "bulk-on",
    "reopen": "bulk-reason",
}


@require_POST
@requires(MAY_WORK)
@answers_refusals
@acts_once
def act_on_chosen(request: HttpRequest, verb: str) -> HttpResponse:
    if verb not in bulk.VERBS:
        raise Http404
    ids, chosen = chosen_ids(request, CaseList), bulk.VERBS[verb]
    form = FORMS[verb](request.POST)
    asks = len(ids) > bulk.AT_ONCE or not chosen.at_once or not form.is_valid()
    if asks and "confirmed" not in request.POST:
        return _ask(request, chosen, ids)
    if not form.is_valid():
        wrong = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return _ask(request, chosen, ids, wrong=wrong, field=f"bulk-{next(iter(form.errors))}")
    given = _plain(form.cleaned_data)
    if len(ids) > bulk.AT_ONCE:
        return _as_job(request, chosen, ids, given)
    try:
        return _at_once(request, chosen, ids, given)
    except DomainError as error:
        return _ask(request, chosen, ids, wrong=error.sentence)


@require_GET
@requires(MAY_WORK)
def choices(request: HttpRequest, verb: str) -> HttpResponse:
    """What the menu of a verb in the bar offers."""
    if verb not in CHOICES:
        raise Http404
    offered = bulk_choices(verb, person(request), at=now())
    context = {"verb": verb, "action": reverse("exceptions:bulk", args=[verb]), **offered}
    return render(request, "exceptions/_bulk_choices.html", context)


def _at_once(
    request: HttpRequest, verb: bulk.BulkVerb, ids: list[int], given: dict[str, Any]
) -> HttpResponse:
    actor, at = person(request), now()
    outcome = bulk.run_at_once(verb, ids, given, actor=actor, at=at)
    undoable = verb.undo and outcome.done
    undo = verb.undo_url(outcome.done) if undoable else ""
    messages.success(request, bulk.sentence(verb, outcome), extra_tags=undo)
    # What was left is shown with its reasons; else the list as it was.
    return redirect(bulk_job.keep_left(outcome, actor=actor, at=at) or _back(request))


def _as_job(
    request: HttpRequest, verb: bulk.BulkVerb, ids: list[int], given: dict[str, Any]
) -> HttpResponse:
    job = start_job(
        kind=bulk_job.JOB,
        actor=person(request),
        params={"verb": verb.name, "ids": ids, "given": given, "back": _back(request)},
        at=now(),
        title=verb.title(len(ids)),
    )
    nudge_jobs()
    return redirect("workbench:job", job.pk)


def _ask(
    request: HttpRequest, verb: bulk.BulkVerb, ids: list[int], wrong: str = "", field: str = ""
) -> HttpResponse:
    """What would be done, and what has to be said first; `field` is where it is mended."""
    context = asked_page(verb, ids, person(request), at=now())
    typed = {"wrong": wrong, "typed": request.POST, "back": _back(request)}
    typed["field"] = field or FIELDS.get(verb.name, "")
    template = "exceptions/bulk.html"
    return render(request, template, {**context, **typed}, status=422 if wrong else 200)


def _back(request: HttpRequest) -> str:
    query = request.POST.get("query", "")[:2000]
    return reverse("exceptions:cases") + (f"?{query}" if query else "")


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    """As a job keeps it."""
    plain = dict(given)
    if "owner" in plain:
        plain["owner"] = plain["owner"].pk
    if "until" in plain:
        plain["until"] = plain["until"].isoformat() if plain["until"] else None
    if "other" in plain:
        plain["other"] = plain["other"].pk
    return plain
