"""Filters of the request list, shared by screen and API."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from approvals.models import ApprovalRequest, Delegation, Policy
from approvals.subjects import known_kinds
from kernel.clock import now
from workbench.bulk import ResultFilter

WAITING, OWN, REVIEW, EVERY = "waiting", "own", "review", "every"
STATUSES = [(value, label) for value, label in ApprovalRequest.Status.choices if value != WAITING]


def kinds() -> list[tuple[str, Any]]:
    return [(kind.key, kind.label) for kind in known_kinds()]


class ShowFilter(filters.ChoiceFilter):
    """Without a value the list shows what waits for the person who looks."""

    absent = _("waiting for you")

    def filter(self, qs: QuerySet[ApprovalRequest], value: str) -> QuerySet[ApprovalRequest]:
        if value == EVERY:
            return qs
        if value == REVIEW:
            return qs.filter(sampled=True, reviewed_at=None)
        if value == OWN:
            return qs.filter(own=True)  # type: ignore[misc]  # listed_for
        return qs.filter(status=value) if value else qs.filter(mine=True)  # type: ignore[misc]


class RequestFilter(filters.FilterSet):
    show = ShowFilter(
        label=_("Show"),
        choices=[
            (WAITING, _("all that wait")),
            (OWN, _("asked by you")),
            (REVIEW, _("passed by itself, to review")),
            *STATUSES,
            (EVERY, _("everything")),
        ],
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=kinds)
    place = filters.CharFilter(label=_("Place"), method="within", help_text=_("A place's code"))
    reference = filters.CharFilter(label=_("Reference"), lookup_expr="icontains")
    over = filters.NumberFilter(label=_("Value over"), field_name="value", lookup_expr="gt")
    result = ResultFilter()
    asked = filters.DateFromToRangeFilter(field_name="asked_at", label=_("Asked"))

    class Meta:
        model = ApprovalRequest
        fields: list[str] = []

    def within(
        self, rows: QuerySet[ApprovalRequest], name: str, value: str
    ) -> QuerySet[ApprovalRequest]:
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        return rows.filter(places__place__path__startswith=path).distinct() if path else rows.none()


class ApiShowFilter(filters.ChoiceFilter):
    """Without a value everything the client may see."""

    def filter(self, qs: QuerySet[ApprovalRequest], value: str) -> QuerySet[ApprovalRequest]:
        if value == REVIEW:
            return qs.filter(sampled=True, reviewed_at=None)
        return qs.filter(status=value) if value else qs


class ApiRequestFilter(RequestFilter):
    """The screen's filters, without those about the person who looks."""

    show = ApiShowFilter(  # type: ignore[assignment]
        label=_("Show"),
        choices=[(WAITING, _("all that wait")), (REVIEW, _("to review")), *STATUSES],
    )
    kind = filters.CharFilter(label=_("Kind"))  # type: ignore[assignment]
    reference = None  # type: ignore[assignment]
    result = None  # type: ignore[assignment]


class PolicyFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=kinds)
    name = filters.CharFilter(label=_("Name"), lookup_expr="icontains")

    class Meta:
        model = Policy
        fields: list[str] = []


class DelegationFilter(filters.FilterSet):
    when = filters.ChoiceFilter(
        label=_("When"), method="at_a_time", choices=[("over", _("over")), ("every", _("any time"))]
    )

    class Meta:
        model = Delegation
        fields: list[str] = []

    @property
    def qs(self) -> QuerySet[Delegation]:
        """Without a value, what is live or to come."""
        rows: QuerySet[Delegation] = super().qs
        if self.data.get("when"):
            return rows
        return rows.filter(ended_at=None, ends_at__gt=now())

    def at_a_time(self, rows: QuerySet[Delegation], name: str, value: str) -> QuerySet[Delegation]:
        if value == "every":
            return rows
        return rows.filter(Q(ended_at__isnull=False) | Q(ends_at__lte=now()))
