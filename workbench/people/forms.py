"""Shapes of what is typed on the screens of people, places and clients."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import registry
from accounts.models import Calendar, Place, Team, User
from accounts.models.place import Principal
from accounts.scopes import SCOPES
from workbench.people.fields import (
    PeopleField,
    PersonField,
    PlaceField,
    PlacesField,
    role_choices,
)

HOUR = re.compile(r"([01]?\d|2[0-3]|24(?=[:.]00))[:.]([0-5]\d)")
NO_CODE = gettext_lazy("Write letters, digits and hyphens, without spaces.")
HOLIDAY = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(.{1,80})")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=500, widget=forms.TextInput
    )


class NothingForm(forms.Form):
    """Only a button."""


class RolesForm(ReasonForm):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("roles", "reason")


class PlacesForm(ReasonForm):
    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"] = places_field(principal)
        self.order_fields(["places", "reason"])


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Email"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"] = places_field(principal)


def places_field(principal: Principal) -> PlacesField:
    return PlacesField(
        principal=principal,
        label=gettext_lazy("Places"),
        help_text=gettext_lazy(
            "Codes of networks, regions or single places. What lies below one counts too."
        ),
    )


class PlaceForm(forms.Form):
    """A new place below another, or a new network."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Place.Kind.choices)
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("As in Europe/London"),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        required=False,
        help_text=gettext_lazy("Of a network only, such as GBP"),
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = PlaceField(
            principal=principal,
            label=gettext_lazy("Belongs to"),
            required=False,
            help_text=gettext_lazy("Code of its network or region; empty for a network"),
        )
        self.order_fields(["parent", "kind", "code", "name", "time_zone", "currency"])


class ChangePlaceForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("As in Europe/London"),
    )


class MovePlaceForm(forms.Form):
    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = PlaceField(
            principal=principal,
            label=gettext_lazy("New parent"),
            help_text=gettext_lazy("Code of a network or region of the same network"),
        )


class PlaceCalendarForm(forms.Form):
    calendar = forms.ModelChoiceField(
        Calendar.objects.all(),
        label=gettext_lazy("Calendar"),
        required=False,
        empty_label=gettext_lazy("As the place above it"),
    )


class PlaceManagerForm(forms.Form):
    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"] = PersonField(
            principal=principal,
            label=gettext_lazy("Manager"),
            required=False,
            help_text=gettext_lazy("Email address; empty for nobody"),
        )


class CalendarForm(forms.Form):
    """Hours per weekday as text, holidays as lines."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    holidays = forms.CharField(
        label=gettext_lazy("Holidays"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One a line: 2026-12-25 Christmas Day"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, day in WEEKDAYS.items():
            self.fields[f"opens_{number}"] = _hour(_("%(day)s, opens") % {"day": day})
            self.fields[f"closes_{number}"] = _hour(_("%(day)s, closes") % {"day": day})

    def days(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Rows for the template."""
        return [
            (str(day), self[f"opens_{number}"], self[f"closes_{number}"])
            for number, day in WEEKDAYS.items()
        ]

    def clean_holidays(self) -> list[tuple[date, str]]:
        """Every line that is none is told, and every day that is listed twice."""
        lines = [line.strip() for line in self.cleaned_data["holidays"].splitlines()]
        read = [(line, _holiday(line)) for line in lines if line]
        known = [holiday for _line, holiday in read if holiday]
        listed = Counter(day for day, _name in known)
        wrong = [
            _("“%(line)s” is no holiday. Write it as 2026-12-25 Christmas Day.") % {"line": line}
            for line, holiday in read
            if holiday is None
        ] + [
            _("%(day)s is listed more than once. Leave one line of it.") % {"day": day}
            for day, times in listed.items()
            if times > 1
        ]
        if wrong:
            raise forms.ValidationError(wrong)
        return known

    def clean(self) -> dict[str, Any]:
        """A day has both its times or neither, and closes after it opens."""
        data = super().clean() or {}
        for number, day in WEEKDAYS.items():
            opens, closes = f"opens_{number}", f"closes_{number}"
            wrong = _wrong_hours(data.get(opens), data.get(closes))
            if wrong:
                at_fault = closes if data[opens] else opens
                self.add_error(at_fault, wrong % {"day": day})
        return data

    def hours(self) -> tuple[list[int], list[int]]:
        """Minutes since midnight; a day without hours is closed."""
        data = self.cleaned_data
        opens = [minutes_of(data[f"opens_{number}"]) for number in range(7)]
        closes = [minutes_of(data[f"closes_{number}"]) for number in range(7)]
        return opens, closes

    @staticmethod
    def initial_of(calendar: Calendar) -> dict[str, str]:
        days = [f"{holiday.day} {holiday.name}" for holiday in calendar.holidays.all()]
        known = {"name": calendar.name, "holidays": "\n".join(days)}
        for number, (first, last) in enumerate(zip(calendar.opens, calendar.closes, strict=True)):
            if first < last:
                known[f"opens_{number}"] = hour_of(first)
                known[f"closes_{number}"] = hour_of(last)
        return known


def _hour(label: str) -> forms.CharField:
    return forms.RegexField(
        rf"\A{HOUR.pattern}\Z",
        label=label,
        required=False,
        error_messages={
            "invalid": _("%(field)s: write a time of day, such as 09:00.") % {"field": label}
        },
        widget=forms.TextInput(attrs={"placeholder": "–", "size": 5, "inputmode": "numeric"}),
    )


def _wrong_hours(opens: str | None, closes: str | None) -> str:
    """What is wrong between the two; nothing where one of them cannot be read at all."""
    if opens is None or closes is None:
        return ""
    if bool(opens) != bool(closes):
        return _("%(day)s: write both times, or none where it is closed.")
    if opens and minutes_of(opens) >= minutes_of(closes):
        return _("%(day)s: it must close after it opens. Midnight is 24:00.")
    return ""


def _holiday(line: str) -> tuple[date, str] | None:
    match = HOLIDAY.fullmatch(line)
    try:
        return (date.fromisoformat(match[1]), match[2]) if match else None
    except ValueError:
        return None


def minutes_of(text: str) -> int:
    match = HOUR.fullmatch(text)
    return int(match[1]) * 60 + int(match[2]) if match else 0


def hour_of(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class TeamForm(forms.Form):
    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=40, error_messages={"invalid": NO_CODE}
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"] = PeopleField(
            principal=principal,
            label=gettext_lazy("Members"),
            required=False,
            help_text=gettext_lazy("Email addresses, one a line"),
        )

    @staticmethod
    def initial_of(team: Team, members: Sequence[User]) -> dict[str, str]:
        emails = "\n".join(member.email for member in members)
        return {"code": team.code, "name": team.name, "members": emails}


class DeviceForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("What people call it, such as Tablet at the counter"),
    )
    lock_after_minutes = forms.IntegerField(
        label=gettext_lazy("Lock after minutes without a touch"),
        initial=3,
        min_value=1,
        max_value=30,
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceField(
            principal=principal,
            label=gettext_lazy("Place"),
            help_text=gettext_lazy("Code of the place whose people share it"),
        )
        self.order_fields(["place", "name", "lock_after_minutes"])


class ClientForm(forms.Form):
    """A new client."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    source_code = forms.SlugField(
        label=gettext_lazy("Source"),
        max_length=40,
        help_text=gettext_lazy("Under this code its events are filed; a new one is made if needed"),
        error_messages={"invalid": NO_CODE},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May"),
        choices=lambda: [(scope, f"{scope}: {label}") for scope, label in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    calls_per_minute = forms.IntegerField(
        label=gettext_lazy("Calls per minute"), initial=600, min_value=1, max_value=600_000
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceField(
            principal=principal,
            label=gettext_lazy("Sees"),
            required=False,
            help_text=gettext_lazy("Code of a place, with all below it; empty for everything"),
        )
        codes = [code for code, _name in registry.sources.known()]
        self.fields["source_code"].widget.attrs["list"] = "known-sources"
        self.known_sources = codes
        self.order_fields(["name", "source_code", "place", "scopes", "calls_per_minute"])


class ChangeClientForm(forms.Form):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May"),
        choices=lambda: [(scope, f"{scope}: {label}") for scope, label in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    calls_per_minute = forms.IntegerField(
        label=gettext_lazy("Calls per minute"), min_value=1, max_value=600_000
    )


class PreferencesForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), choices=User.Theme.choices, required=False
    )
    density = forms.ChoiceField(
        label=gettext_lazy("Density"), choices=User.Density.choices, required=False
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("As in Europe/London"),
    )
    single_key_shortcuts = forms.BooleanField(
        label=gettext_lazy("Single keys are shortcuts"), required=False
    )
    scanner_gap_ms = forms.IntegerField(
        label=gettext_lazy("Scanner gap in milliseconds"),
        min_value=20,
        max_value=200,
        help_text=gettext_lazy(
            "Keys closer together than this come from a scanner. Slow Bluetooth scanners need 60 to 80."
        ),
    )


class PinForm(forms.Form):
    pin = forms.CharField(
        label=gettext_lazy("PIN"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("6 to 8 digits, for shared devices of your places only"),
    )
