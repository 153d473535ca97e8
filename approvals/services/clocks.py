"""The clocks of steps that wait, set anew when the opening hours they count in have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.hours import Hours, digest_of, hours_of_places
from accounts.models import Place
from approvals.models import ApprovalRequest, RequestStep
from approvals.models.request import StepQuerySet
from approvals.services.steps import SET, set_clock
from approvals.services.telling import settle_steps
from audit.services import Line, record_many

AT_ONCE = 100
AGENT = "system:approvals"


@transaction.atomic
def follow_changed_hours(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Set the clocks anew of steps whose place's hours changed since; answers how many were looked at.

    Safe to run twice and by two at once: a step remembers the hours its clock was set by, and requests
    somebody decides on are left for the next run. Who was reminded of a step that is no longer late is
    reminded again at its new time; whoever may decide as well since an escalation still may.
    """
    begun = RequestStep.objects.begun()
    hours = _hours_of(begun)
    stale = begun.filter(_stale(begun, hours))
    free = ApprovalRequest.objects.select_for_update(skip_locked=True, of=("self",)).waiting()
    found = free.filter(pk__in=stale.values("request")).select_related("place").order_by("pk")
    requests = {request.pk: request for request in found[:limit]}
    steps = list(stale.filter(request__in=requests)) if requests else []
    moved = []
    for step in steps:
        before = step.due_at
        _set_anew(step, hours[step.place_id], at)
        if step.due_at != before:
            moved.append((requests[step.request_id], before, step.due_at))
    RequestStep.objects.bulk_update(steps, [*SET, "reminded_at"])
    _show(moved, at)
    return len(steps)


def _hours_of(begun: StepQuerySet) -> dict[int, Hours | None]:
    """The hours of every place where a step waits, as they are now."""
    return hours_of_places(Place.objects.filter(pk__in=begun.order_by().values("place")))


def _stale(begun: StepQuerySet, hours: Mapping[int, Hours | None]) -> Q:
    """The steps whose clock was set by other hours than those of now; few calendars serve all places."""
    places: dict[str, list[int]] = defaultdict(list)
    for place_id, known in hours.items():
        places[digest_of(known)].append(place_id)
    stale = Q(pk__in=[])
    for digest, ids in places.items():
        stale |= Q(place__in=ids) & ~Q(hours_seen=digest)
    return stale


def _set_anew(step: RequestStep, hours: Hours | None, at: datetime) -> None:
    begun_at = step.begun_at
    if begun_at is None:
        return
    set_clock(step=step, hours=hours, at=begun_at)
    if step.reminded_at and (step.due_at is None or step.due_at > at):
        text, told = _("No longer late"), Q(at=step.reminded_at)
        settle_steps(step_ids=[step.pk], text=text, at=at, only=told)
        step.reminded_at = None


def _show(
    moved: list[tuple[ApprovalRequest, datetime | None, datetime | None]], at: datetime
) -> None:
    """On every list and page, and on the trail."""
    for request, _before, due_at in moved:
        request.due_at = due_at
    ApprovalRequest.objects.bulk_update([request for request, *_times in moved], ["due_at"])
    record_many(
        (
            Line(
                "approvals.request.clock_moved",
                request,
                place=request.place,
                before={"due_at": before},
                after={"due_at": due_at},
                reason="The opening hours of the place changed.",
            )
            for request, before, due_at in moved
        ),
        actor=None,
        at=at,
        agent=AGENT,
    )
