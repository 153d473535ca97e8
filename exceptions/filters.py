"""Filters of the case list, shared by screen and API."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place, User
from exceptions.desk_queries import SOON, of_team
from exceptions.kinds import known_kinds
from exceptions.models import Case, Queue
from kernel import clock
from workbench.bulk import ResultFilter

CLOSED, EVERY, SNOOZED, RESOLVED, WAITING = "closed", "every", "snoozed", "resolved", "waiting"
STATUSES = [
    (WAITING, _("waiting on somebody")),
    (SNOOZED, _("snoozed")),
    (RESOLVED, _("resolved")),
    (CLOSED, _("closed")),
    (EVERY, _("all")),
]
ME, NOBODY, TEAM = "me", "nobody", "team"
LATE, NEXT_30 = "late", "soon"


class StatusFilter(filters.ChoiceFilter):
    """Without a value the list shows what is open and not put off."""

    absent = _("open")

    def filter(self, qs: Any, value: str) -> QuerySet[Case]:
        at = clock.now()
        rows: dict[str, Any] = {
            EVERY: lambda: qs,
            CLOSED: lambda: qs.filter(closed_at__isnull=False),
            RESOLVED: lambda: qs.filter(status=Case.Status.RESOLVED),
            WAITING: lambda: qs.open().filter(status=Case.Status.WAITING),
            SNOOZED: lambda: qs.open().filter(
                Q(snoozed_until__gt=at) | Q(snooze_until_changes=True)
            ),
        }
        found: QuerySet[Case] = rows.get(value, lambda: qs.open().awake(at))()
        return found


class CaseFilter(filters.FilterSet):
    status = StatusFilter(label=_("Status"), choices=STATUSES)
    owner = filters.ChoiceFilter(
        label=_("Owner"),
        choices=[(ME, _("me")), (TEAM, _("my team")), (NOBODY, _("nobody"))],
        method="owned",
        help_text=_(
            "`nobody`: unassigned; `team`: held by one's teams, or waiting in their queues"
        ),
    )
    held_by = filters.CharFilter(
        label=_("Held by"),
        field_name="owner__email",
        lookup_expr="iexact",
        help_text=_("A person's email"),
    )
    due = filters.ChoiceFilter(
        label=_("Due"),
        choices=[(NEXT_30, _("in 30 minutes or past")), (LATE, _("past"))],
        method="due_by",
    )
    queue = filters.ModelChoiceFilter(
        label=_("Queue"), queryset=Queue.objects.in_use(), to_field_name="key"
    )
    severity = filters.ChoiceFilter(label=_("Severity"), choices=Case.Severity.choices)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=known_kinds)
    channel = filters.CharFilter(label=_("Channel"), lookup_expr="iexact")
    place = filters.CharFilter(label=_("Place"), method="within", help_text=_("A place's code"))
    about = filters.CharFilter(label=_("About"), method="about_text")
    result = ResultFilter()
    opened = filters.DateFromToRangeFilter(field_name="opened_at", label=_("Opened"))

    # Whose list it is; an API client is nobody's.
    person: User | None = None

    class Meta:
        model = Case
        fields: list[str] = []

    def owned(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        if value == NOBODY:
            return rows.filter(owner__isnull=True)
        if self.person is None:
            return rows.none()
        if value == TEAM:
            return rows.filter(of_team(self.person))
        return rows.filter(owner=self.person)

    def due_by(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        at = clock.now()
        return rows.filter(due_key__lt=at if value == LATE else at + SOON)

    def within(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(place__path__startswith=path) if path else rows.none()

    def about_text(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return rows.filter(subject_text__icontains=value)


class QueueFilter(filters.FilterSet):
    name = filters.CharFilter(label=_("Name"), lookup_expr="icontains")
    in_use = filters.BooleanFilter(label=_("In use"), field_name="retired_at", lookup_expr="isnull")

    class Meta:
        model = Queue
        fields: list[str] = []
