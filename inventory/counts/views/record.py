"""A count: its page, a new one, and what is done to it as a whole."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires, requires_any
from accounts.queries import person
from inventory.counts.errors import CountChanged
from inventory.counts.forms import CountForm
from inventory.counts.models import Count
from inventory.counts.pages import record_page
from inventory.counts.services import cancel_count, create_count, settle_code
from inventory.counts.tables import count_url
from inventory.counts.views.loading import count_or_404
from kernel.clock import now
from kernel.errors import Conflict, RuleViolation
from workbench.conflicts import look_again
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.selection import version_sent


@require_GET
@requires("counts.view")
def count_record(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, count_or_404(request, reference))


def _page(request: HttpRequest, count: Count, status: int = 200, **more: Any) -> HttpResponse:
    page = record_page(count, person(request))
    return render(request, "inventory/count.html", {**page, **more}, status=status)


@require_http_methods(["GET", "POST"])
@requires_any("counts.plan", "counts.count")
@acts_once
def count_new(request: HttpRequest) -> HttpResponse:
    user, status = person(request), 200
    form = CountForm(request.POST or None, user=user, initial=request.GET.dict())
    if request.method == "POST":
        count, status = attempt(form, lambda data: _create(form, request, data))
        if count is not None:
            messages.success(request, _("%(count)s planned.") % {"count": count.reference})
            return redirect(count_url(count))
    context = {"form": form, "own": not user.may("counts.plan")}
    return render(request, "inventory/count_new.html", context, status=status)


def _create(form: CountForm, request: HttpRequest, data: dict[str, Any]) -> Count:
    at = now()
    return create_count(
        location=form.locations.get(data["location"]),
        code=data["location"],
        title=data["title"],
        shelves=form.shelves_asked(),
        due_at=form.due_at(at),
        actor=person(request),
        at=at,
    )


@require_POST
@requires("counts.view")
@acts_once
def count_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    return _act(
        request,
        reference,
        partial(cancel_count, reason=request.POST.get("reason", "")),
        _("%(count)s cancelled."),
    )


@require_POST
@requires("counts.view")
@acts_once
def code_settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    command = partial(settle_code, kept_id=pk, note=request.POST.get("note", ""))
    return _act(request, reference, command, _("Code settled."), anchor="#kept")


def _act(
    request: HttpRequest,
    reference: str,
    command: Callable[..., object],
    words: str,
    *,
    anchor: str = "",
) -> HttpResponse:
    """Run one command; what it refuses is told on the page itself."""
    count = count_or_404(request, reference)
    seen = {"reference": count.reference, "version": version_sent(request)}
    try:
        command(**seen, actor=person(request), at=now())
    except CountChanged as error:
        conflict = look_again(count, error, page=count_url(count))
        return _page(request, count, error.http_status, conflict=conflict)
    except (Conflict, RuleViolation) as error:
        return _page(request, count, error.http_status, wrong=error)
    messages.success(request, words % {"count": count.reference})
    return redirect(f"{count_url(count)}{anchor}")
