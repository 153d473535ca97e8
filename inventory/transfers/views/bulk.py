"""Actions on many transfers: what they are about first, then done at once or as a job."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.transfers import bulk
from inventory.transfers.models import Transfer
from inventory.transfers.policies import CREATE, check_why
from inventory.transfers.views.lists import TransferList
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError, refusal
from workbench.nudge import nudge_jobs
from workbench.once import acts_once
from workbench.selection import chosen_ids, version_sent
from workbench.services.jobs import start_job


@require_POST
@requires(CREATE)
@answers_refusals
@acts_once
def transfers_submit(request: HttpRequest) -> HttpResponse:
    """Each draft for itself; what is short of stock stays a draft and says so."""
    return _act(request, bulk.VERBS["submit"])


@require_POST
@requires(CREATE)
@answers_refusals
@acts_once
def transfers_cancel(request: HttpRequest) -> HttpResponse:
    """Those of which nothing is on its way; the others are cancelled on their own page."""
    return _act(request, bulk.VERBS["cancel"])


def _act(request: HttpRequest, verb: bulk.BulkVerb) -> HttpResponse:
    chosen = Transfer.objects.visible_to(person(request)).named()
    rows = list(chosen.filter(pk__in=chosen_ids(request, TransferList)).order_by("pk"))
    reason = request.POST.get("reason", "")
    wrong = refusal(check_why, reason) if verb.asks_why else None
    asked = "confirmed" in request.POST
    few = len(rows) <= bulk.AT_ONCE
    if wrong is not None or not (asked or (few and not verb.asks_why)):
        return _ask(request, verb, rows, wrong if asked else None)
    seen = {row.pk: _seen(request, row) for row in rows}
    if few:
        return _at_once(request, verb, seen, reason)
    job = start_job(
        kind=bulk.JOB,
        actor=person(request),
        params={"verb": verb.name, "seen": seen, "why": reason},
        at=now(),
        title=verb.title(len(rows)),
    )
    nudge_jobs()
    return redirect("workbench:job", job.pk)


def _at_once(
    request: HttpRequest, verb: bulk.BulkVerb, seen: dict[int, int], reason: str
) -> HttpResponse:
    actor = person(request)
    outcome = bulk.run_each(verb, sorted(seen), seen, reason, actor=actor)
    tell = messages.warning if outcome.left else messages.success
    tell(request, bulk.sentence(verb, outcome))
    return redirect(bulk.left_url(outcome, actor=actor, at=now()) or _back(request))


def _ask(
    request: HttpRequest, verb: bulk.BulkVerb, rows: list[Transfer], wrong: DomainError | None
) -> HttpResponse:
    plan = bulk.plan_of(verb, rows, person(request))
    context = {
        "verb": verb,
        "plan": plan,
        "title": verb.title(plan.number),
        "back": _back(request),
        "wrong": wrong,
        "typed": request.POST,
    }
    status = 422 if wrong else 200
    return render(request, "inventory/transfers_bulk.html", context, status=status)


def _seen(request: HttpRequest, row: Transfer) -> int:
    """The version the confirming page showed; without one the list did, a moment ago."""
    sent = version_sent(request, f"version-{row.pk}")
    return row.version if sent is None else sent


def _back(request: HttpRequest) -> str:
    query = request.POST.get("query", "")[:2000]
    return reverse("inventory:transfers") + (f"?{query}" if query else "")
