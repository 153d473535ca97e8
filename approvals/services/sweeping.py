"""The clocks of requests: remind when a step is late, let the next level decide after that.

Each happens once per step: a row is claimed, marked and told about in one transaction, so that a
second sweep at the same time finds nothing left to do.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from approvals.models import RequestStep
from approvals.services.telling import tell_escalated, tell_late
from audit.services import record

AT_ONCE = 100
AGENT = "system:approvals"


@transaction.atomic
def remind_late_steps(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Tell the deciders of steps that are past their time, once each; answers how many."""
    late = list(_open().filter(due_at__lte=at, reminded_at=None)[:limit])
    for step in late:
        step.reminded_at = at
        step.save(update_fields=["reminded_at"])
        tell_late(request=step.request, step=step, at=at)
        _record("approvals.request.late", step, at)
    return len(late)


@transaction.atomic
def escalate_late_steps(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Let the escalation role decide as well, and tell it, once each; answers how many."""
    late = list(_open().filter(escalate_at__lte=at, escalated_at=None)[:limit])
    for step in late:
        step.escalated_at = at
        step.save(update_fields=["escalated_at"])
        tell_escalated(request=step.request, step=step, at=at)
        _record("approvals.request.escalated", step, at)
    return len(late)


def _open() -> QuerySet[RequestStep]:
    rows = RequestStep.objects.select_for_update(skip_locked=True, of=("self",))
    return (
        rows.begun()
        .select_related("place", "request__place", "request__asked_by")
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def _record(action: str, step: RequestStep, at: datetime) -> None:
    record(
        action,
        step.request,
        actor=None,
        at=at,
        place=step.request.place,
        after={"step": step.position, "role": step.role, "to": step.escalate_role},
        agent=AGENT,
    )
