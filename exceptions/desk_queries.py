"""Reads of the queue: what waits, for whom, how soon."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from accounts.models.place import Principal
from accounts.roles import PERMISSIONS
from exceptions.models import Case, CaseLink, CaseWatch, Queue
from exceptions.models.case import CaseQuerySet

MAY_WORK = "cases.work"
SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many open cases wait, in one question: all, mine, due soon, unassigned, per queue."""

    every: int = 0
    mine: int = 0
    soon: int = 0
    late: int = 0
    free: int = 0
    by_queue: dict[int, int] = field(default_factory=dict)


def queues_of(user: User) -> list[Queue]:
    """The queues a person works: those of the person's teams, and those of nobody in particular."""
    own = Q(team__isnull=True) | Q(team__in=user.teams.all())
    return list(Queue.objects.visible_to(user).in_use().filter(own).order_by("name"))


def mine_to_take(user: User, *, at: datetime) -> CaseQuerySet:
    """What nobody holds in one's queues, and what no rule has taken yet."""
    queues = [queue.pk for queue in queues_of(user)]
    waiting = Case.objects.visible_to(user).open().awake(at).filter(status=Case.Status.OPEN)
    return waiting.filter(Q(queue__in=queues) | Q(queue__isnull=True))


def next_due(user: User, *, at: datetime) -> datetime | None:
    """When the next case that somebody holds is due for this person."""
    mine = Case.objects.open().awake(at).filter(owner=user).order_by("due_key")
    found: datetime | None = mine.values_list("due_key", flat=True).first()
    return found


def queue_counts(principal: Principal, user: User, *, at: datetime) -> QueueCounts:
    """The numbers on the tabs. One statement over the open cases."""
    soon = Q(due_key__lte=at + SOON)
    rows = (
        Case.objects.visible_to(principal)
        .open()
        .awake(at)
        .order_by()
        .values_list("queue")
        .annotate(
            n=Count("pk"),
            mine=Count("pk", filter=Q(owner=user)),
            soon=Count("pk", filter=soon),
            late=Count("pk", filter=Q(due_key__lt=at)),
            free=Count("pk", filter=Q(owner__isnull=True)),
        )
    )
    found: list[tuple[Any, ...]] = list(rows)
    sums = [sum(row[number] for row in found) for number in range(1, 6)]
    every, mine, soon_due, late, free = sums
    return QueueCounts(
        every, mine, soon_due, late, free, {row[0]: row[1] for row in found if row[0]}
    )


PEOPLE_SHOWN = 50


def people_for(case: Case, user: User) -> list[User]:
    """Who may be given this case, oneself first: people who work cases and see its place."""
    roles = [role for role, held in PERMISSIONS.items() if MAY_WORK in held]
    people = User.objects.filter(is_active=True, groups__name__in=roles)
    if case.place is not None:
        steps = [int(step) for step in case.place.path.strip("/").split("/")]
        people = people.filter(place_scopes__place_id__in=steps)
    else:
        people = people.filter(place_scopes__place__parent=None)
    found = people.exclude(pk=user.pk).distinct().order_by("name")[:PEOPLE_SHOWN]
    return [user, *found]


def linked_cases(case: Case, user: User) -> list[Case]:
    """The cases linked to this one that a person may see."""
    linked = CaseLink.objects.filter(Q(case=case) | Q(other=case)).values_list("case", "other")
    numbers = {number for pair in linked for number in pair} - {case.pk}
    if not numbers:
        return []
    return list(Case.objects.visible_to(user).filter(pk__in=numbers).order_by("pk"))


def is_watching(case: Case, user: User) -> bool:
    return CaseWatch.objects.filter(case=case, person=user).exists()


def colleagues_of(user: User) -> list[User]:
    """Who works cases in one's places, oneself first."""
    roles = [role for role, held in PERMISSIONS.items() if MAY_WORK in held]
    mine = Q()
    for path in user.scope_paths:
        steps = [int(step) for step in path.strip("/").split("/") if step]
        mine |= Q(place_scopes__place__path__startswith=path) | Q(place_scopes__place__in=steps)
    people = User.objects.filter(mine, is_active=True, groups__name__in=roles)
    found = people.exclude(pk=user.pk).distinct().order_by("name")[:PEOPLE_SHOWN]
    return [user, *found]
