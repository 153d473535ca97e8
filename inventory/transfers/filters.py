"""Filters of the list of transfers, shared by screen and API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from inventory.transfers.models import Transfer
from inventory.transfers.queries.moving import in_transit_for_q, on_way_q, overdue_q, to_ship_q
from kernel.clock import now
from workbench.bulk import ResultFilter

OPEN, ENDED = "open", "ended"
TURNS = (
    ("requester", _("whoever asked")),
    ("approver", _("an approver")),
    ("warehouse", _("the warehouse or the store")),
    ("origin", _("the origin to pick and ship")),
    ("destination", _("the destination to receive")),
)
TRANSIT = (
    ("overdue", _("overdue")),
    ("1", _("a day or more")),
    ("3", _("3 days or more")),
    ("7", _("7 days or more")),
    ("14", _("14 days or more")),
)
TURN_STATUSES = {
    turn: [status.value for status in Transfer.Status if status.waits_for == turn]
    for turn, _label in TURNS
}


class TransferFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Reference or SKU"), method="text")
    status = filters.ChoiceFilter(
        label=_("Status"),
        choices=[(OPEN, _("every open one")), *Transfer.Status.choices, (ENDED, _("ended"))],
        method="in_status",
    )
    turn = filters.ChoiceFilter(label=_("Waits for"), choices=TURNS, method="in_turn")
    transit = filters.ChoiceFilter(label=_("In transit"), choices=TRANSIT, method="in_transit")
    origin = filters.CharFilter(label=_("From"), method="from_place")
    destination = filters.CharFilter(label=_("To"), method="to_place")
    reason = filters.ChoiceFilter(label=_("Reason"), choices=Transfer.Reason.choices)
    created = filters.DateFromToRangeFilter(field_name="created_at", label=_("Drafted"))
    result = ResultFilter()

    class Meta:
        model = Transfer
        fields: list[str] = []

    def text(self, rows: QuerySet[Transfer], name: str, value: str) -> QuerySet[Transfer]:
        named = Transfer.objects.with_reference(value)
        by_sku = Q(lines__sku__code__iexact=value) | Q(lines__sku__identifiers__value=value)
        return rows.filter(Q(pk__in=named) | Q(pk__in=Transfer.objects.filter(by_sku)))

    def in_status(self, rows: QuerySet[Transfer], name: str, value: str) -> QuerySet[Transfer]:
        if value == OPEN:
            return rows.exclude(status__in=Transfer.ENDED)
        if value == ENDED:
            return rows.filter(status__in=Transfer.ENDED)
        return rows.filter(status=value)

    def in_turn(self, rows: QuerySet[Transfer], name: str, value: str) -> QuerySet[Transfer]:
        if value == "origin":
            return rows.filter(to_ship_q())
        if value == "destination":
            return rows.filter(on_way_q())
        return rows.filter(status__in=TURN_STATUSES[value])

    def in_transit(self, rows: QuerySet[Transfer], name: str, value: str) -> QuerySet[Transfer]:
        at = now()
        return rows.filter(
            overdue_q(at) if value == "overdue" else in_transit_for_q(int(value), at)
        )

    def from_place(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(from_location__place__path__startswith=_path(value))

    def to_place(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(to_location__place__path__startswith=_path(value))


def _path(code: str) -> str:
    """A place and what is below it; a code of no place matches nothing."""
    return Place.objects.filter(code=code).values_list("path", flat=True).first() or "-"
