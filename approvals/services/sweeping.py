"""The clocks of requests: remind when a step is late, let the next level decide after that; and the
end of an absence.

Each happens once per step: a row is claimed, marked and told about in one transaction, so that a
second sweep at the same time finds nothing left to do.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from approvals.models import Delegation, RequestStep
from approvals.queries.people import deciders
from approvals.services.telling import (
    notices_of_steps,
    settle_steps,
    tell_escalated,
    tell_late,
)
from audit.services import record

AT_ONCE = 100
# An absence that ended longer ago has been seen to.
LOOKED_BACK = timedelta(days=1)
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


@transaction.atomic
def settle_ended_absences(*, at: datetime) -> int:
    """What deputies were told to decide in an absence that is over is no longer theirs, unless they may
    decide it in their own right; answers how many notices were settled."""
    settled = 0
    for absence in Delegation.objects.over_since(at - LOOKED_BACK, at).select_related("person"):
        mine = Q(user=absence.deputy_id)
        told = notices_of_steps().filter(mine).values_list("subject_id", flat=True)
        begun = RequestStep.objects.begun().filter(pk__in=[int(pk) for pk in told])
        lost = [
            step.pk for step in begun.select_related("place", "request") if _lost(step, absence, at)
        ]
        if lost:
            text = _("The absence of %(person)s is over") % {"person": absence.person}
            settled += settle_steps(step_ids=lost, text=text, at=at, only=mine)
    return settled


def _lost(step: RequestStep, absence: Delegation, at: datetime) -> bool:
    able = deciders(step, at, authors=step.request.authors)
    return absence.deputy_id not in {user.pk for user in able}


def _open() -> QuerySet[RequestStep]:
    """What waits, locked with its request; what somebody decides on now is left for the next run."""
    rows = RequestStep.objects.select_for_update(skip_locked=True, of=("self", "request"))
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
