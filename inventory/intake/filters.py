"""Filters of the intake's lists."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Place, User
from accounts.queries import chosen_scope
from inventory.intake.models import EventConflict, SequenceGap, WaitingEvent
from inventory.intake.queries.overview import visible_sources
from inventory.intake.words import codes
from inventory.ledger.models import Source
from inventory.ledger.vocabulary import EventType
from kernel.plain import spoken

EVERY = "every"
CLOSED = "closed"


def sources(request: HttpRequest | None) -> QuerySet[Source]:
    """The sources a person may choose among: those that speak of their places."""
    if request is None or not isinstance(request.user, User):
        return Source.objects.all()
    return visible_sources(chosen_scope(request))


class StatusFilter(filters.ChoiceFilter):
    """Without a value the list shows what is open."""

    absent = _("open")

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == EVERY:
            return qs
        return qs.filter(status=value or "open")


class SourceFilter(filters.ModelChoiceFilter):
    def __init__(self) -> None:
        super().__init__(label=_("Source"), queryset=sources, to_field_name="code")


class WaitingFilter(filters.FilterSet):
    status = StatusFilter(
        label=_("Status"),
        choices=[
            ("posted", _("posted")),
            ("superseded", _("superseded")),
            ("dismissed", _("dismissed")),
            (EVERY, _("every one")),
        ],
    )
    source = SourceFilter()
    code = filters.ChoiceFilter(label=_("Problem"), choices=codes)
    type = filters.ChoiceFilter(
        label=_("Type"), choices=[(kind.word, spoken(kind.word)) for kind in EventType]
    )
    sku = filters.CharFilter(label=_("SKU"), lookup_expr="istartswith")
    location = filters.CharFilter(label=_("Location"), method="at")
    key = filters.CharFilter(label=_("Key"), lookup_expr="startswith")
    first = filters.DateFromToRangeFilter(field_name="first_at", label=_("First seen"))

    class Meta:
        model = WaitingEvent
        fields: list[str] = []

    def at(self, rows: QuerySet[WaitingEvent], name: str, value: str) -> QuerySet[WaitingEvent]:
        """The code as it was sent, or a place and what is below it."""
        path = Place.objects.filter(code=value).values_list("path", flat=True).first()
        below = Q(place__path__startswith=path) if path else Q(pk__in=[])
        return rows.filter(Q(location__iexact=value) | below)


class ConflictFilter(filters.FilterSet):
    status = StatusFilter(
        label=_("Status"), choices=[(CLOSED, _("closed")), (EVERY, _("every one"))]
    )
    source = SourceFilter()
    key = filters.CharFilter(label=_("Key"), lookup_expr="startswith")
    first = filters.DateFromToRangeFilter(field_name="first_at", label=_("First seen"))

    class Meta:
        model = EventConflict
        fields: list[str] = []


class GapStatusFilter(filters.ChoiceFilter):
    """Without a value the list shows what is still missing."""

    absent = _("missing")

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == EVERY:
            return qs
        return qs.filter(closed_at__isnull=value != CLOSED)


class GapFilter(filters.FilterSet):
    status = GapStatusFilter(
        label=_("Status"), choices=[(CLOSED, _("closed")), (EVERY, _("every one"))]
    )
    source = SourceFilter()
    stream = filters.CharFilter(label=_("Stream"), lookup_expr="startswith")

    class Meta:
        model = SequenceGap
        fields: list[str] = []
