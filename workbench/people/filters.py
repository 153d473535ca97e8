"""Filters of the lists of people, places and clients."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiClient, Device, Place, User
from accounts.people import STATUS
from workbench.people.fields import role_choices


class UserFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name or email"), method="named")
    role = filters.ChoiceFilter(label=_("Role"), field_name="groups__name", choices=role_choices)
    place = filters.CharFilter(
        label=_("Place"), method="at", help_text=_("A place's code: who may work there")
    )
    status = filters.ChoiceFilter(label=_("Status"), choices=list(STATUS.items()))
    factor = filters.BooleanFilter(label=_("Second factor"), field_name="has_factor")

    class Meta:
        model = User
        fields: list[str] = []

    def named(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def at(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        place = Place.objects.filter(code=value).first()
        if place is None:
            return rows.none()
        steps = [int(step) for step in place.path.strip("/").split("/")]
        working = User.objects.filter(place_scopes__place_id__in=steps)
        return rows.filter(pk__in=working.values("pk"))


class PlaceFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Code or name"), method="named")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Place.Kind.choices)
    within = filters.CharFilter(
        label=_("Within"), method="below", help_text=_("A place's code; what is below counts too")
    )
    own_calendar = filters.BooleanFilter(
        label=_("Own calendar"), field_name="calendar", lookup_expr="isnull", exclude=True
    )
    managed = filters.BooleanFilter(
        label=_("Has a manager"), field_name="manager", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Place
        fields: list[str] = []

    def named(self, rows: QuerySet[Place], name: str, value: str) -> QuerySet[Place]:
        return rows.filter(Q(code__istartswith=value) | Q(name__icontains=value))

    def below(self, rows: QuerySet[Place], name: str, value: str) -> QuerySet[Place]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(path__startswith=path) if path else rows.none()


class ClientFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains")
    source = filters.CharFilter(label=_("Source"), field_name="source_code")
    scope = filters.CharFilter(label=_("May"), method="may")
    active = filters.BooleanFilter(label=_("Switched on"), field_name="is_active")

    class Meta:
        model = ApiClient
        fields: list[str] = []

    def may(self, rows: QuerySet[ApiClient], name: str, value: str) -> QuerySet[ApiClient]:
        return rows.filter(scopes__contains=[value])


class DeviceFilter(filters.FilterSet):
    place = filters.CharFilter(label=_("Place"), field_name="place__code")
    retired = filters.BooleanFilter(
        label=_("Retired"), field_name="retired_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Device
        fields: list[str] = []
