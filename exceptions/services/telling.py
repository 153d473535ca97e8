"""Tell people, and other systems, of clocks that run out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import roles_with_permission
from exceptions.models import Case, Escalation, EscalationStep
from exceptions.services.owners import sees, workers_of
from workbench.delivery.links import full_address
from workbench.models import Notification
from workbench.services.notices import notify
from workbench.services.outgoing import send_later

To = EscalationStep.To
LEADS = "cases.lead"
MOST_NAMED = 5


def tell_of_warning(*, case: Case, at: datetime) -> str:
    """The owner, or the next who exists, hears that the clock runs out; answers who, in words."""
    text = _("%(case)s is due soon: %(title)s") % {"case": case.reference, "title": case.title}
    people = owner_or_next(case)
    for person in people:
        _notify(person, text, case, at)
    return _named(people)


def tell_of_escalation(*, case: Case, step: EscalationStep, at: datetime) -> str:
    """Whoever the step names hears that the clock was missed; answers who, in words, and keeps them.

    Somebody several steps name at one moment, such as of a case found long past its clock, hears once.
    """
    people = list(whom(case, step))
    heard = _heard_at(case, at)
    text = _("%(case)s missed its clock: %(title)s") % {
        "case": case.reference,
        "title": case.title,
    }
    for person in people:
        if person.pk not in heard:
            _notify(person, text, case, at)
        if step.by_email:
            _mail(person, text, case, at)
    if step.to == To.WEBHOOK:
        _call(step.address, text, case, at)
    told = f"{_meant(case, step, people)}: {_named(people, step.address)}"[:300]
    Escalation.objects.filter(
        case=case, queue=step.queue, position=step.position, round=case.reopened
    ).update(told=told)
    return told


def _meant(case: Case, step: EscalationStep, people: Sequence[User]) -> str:
    """Whom the step means, in words; who hears it for an owner that is not there is not called one."""
    stands_in = (
        step.to == To.OWNER and people and all(person.pk != case.owner_id for person in people)
    )
    return _("instead of the owner") if stands_in else str(step.get_to_display())


def _named(people: Sequence[User], address: str = "") -> str:
    names = ", ".join(person.name for person in people[:MOST_NAMED]) or address or _("nobody")
    more = len(people) - MOST_NAMED
    return f"{names} " + _("and %(n)s more") % {"n": more} if more > 0 else names


def _heard_at(case: Case, at: datetime) -> set[int]:
    rows = Notification.objects.filter(
        subject_type="exceptions.case", subject_id=str(case.pk), at=at
    )
    told = rows.filter(kind=Notification.Kind.ESCALATION)
    return set(told.values_list("user_id", flat=True))


def whom(case: Case, step: EscalationStep) -> Iterable[User]:
    """The people a step of the chain means for one case; only those who may read it.

    Where the step means nobody who is there and sees the case, the next who exists hears it: the
    queue's team, the leads, whoever works the queue.
    """
    if step.to == To.WEBHOOK:
        return []
    if step.to == To.OWNER:
        return owner_or_next(case)
    if step.to == To.TEAM:
        return team_of(case) or leads_or_workers(case)
    if step.to == To.PERSON:
        named = User.objects.filter(pk=step.person_id or 0, is_active=True)
        return _who_see(case, named) or leads_or_workers(case)
    return leads_or_workers(case)


def owner_or_next(case: Case) -> list[User]:
    """The owner, or who stands in: nobody misses a clock because nobody holds the case."""
    owner = User.objects.filter(pk=case.owner_id or 0, is_active=True)
    return _who_see(case, owner) or team_of(case) or leads_or_workers(case)


def leads_or_workers(case: Case) -> list[User]:
    """The leads where the case happened; where there are none, whoever works its queue."""
    found = leads_of(case)
    if found or case.queue is None:
        return found
    return [person for person in workers_of(case.queue) if sees(person, case)]


def team_of(case: Case) -> list[User]:
    """The active people of the case's queue who may read it."""
    if case.queue is None or case.queue.team_id is None:
        return []
    members = User.objects.filter(teams=case.queue.team_id, is_active=True)
    return _who_see(case, members)


def leads_of(case: Case) -> list[User]:
    """Everybody active who leads the desk where the case happened."""
    groups = Group.objects.filter(name__in=roles_with_permission(LEADS))
    return _who_see(case, User.objects.filter(groups__in=groups, is_active=True).distinct())


def _who_see(case: Case, people: QuerySet[User]) -> list[User]:
    """Of these the ones for whom the case is: by its place and by its kind."""
    known = people.order_by("pk").prefetch_related("place_scopes__place")
    return [person for person in known if sees(person, case)]


def _mail(person: User, text: str, case: Case, at: datetime) -> None:
    """Kept in this transaction, sent by the sweep of outgoing messages; the time in their own zone."""
    due = case.due_at.astimezone(ZoneInfo(person.time_zone)) if case.due_at else None
    when = f"{due:%a} {due.day} {due:%b %Y %H:%M %Z}" if due else "–"
    body = f"{text}\n\n{_('Due')}: {when}\n{full_address(_url(case))}"
    send_later(
        channel="email",
        address=person.email,
        subject=text,
        payload={"text": body},
        about=("exceptions.case", str(case.pk)),
        at=at,
        hold=timedelta(),
    )


def _call(address: str, text: str, case: Case, at: datetime) -> None:
    """A signed message to another system: what was missed, by how it is called there and here."""
    payload = {
        "event": "case.breached",
        "case": case.reference,
        "kind": case.kind,
        "title": case.title,
        "severity": case.severity,
        "queue": case.queue.key if case.queue else "",
        "due_at": case.due_at.isoformat() if case.due_at else None,
    }
    send_later(
        channel="webhook",
        address=address,
        subject=text,
        payload=payload,
        about=("exceptions.case", str(case.pk)),
        at=at,
        hold=timedelta(),
    )


def _url(case: Case) -> str:
    return reverse("exceptions:case", args=[case.reference])


def _notify(person: User, text: str, case: Case, at: datetime) -> None:
    notify(
        user=person,
        text=text,
        url=_url(case),
        kind=Notification.Kind.ESCALATION,
        at=at,
        about=("exceptions.case", str(case.pk)),
    )
