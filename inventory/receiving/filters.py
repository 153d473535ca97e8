"""Filters of deliveries, shared by screen and API."""

from __future__ import annotations

from datetime import timedelta

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from inventory.receiving.kinds import known_kinds
from inventory.receiving.models import Receipt
from kernel.clock import now
from workbench.bulk import ResultFilter

TODAY, OVERDUE, WEEK = "today", "overdue", "week"
PUT_AWAY = "put_away"


class ReceiptFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Document, reference or sender"), method="named")
    status = filters.MultipleChoiceFilter(
        label=_("Status"), choices=Receipt.Status.choices, method="with_status"
    )
    due = filters.ChoiceFilter(
        label=_("Due"),
        choices=[(TODAY, _("today")), (OVERDUE, _("overdue")), (WEEK, _("within 7 days"))],
        method="falls_due",
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=known_kinds)
    within = filters.CharFilter(
        label=_("Within"), method="below", help_text=_("The code of a location or region")
    )

    result = ResultFilter()

    class Meta:
        model = Receipt
        fields: list[str] = []

    def named(self, rows: QuerySet[Receipt], name: str, value: str) -> QuerySet[Receipt]:
        by_number = Receipt.objects.with_reference(value).values_list("pk", flat=True)
        found = Q(document__istartswith=value) | Q(sender__icontains=value)
        return rows.filter(found | Q(pk__in=list(by_number)))

    def with_status(
        self, rows: QuerySet[Receipt], name: str, value: list[str]
    ) -> QuerySet[Receipt]:
        return rows.filter(status__in=value) if value else rows

    def falls_due(self, rows: QuerySet[Receipt], name: str, value: str) -> QuerySet[Receipt]:
        """What is still awaited, by the person's own day."""
        at = now()
        today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        open_ones = [Receipt.Status.EXPECTED, Receipt.Status.PARTLY_RECEIVED]
        awaited = rows.filter(status__in=open_ones, all_told=False)
        if value == OVERDUE:
            return awaited.filter(due_at__lt=at)
        days = 1 if value == TODAY else 7
        return awaited.filter(due_at__gte=today, due_at__lt=today + timedelta(days=days))

    def below(self, rows: QuerySet[Receipt], name: str, value: str) -> QuerySet[Receipt]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(location__place__path__startswith=path) if path else rows.none()
