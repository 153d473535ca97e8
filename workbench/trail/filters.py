"""Filters of the trail. Each finds its rows by an index, also among millions."""

import re

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place, User
from audit.models import Entry
from audit.queries import actions_said, unsealed

EXACT_SUBJECT = re.compile(r"^([a-z_]+\.[a-z_]+):(.+)$")
MOST_NAMESAKES = 50


class EntryFilter(filters.FilterSet):
    actor = filters.CharFilter(label=_("Person"), method="by_person")
    agent = filters.CharFilter(
        label=_("System or client"), field_name="agent", lookup_expr="startswith"
    )
    action = filters.CharFilter(
        label=_("Action"),
        method="by_action",
        help_text=_("Words of it, such as case closed; or how its code begins: accounts.user"),
    )
    subject = filters.CharFilter(
        label=_("Subject"),
        method="about",
        help_text=_("How it begins: a code or a reference"),
    )
    place = filters.CharFilter(
        label=_("Place"), method="within", help_text=_("A place's code; what is below counts too")
    )
    recorded = filters.DateFromToRangeFilter(field_name="recorded_at", label=_("Recorded"))
    request = filters.CharFilter(label=_("Request or correlation"), method="of_request")
    seal = filters.ChoiceFilter(
        label=_("Seal"), method="by_seal", choices=[("waits", _("waits")), ("sealed", _("sealed"))]
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def by_person(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        people = User.objects.filter(Q(name__icontains=value) | Q(email__iexact=value))
        ids = list(people.order_by("pk").values_list("pk", flat=True)[:MOST_NAMESAKES])
        return rows.filter(actor_id=ids[0]) if len(ids) == 1 else rows.filter(actor_id__in=ids)

    def by_action(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        if "." in value:
            return rows.filter(action__startswith=value)
        return rows.filter(action__in=actions_said(value))

    def about(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        exact = EXACT_SUBJECT.match(value)
        if exact:
            return rows.filter(subject_type=exact[1], subject_id=exact[2])
        return rows.filter(subject_text__startswith=value)

    def within(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(place_path__startswith=path) if path else rows.none()

    def of_request(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        return rows.filter(Q(request_id=value) | Q(correlation_id=value))

    def by_seal(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        waiting = unsealed()
        return rows.filter(waiting) if value == "waits" else rows.exclude(waiting)
