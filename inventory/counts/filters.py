"""Filters of the list of counts, shared by screen and API."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from inventory.counts.models import Count

SHOWN = {
    "due": Count.TO_COUNT,
    "running": (Count.Status.COUNTING, Count.Status.RECOUNT),
    "review": (Count.Status.REVIEW, Count.Status.APPROVAL, Count.Status.POSTED),
    "over": Count.OVER,
}
EVERY = "every"


class ShownFilter(filters.ChoiceFilter):
    """Without a value the list shows what is open."""

    absent = _("open")

    def filter(self, qs: QuerySet[Count], value: str) -> QuerySet[Count]:
        if value in SHOWN:
            return qs.filter(status__in=SHOWN[value])
        return qs if value == EVERY else qs.exclude(status__in=Count.OVER)


class CountFilter(filters.FilterSet):
    show = ShownFilter(
        label=_("Show"),
        choices=[
            ("due", _("to count")),
            ("running", _("being counted")),
            ("review", _("to review")),
            ("over", _("over")),
            (EVERY, _("all")),
        ],
    )
    status = filters.ChoiceFilter(label=_("Status"), choices=Count.Status.choices)
    origin = filters.ChoiceFilter(label=_("Why"), choices=Count.Origin.choices)
    place = filters.CharFilter(label=_("Place"), method="within", help_text=_("A place's code"))
    due = filters.DateFromToRangeFilter(field_name="due_at", label=_("Due"))

    class Meta:
        model = Count
        fields: list[str] = []

    def within(self, rows: QuerySet[Count], name: str, value: str) -> QuerySet[Count]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(location__place__path__startswith=path) if path else rows.none()
