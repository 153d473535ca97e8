"""Who has how much: open cases by person, age and clock, for leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Min, Q

from accounts.models import User
from accounts.models.place import Principal
from exceptions.filters import NOBODY
from exceptions.models import Case

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Load:
    """One person's open cases; of nobody when `person` is None."""

    person: User | None
    open: int
    missed: int
    at_risk: int
    waiting: int
    young: int
    days: int
    old: int
    next_due: datetime | None

    @property
    def query(self) -> str:
        """What shows these cases in the queue."""
        return urlencode({"held_by": self.person.email} if self.person else {"owner": NOBODY})


def workload(principal: Principal, *, at: datetime) -> list[Load]:
    """One question for the numbers and one for the names; unassigned first, then most first."""
    running = Q(paused_at__isnull=True, due_at__isnull=False)
    rows = (
        Case.objects.visible_to(principal)
        .open()
        .order_by()
        .values("owner")
        .annotate(
            n=Count("pk"),
            missed=Count("pk", filter=running & Q(due_at__lte=at)),
            at_risk=Count("pk", filter=running & Q(due_at__gt=at, warn_at__lte=at)),
            waits=Count("pk", filter=Q(status="waiting")),
            young=Count("pk", filter=Q(opened_at__gt=at - DAY)),
            days=Count("pk", filter=Q(opened_at__lte=at - DAY, opened_at__gt=at - 7 * DAY)),
            old=Count("pk", filter=Q(opened_at__lte=at - 7 * DAY)),
            next_due=Min("due_at", filter=running & Q(due_at__gt=at)),
        )
    )
    numbers = list(rows)
    people = User.objects.in_bulk({row["owner"] for row in numbers if row["owner"]})
    loads = [
        Load(
            people.get(row["owner"]),
            row["n"],
            row["missed"],
            row["at_risk"],
            row["waits"],
            row["young"],
            row["days"],
            row["old"],
            row["next_due"],
        )
        for row in numbers
    ]
    return sorted(loads, key=lambda one: (one.person is not None, -one.open))
