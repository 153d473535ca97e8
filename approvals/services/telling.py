"""Who is told what about a request: approvers when it waits for them, the asker when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import ApprovalRequest, RequestStep
from approvals.queries.people import deciders, holders
from workbench.models import Notification
from workbench.registry import registry
from workbench.services.notices import notify


def tell_deciders(*, request: ApprovalRequest, step: RequestStep, at: datetime) -> None:
    """Tell everybody who could decide the step now, the deputies of the absent included."""
    text = _("Waiting for you: %(title)s") % {"title": request.title}
    people = deciders(step, at, asked_by_id=request.asked_by_id)
    _tell(people, request, text, Notification.Kind.NOTICE, at)


def tell_late(*, request: ApprovalRequest, step: RequestStep, at: datetime) -> None:
    """Remind those who can decide that its time is over."""
    text = _("Past its time: %(title)s") % {"title": request.title}
    people = deciders(step, at, asked_by_id=request.asked_by_id)
    _tell(people, request, text, Notification.Kind.NOTICE, at)


def tell_escalated(*, request: ApprovalRequest, step: RequestStep, at: datetime) -> None:
    """Tell the next level that it may decide now."""
    text = _("Escalated to you: %(title)s") % {"title": request.title}
    people = holders([step.escalate_role], step.place)
    others = [person for person in people if person.pk != request.asked_by_id]
    _tell(others, request, text, Notification.Kind.ESCALATION, at)


def tell_asker(*, request: ApprovalRequest, text: str, at: datetime) -> None:
    """Tell who asked, if it was a person."""
    if request.asked_by is not None:
        _tell([request.asked_by], request, text, Notification.Kind.NOTICE, at)


def _tell(
    people: Iterable[User],
    request: ApprovalRequest,
    text: str,
    kind: Notification.Kind,
    at: datetime,
) -> None:
    url = registry.subject_url("approvals.approvalrequest", str(request.pk))
    for person in people:
        notify(user=person, text=text, url=url, kind=kind, at=at)
