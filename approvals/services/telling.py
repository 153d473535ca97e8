"""Who is told what about a request: approvers when it waits for them, the asker when it is over.

What asks somebody to decide is about the step, what tells the asker is about the request; each is
settled, and so no longer unread, when there is nothing left to do about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import ApprovalRequest, RequestStep
from approvals.queries.people import deciders, holders, policy_managers
from workbench.delivery.links import full_address
from workbench.models import Notification, Outgoing
from workbench.registry import registry
from workbench.services.notices import bring_back_notices, notify, settle_notices
from workbench.services.outgoing import HOLD, About, call_back, send_later

STEP, REQUEST = "approvals.requeststep", "approvals.approvalrequest"
ESCALATION = Notification.Kind.ESCALATION
# What nobody can call back any more.
LEFT = (Outgoing.Status.SENDING, Outgoing.Status.SENT)


def tell_deciders(*, request: ApprovalRequest, step: RequestStep, at: datetime) -> None:
    """Tell everybody who could decide the step now in its own role, the deputies of the absent included."""
    text = _("Waiting for you: %(title)s") % {"title": request.title}
    people = deciders(step, at, authors=request.authors, roles=[step.role])
    _tell(people, request, text, at=at, about=about_step(step))


def tell_late(*, request: ApprovalRequest, step: RequestStep, at: datetime) -> None:
    """Remind those who can decide that its time is over."""
    text = _("Past its time: %(title)s") % {"title": request.title}
    people = deciders(step, at, authors=request.authors)
    _tell(people, request, text, at=at, about=about_step(step))


def tell_escalated(*, request: ApprovalRequest, step: RequestStep, at: datetime) -> None:
    """Tell the next level that it may decide now: here at once, by email when the hold is over.

    Deputies of the absent are told for them; where everybody is away and nobody stands in, the absent.
    """
    text = _("Escalated to you: %(title)s") % {"title": request.title}
    authors, role = request.authors, step.escalate_role
    able = deciders(step, at, authors=authors, roles=[role])
    others = able or list(holders([role], step.place).exclude(pk__in=authors))
    _tell(others, request, text, at=at, about=about_step(step), kind=ESCALATION)
    for person in others:
        # About the step: who takes a decision back calls back its outcome, not this.
        _mail(person, text, request, about=about_step(step), at=at)


def tell_stuck(*, request: ApprovalRequest, step: RequestStep, at: datetime) -> None:
    """Tell those who set policies that too few people could decide the step."""
    text = _("Too few people can decide: %(title)s. The %(role)s is missing at %(place)s.") % {
        "title": request.title,
        "role": " or ".join(step.roles),
        "place": step.place.name,
    }
    people = policy_managers(step.place)
    _tell(people, request, text, at=at, about=about_step(step), kind=ESCALATION)


def tell_outcome(*, request: ApprovalRequest, text: str, at: datetime) -> None:
    """Tell who asked: here at once, by email when the hold is over, so that Undo is real."""
    tell_asker(request=request, text=text, at=at)
    _mail_asker(request, text, at=at)


def tell_undone(*, request: ApprovalRequest, actor: User, at: datetime) -> None:
    """Tell who asked that what they were told of is no longer so; by email where that has left already."""
    facts = {"who": str(actor), "reference": request.reference}
    told = _("Taken back by %(who)s") % facts
    settle_outcome(request_ids=[request.pk], text=told, at=at)
    text = _("%(who)s took the decision on %(reference)s back, so it waits again") % facts
    tell_asker(request=request, text=text, at=at)
    left = Outgoing.objects.about(*about(request)).filter(status__in=LEFT).order_by("pk").last()
    # Told once: after another vote that was called back nothing new has left.
    if left is not None and left.subject != text:
        _mail_asker(request, text, at=at)


def call_back_outcome(*, request: ApprovalRequest, at: datetime) -> int:
    """What was not sent yet of a decision that is taken back."""
    return call_back(about=about(request), at=at)


def about(request: ApprovalRequest) -> tuple[str, str]:
    return (REQUEST, str(request.pk))


def about_step(step: RequestStep) -> About:
    return (STEP, str(step.pk))


def settle_steps(
    *, step_ids: Collection[int], text: str, at: datetime, only: Q | None = None
) -> int:
    """Whoever was asked to decide these steps, in whatever way, reads what became of them."""
    return settle_notices(subject_type=STEP, subject_ids=step_ids, text=text, at=at, only=only)


def notices_of_steps() -> QuerySet[Notification]:
    """What asks somebody to decide a step now."""
    return Notification.objects.filter(subject_type=STEP, settled_at=None)


def ask_deciders_again(*, step: RequestStep, since: datetime) -> None:
    """What a vote at that moment had settled is to be decided again."""
    settled = Q(settled_at=since)
    bring_back_notices(subject_type=STEP, subject_ids=[step.pk], only=settled)


def settle_outcome(*, request_ids: Collection[int], text: str, at: datetime) -> None:
    """What the asker was told of these requests no longer holds, or was seen to."""
    settle_notices(subject_type=REQUEST, subject_ids=request_ids, text=text, at=at)


def page_for(person: User, request: ApprovalRequest) -> str:
    """The request, or what it is about for who asked and sees no approvals, such as store staff."""
    subject = registry.subject_url(request.kind, request.subject_id)
    own = registry.subject_url(*about(request))
    return own if not subject or person.may("approvals.view") else subject


def tell_asker(*, request: ApprovalRequest, text: str, at: datetime) -> None:
    """Tell who asked, if it was a person."""
    if request.asked_by is not None:
        _tell([request.asked_by], request, text, at=at, about=about(request))


def _tell(
    people: Iterable[User],
    request: ApprovalRequest,
    text: str,
    *,
    at: datetime,
    about: About,
    kind: Notification.Kind = Notification.Kind.NOTICE,
) -> None:
    for person in people:
        url = page_for(person, request)
        notify(user=person, text=text, url=url, kind=kind, at=at, about=about)


def _mail_asker(request: ApprovalRequest, text: str, *, at: datetime) -> None:
    if request.asked_by is not None and request.asked_by.is_active:
        _mail(request.asked_by, text, request, about=about(request), at=at)


def _mail(person: User, text: str, request: ApprovalRequest, *, about: About, at: datetime) -> None:
    send_later(
        channel="email",
        address=person.email,
        subject=text,
        payload={"text": f"{text}\n\n{request.title}\n{full_address(page_for(person, request))}\n"},
        about=about,
        at=at,
        hold=HOLD,
    )
