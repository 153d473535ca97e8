from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.decorators import requires, signed_in
from accounts.queries import person
from insights.effects import effects_for, trail_for
from insights.landing import landing_of
from insights.queries import changes_for, minutes_left, work_of
from insights.services import note_visit
from kernel import clock
from workbench.queries import latest_notifications


@require_GET
@requires("work.view")
def work(request: HttpRequest) -> HttpResponse:
    """My work: what waits for me, and what changed since my last visit."""
    user, at = person(request), clock.now()
    visit = note_visit(actor=user, at=at)
    items = work_of(user, at)
    context = {
        "items": [(item, minutes_left(item, at)) for item in items],
        "first": items[0] if items else None,
        "waiting": sum(item.count for item in items),
        "since": visit.previous_at,
        "changes": changes_for(user, visit.previous_at) if visit.previous_at else [],
        "notices": latest_notifications(user, 5),
        "effects": effects_for(user, at),
        "trail": trail_for(user, visit.previous_at),
        "at": at,
    }
    return render(request, "insights/work.html", context)


@require_GET
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Leads to the first screen of the person's role."""
    return redirect(landing_of(person(request)))
