"""The review of a count: differences, movements since, and the three ways on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.queries import person
from approvals.queries.requests import open_request_of
from inventory.counts.errors import CountChanged
from inventory.counts.models import Count
from inventory.counts.pages import review_page
from inventory.counts.services import approve_lines, ask_recount, keep_books
from inventory.counts.views.loading import count_or_404, numbers_of
from kernel.clock import now
from kernel.errors import Conflict, RuleViolation
from workbench.conflicts import look_again
from workbench.once import acts_once
from workbench.selection import version_sent


@require_GET
@requires("counts.review")
def count_review(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, count_or_404(request, reference))


def _page(request: HttpRequest, count: Count, status: int = 200, **more: Any) -> HttpResponse:
    show, number = request.GET.get("show", ""), request.GET.get("page", "")
    ticked = numbers_of(request, "line") if request.method == "POST" else []
    page = review_page(count, person(request), show=show, number=number, ticked=ticked)
    page["asked"] = open_request_of(page["kind"], count.pk)
    return render(request, "inventory/count_review.html", {**page, **more}, status=status)


@require_POST
@requires("counts.review")
@acts_once
def count_recount(request: HttpRequest, reference: str) -> HttpResponse:
    return _decided(request, reference, _recount)


@require_POST
@requires("counts.review")
@acts_once
def count_approve(request: HttpRequest, reference: str) -> HttpResponse:
    return _decided(request, reference, _approve)


@require_POST
@requires("counts.review")
@acts_once
def count_keep_books(request: HttpRequest, reference: str) -> HttpResponse:
    return _decided(request, reference, _keep)


def _decided(
    request: HttpRequest, reference: str, command: Callable[[HttpRequest, Count], str]
) -> HttpResponse:
    count = count_or_404(request, reference)
    page = reverse("inventory:count-review", args=[count.reference])
    try:
        done = command(request, count)
    except CountChanged as error:
        conflict = look_again(count, error, page=page)
        fresh = count_or_404(request, reference)
        return _page(request, fresh, error.http_status, conflict=conflict)
    except (Conflict, RuleViolation) as error:
        return _page(request, count, error.http_status, wrong=error)
    messages.success(request, done)
    return redirect(page)


def _recount(request: HttpRequest, count: Count) -> str:
    ask_recount(
        reference=count.reference,
        line_ids=_lines(request),
        version=version_sent(request),
        actor=person(request),
        at=now(),
    )
    return _("Somebody else is asked to count again.")


def _approve(request: HttpRequest, count: Count) -> str:
    after = approve_lines(
        reference=count.reference,
        line_ids=_lines(request),
        version=version_sent(request),
        note=request.POST.get("reason", ""),
        actor=person(request),
        at=now(),
    )
    if open_request_of("counts.count", after.pk):
        return _("The differences were sent for approval.")
    return _("Differences approved, the shelf is as it was counted.")


def _keep(request: HttpRequest, count: Count) -> str:
    keep_books(
        reference=count.reference,
        line_ids=_lines(request),
        reason=request.POST.get("reason", ""),
        version=version_sent(request),
        actor=person(request),
        at=now(),
    )
    return _("The books stay as they are.")


def _lines(request: HttpRequest) -> list[int] | None:
    """The ticked lines of the page, or all that are to be decided."""
    return None if request.POST.get("every") else numbers_of(request, "line")
