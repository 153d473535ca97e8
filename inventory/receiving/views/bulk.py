"""Receive chosen deliveries in full: what that books in first, then done at once or as a job."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.receiving import bulk
from inventory.receiving.models import Receipt
from inventory.receiving.views.lists import ReceiptList
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.nudge import nudge_jobs
from workbench.once import acts_once
from workbench.selection import chosen_ids, version_sent
from workbench.services.jobs import start_job


@require_POST
@requires("receipts.view")
@answers_refusals
@acts_once
def receipts_receive(request: HttpRequest) -> HttpResponse:
    actor = person(request)
    chosen = Receipt.objects.visible_to(actor).filter(pk__in=chosen_ids(request, ReceiptList))
    rows = list(
        chosen.select_related("location__place").prefetch_related("lines__sku").order_by("pk")
    )
    if "confirmed" not in request.POST:
        plan = bulk.plan_of(rows, actor)
        context = {"plan": plan, "title": _title(plan.number), "back": _back(request)}
        return render(request, "inventory/receipts_bulk.html", context)
    seen = {row.pk: _seen(request, row) for row in rows}
    if len(rows) > bulk.AT_ONCE:
        params, title = {"seen": seen}, _title(len(rows))
        job = start_job(kind=bulk.JOB, actor=actor, params=params, at=now(), title=title)
        nudge_jobs()
        return redirect("workbench:job", job.pk)
    outcome = bulk.receive_each(sorted(seen), seen, actor=actor)
    tell = messages.warning if outcome.left else messages.success
    tell(request, bulk.sentence(outcome))
    return redirect(bulk.left_url(outcome, actor=actor, at=now()) or _back(request))


def _title(number: int) -> str:
    words = ngettext("Receive %(n)s delivery in full", "Receive %(n)s deliveries in full", number)
    return words % {"n": f"{number:,}"}


def _seen(request: HttpRequest, row: Receipt) -> int:
    """The version the confirming page showed."""
    sent = version_sent(request, f"version-{row.pk}")
    return row.version if sent is None else sent


def _back(request: HttpRequest) -> str:
    query = request.POST.get("query", "")[:2000]
    return reverse("inventory:receipts") + (f"?{query}" if query else "")
