"""Reads of the queue: what waits, for whom, how soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.models.place import Principal
from accounts.roles import PERMISSIONS
from exceptions.models import Case, CaseLink, Queue
from exceptions.models.case import CaseQuerySet
from kernel.lists.paging import CAP, Total

MAY_WORK = "cases.work"
SOON = timedelta(minutes=30)


NONE = Total(0, capped=False)


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many open cases wait: all, mine, due soon, past their limit, unassigned, per queue."""

    every: Total = NONE
    mine: Total = NONE
    soon: Total = NONE
    late: Total = NONE
    free: Total = NONE
    by_queue: dict[int, Total] = field(default_factory=dict)


def queues_of(user: User) -> list[Queue]:
    """The queues a person works: those of the person's teams, and those of nobody in particular."""
    own = Q(team__isnull=True) | Q(team__in=user.teams.all())
    return list(Queue.objects.visible_to(user).in_use().filter(own).order_by("name"))


def of_team(user: User) -> Q:
    """What the person's teams hold, and what waits in the queues they work."""
    mates = User.objects.filter(teams__in=user.teams.all()).values("pk")
    queues = [queue.pk for queue in queues_of(user)]
    return Q(owner__in=mates) | Q(queue__in=queues)


def mine_to_take(user: User, *, at: datetime) -> CaseQuerySet:
    """What nobody holds in one's queues, and what no rule has taken yet."""
    queues = [queue.pk for queue in queues_of(user)]
    waiting = Case.objects.visible_to(user).open().awake(at).filter(status=Case.Status.OPEN)
    return waiting.filter(Q(queue__in=queues) | Q(queue__isnull=True))


def next_due(user: User, *, at: datetime, through: Principal | None = None) -> datetime | None:
    """When the next case that somebody holds is due for this person; through a client, of its places."""
    mine = Case.objects.open().awake(at).filter(owner=user).order_by("due_key")
    mine = mine if through is None else mine.visible_to(through)
    found: datetime | None = mine.values_list("due_key", flat=True).first()
    return found


def queue_counts(
    principal: Principal, user: User, queues: Sequence[Queue], *, at: datetime
) -> QueueCounts:
    """The numbers on the tabs, each counted to 10,000 in an index of the open cases alone."""
    rows = Case.objects.visible_to(principal).read_by(user).open().awake(at)
    fixed = {
        "every": rows,
        "mine": rows.filter(owner=user),
        "soon": rows.filter(due_key__lte=at + SOON),
        "late": rows.filter(due_key__lt=at),
        "free": rows.filter(owner__isnull=True),
    }
    found = _counted({**fixed, **{str(one.pk): rows.filter(queue=one) for one in queues}})
    by_queue = {one.pk: found[str(one.pk)] for one in queues}
    return QueueCounts(**{name: found[name] for name in fixed}, by_queue=by_queue)


def _counted(wanted: Mapping[str, CaseQuerySet]) -> dict[str, Total]:
    """How many rows each query set has, none counted beyond the cap, in one statement."""
    parts: list[str] = []
    given: list[Any] = []
    for rows in wanted.values():
        try:
            text, values = rows.order_by().values("pk")[: CAP + 1].query.sql_with_params()
        except EmptyResultSet:  # who has no place sees none
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({text}) AS bounded)")  # noqa: S608  # the ORM's own
        given += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        numbers = cursor.fetchone() or ()
    totals = [Total(min(number, CAP), number > CAP) for number in numbers]
    return dict(zip(wanted, totals, strict=True))


PEOPLE_SHOWN = 50
PEOPLE_FOUND = 12


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


def colleagues_of(user: User) -> list[User]:
    """Who works cases in one's places, oneself first; at most as many as a select may hold."""
    found = _colleagues(user).exclude(pk=user.pk).order_by("name")[:PEOPLE_SHOWN]
    return [user, *found]


def too_many(people: Sequence[User]) -> bool:
    """Whether a select would leave some out, so that they are looked up by name instead."""
    return len(people) > PEOPLE_SHOWN


def colleagues_named(user: User, text: str) -> list[User]:
    """The colleagues of a part of a name or an address, oneself among them."""
    named = Q(name__icontains=text) | Q(email__icontains=text)
    return list(_colleagues(user).filter(named).order_by("name", "pk")[:PEOPLE_FOUND])


def colleague_typed(user: User, text: str) -> User | None:
    """The colleague of a number or an address, or oneself; None for nobody."""
    one = Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else Q(email__iexact=text.strip())
    return User.objects.filter(one).filter(Q(pk=user.pk) | Q(pk__in=_colleagues(user))).first()


def _colleagues(user: User) -> QuerySet[User]:
    roles = [role for role, held in PERMISSIONS.items() if MAY_WORK in held]
    mine = Q()
    for path in user.scope_paths:
        steps = [int(step) for step in path.strip("/").split("/") if step]
        mine |= Q(place_scopes__place__path__startswith=path) | Q(place_scopes__place__in=steps)
    return User.objects.filter(mine, is_active=True, groups__name__in=roles).distinct()
