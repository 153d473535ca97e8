"""Filters of the case list, shared by screen and API."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from exceptions.kinds import known_kinds
from exceptions.models import Case

CLOSED, EVERY = "closed", "every"


class StatusFilter(filters.ChoiceFilter):
    """Without a value the list shows what is open."""

    absent = _("open")

    def filter(self, qs: QuerySet[Case], value: str) -> QuerySet[Case]:
        if value == EVERY:
            return qs
        return qs.filter(closed_at__isnull=value != CLOSED)


class CaseFilter(filters.FilterSet):
    status = StatusFilter(
        label=_("Status"), choices=[(CLOSED, _("closed")), (EVERY, _("open and closed"))]
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=known_kinds)
    place = filters.CharFilter(label=_("Place"), method="within", help_text=_("A place's code"))
    about = filters.CharFilter(label=_("About"), method="about_text")
    opened = filters.DateFromToRangeFilter(field_name="opened_at", label=_("Opened"))

    class Meta:
        model = Case
        fields: list[str] = []

    def within(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(place__path__startswith=path) if path else rows.none()

    def about_text(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return rows.filter(subject_text__icontains=value)
