"""Filters of the stock list. They only say what is wanted; `queries.levels` finds it."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Place, User
from inventory.catalog.models import Category, Location
from inventory.ledger.models import StockLevel
from inventory.ledger.queries.levels import BELOW_ZERO, HAS, NONE, Wanted
from inventory.ledger.vocabulary import State
from inventory.ledger.words import STATE_WORDS

# A path no place has: an unknown code finds nothing.
NOWHERE = "nowhere"


class Asked:
    """A filter that leaves the query set alone."""

    def filter(self, rows: QuerySet[StockLevel], value: Any) -> QuerySet[StockLevel]:
        return rows


class AskedText(Asked, filters.CharFilter):
    pass


class AskedChoice(Asked, filters.ChoiceFilter):
    pass


class AskedRow(Asked, filters.ModelChoiceFilter):
    pass


class AskedMoment(Asked, filters.DateTimeFilter):
    """A moment in the person's zone."""

    absent = _("now")

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"})
        super().__init__(widget=widget, **options)


def categories(request: HttpRequest | None) -> QuerySet[Category]:
    """The categories of the networks somebody sees a part of; by path, so branches stay together."""
    rows = Category.objects.order_by("network", "path")
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return rows
    return rows.filter(network__in={int(path.split("/")[1]) for path in user.scope_paths})


class StockFilter(filters.FilterSet):
    q = AskedText(label=_("SKU"), help_text=_("How its code begins, a part of its name, a barcode"))
    category = AskedRow(label=_("Category"), queryset=categories)
    place = AskedText(label=_("Location"), help_text=_("The code of a location or a region"))
    kind = AskedChoice(label=_("Kind of location"), choices=Location.Kind.choices)
    stock = AskedChoice(
        label=_("Stock"),
        choices=[
            (HAS, _("on hand")),
            (NONE, _("nothing on hand")),
            (BELOW_ZERO, _("a state below zero")),
        ],
    )
    state = AskedChoice(
        label=_("State"), choices=[(state.word, STATE_WORDS[state]) for state in State]
    )
    at = AskedMoment(label=_("As of"))
    known = AskedMoment(label=_("As known"))

    class Meta:
        model = StockLevel
        fields: list[str] = []


def wanted_of(clean: dict[str, Any]) -> Wanted:
    """What the filters say, as the queries read it."""
    category: Category | None = clean.get("category")
    return Wanted(
        text=clean.get("q") or "",
        category_path=category.path if category else "",
        place_path=_path_of(clean.get("place") or ""),
        location_kind=clean.get("kind") or "",
        stock=clean.get("stock") or "",
        state=State.from_word(clean.get("state") or "") if clean.get("state") else None,
    )


def _path_of(code: str) -> str:
    if not code:
        return ""
    return Place.objects.filter(code=code).values_list("path", flat=True).first() or NOWHERE
