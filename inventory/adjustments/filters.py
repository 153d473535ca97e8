"""Filters of adjustments, shared by screen and API."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from inventory.adjustments.models import Adjustment, Reason


class AdjustmentFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Reference"), method="named")
    status = filters.ChoiceFilter(label=_("Status"), choices=Adjustment.Status.choices)
    reason = filters.CharFilter(
        label=_("Reason"), field_name="reason__code", help_text=_("Its code")
    )
    effect = filters.ChoiceFilter(
        label=_("What happens"), field_name="reason__effect", choices=Reason.Effect.choices
    )
    over = filters.NumberFilter(
        label=_("Value over"),
        field_name="worth",
        lookup_expr="gt",
        help_text=_("At cost, as it was submitted"),
    )
    within = filters.CharFilter(
        label=_("Within"), method="below", help_text=_("The code of a location or region")
    )

    class Meta:
        model = Adjustment
        fields: list[str] = []

    def named(self, rows: QuerySet[Adjustment], name: str, value: str) -> QuerySet[Adjustment]:
        found = Adjustment.objects.with_reference(value).values_list("pk", flat=True)
        return rows.filter(pk__in=list(found))

    def below(self, rows: QuerySet[Adjustment], name: str, value: str) -> QuerySet[Adjustment]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(location__place__path__startswith=path) if path else rows.none()
