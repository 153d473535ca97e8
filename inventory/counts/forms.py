"""Shapes of what people type about counts. Rules are the commands'."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inventory.catalog.forms import to_choose
from inventory.catalog.models import Location
from inventory.counts.services import Shelf

MOST_LOCATIONS = 500
SEPARATORS = re.compile(r"[,;\s]+")


class CountForm(forms.Form):
    """A new count: where, what it is called, its shelves, until when."""

    location = forms.ChoiceField(label=_("Location"))
    title = forms.CharField(
        label=_("What is counted"), max_length=120, help_text=_("Such as: Knitwear, ground floor")
    )
    shelves = forms.CharField(
        label=_("Shelves or areas"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One per line. With a colon and codes it lists these SKUs alone, such as “Wall B: MK-1, MK-2”; without, whatever is found there is counted."
        ),
    )
    due = forms.DateField(
        label=_("Due on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Location.objects.visible_to(user).select_related("place")
        open_ones = places.exclude(lifecycle=Location.Lifecycle.CLOSED)
        self.locations = {
            one.code: one for one in open_ones.order_by("place__code")[:MOST_LOCATIONS]
        }
        choices = [(code, str(one)) for code, one in self.locations.items()]
        field: Any = self.fields["location"]
        field.choices = to_choose(choices)

    def shelves_asked(self) -> list[Shelf]:
        lines = (line.strip() for line in self.cleaned_data["shelves"].splitlines())
        return [_shelf(line) for line in lines if line]

    def due_at(self, at: datetime) -> datetime:
        """The end of the day at the location; without one, of today."""
        zone = ZoneInfo(self.locations[self.cleaned_data["location"]].place.time_zone)
        day: date = self.cleaned_data["due"] or at.astimezone(zone).date()
        return datetime.combine(day, time(23, 59), zone)


def _shelf(line: str) -> Shelf:
    name, colon, codes = line.partition(":")
    found = [code for code in SEPARATORS.split(codes.strip()) if code] if colon else []
    return Shelf(name.strip() or line, tuple(dict.fromkeys(found)))


class RuleForm(forms.Form):
    """What one class means: its share of sales, how often, how far."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    until_percent = forms.DecimalField(
        label=_("Up to this share of sales, in percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
    )
    interval_days = forms.IntegerField(label=_("Counted every … days"), min_value=1, max_value=3650)
    units = forms.IntegerField(label=_("May differ by units"), min_value=0, max_value=1_000_000)
    percent = forms.DecimalField(
        label=_("Or by percent of the books"), min_value=0, max_value=100, decimal_places=2
    )
    value = forms.DecimalField(
        label=_("Never by more than this value at cost"),
        min_value=0,
        decimal_places=2,
        max_digits=12,
        required=False,
    )


class RulesForm(forms.Form):
    """A place that is to have rules of its own."""

    place = forms.CharField(
        label=_("Place"), max_length=40, help_text=_("The code of a region or location")
    )


class PlanForm(forms.Form):
    """Where counts make themselves."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = forms.CharField(
        label=_("Place"), max_length=40, help_text=_("The code of a network, region or location")
    )
    is_active = forms.BooleanField(label=_("Counts are made"), required=False, initial=True)
    lines = forms.IntegerField(
        label=_("SKUs in one count"), min_value=0, max_value=1000, initial=40
    )
    every_days = forms.IntegerField(
        label=_("Days between two counts"), min_value=1, max_value=365, initial=1
    )
    on_below_zero = forms.BooleanField(
        label=_("When a SKU stays below zero"), required=False, initial=True
    )
    on_snapshot = forms.BooleanField(
        label=_("When another system says something else"), required=False, initial=True
    )
    short_picks = forms.IntegerField(
        label=_("After so many short picks of a SKU (0: never)"),
        min_value=0,
        max_value=100,
        initial=2,
    )
