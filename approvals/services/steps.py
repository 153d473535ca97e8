"""The steps of a run: begin the next one, with its clock and its people."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.hours import Hours, after_open_time, digest_of, hours_of
from approvals.models import ApprovalRequest, RequestStep
from approvals.queries.people import too_few
from approvals.services.telling import tell_deciders, tell_escalated, tell_stuck

SET = ["due_at", "escalate_at", "hours_seen"]
CLOCK_FIELDS = ["begun_at", "due_at", "escalate_at", "reminded_at", "escalated_at"]


def begin_next_step(*, request: ApprovalRequest, at: datetime) -> RequestStep | None:
    """Begin the first needed step that has not passed; None when there is none left.

    Its time counts in the business hours of its place. A step that fewer people than it needs could
    decide is escalated at once where its policy says to whom; where that is not enough, those who set
    policies are told.
    """
    steps = request.steps.select_related("place")
    step = steps.filter(needed=True, passed_at=None).first()
    if step is None:
        return None
    step.begun_at = at
    set_clock(step=step, hours=hours_of(step.place), at=at)
    stuck = too_few(step, at, authors=request.authors)
    if stuck and step.escalate_role:
        step.escalated_at = at
        stuck = too_few(step, at, authors=request.authors)
    step.save(update_fields=[*CLOCK_FIELDS, "hours_seen"])
    request.due_at = step.due_at
    request.save(update_fields=["due_at"])
    tell_deciders(request=request, step=step, at=at)
    if step.escalated_at:
        tell_escalated(request=request, step=step, at=at)
    if stuck:
        tell_stuck(request=request, step=step, at=at)
    return step


def set_clock(*, step: RequestStep, hours: Hours | None, at: datetime) -> None:
    """Set when a step that began at `at` is due and escalated; sets fields and saves nothing."""
    step.due_at = _later(hours, at, step.due_minutes)
    if step.escalate_role:
        step.escalate_at = _later(hours, step.due_at or at, step.escalate_minutes)
    step.hours_seen = digest_of(hours)


def _later(hours: Hours | None, at: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else after_open_time(hours, at, timedelta(minutes=minutes))


def reset_steps_after(*, request: ApprovalRequest, step: RequestStep) -> None:
    """The step waits again, and those after it have not begun."""
    step.passed_at = None
    step.save(update_fields=["passed_at"])
    later = request.steps.filter(position__gt=step.position)
    later.update(**dict.fromkeys(CLOCK_FIELDS))
    request.due_at = step.due_at
