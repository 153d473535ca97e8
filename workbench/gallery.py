"""What the gallery shows: every part in every state, with figures made up for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import NotAllowed
from workbench import charts, formats, gallery_work

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    initials: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: str
    cells: tuple[tuple[int | None, str], ...]
    total: int


class GalleryRefusal(NotAllowed):
    """You asked for this transfer, so somebody else must approve it."""


class GalleryForm(forms.Form):
    limit = forms.DecimalField(
        label=gettext_lazy("Automatic approval limit"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("Transfers at or below this cost value need no person."),
        error_messages={"invalid": gettext_lazy("Enter a limit in pounds, such as 1,500")},
    )
    approver = forms.ChoiceField(
        label=gettext_lazy("Approver"),
        choices=[("", gettext_lazy("Choose a role")), ("m", gettext_lazy("Store manager"))],
        error_messages={"required": gettext_lazy("Choose who approves above the limit")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    tell = forms.BooleanField(label=gettext_lazy("Tell the store by email"), required=False)
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds"),
        required=False,
        choices=[("sale", gettext_lazy("Sale")), ("count", gettext_lazy("Count"))],
        widget=forms.CheckboxSelectMultiple,
    )


def context() -> dict[str, Any]:
    bad = GalleryForm({"limit": "15OO", "approver": ""})
    bad.is_valid()
    return {
        "bad_form": bad,
        "good_form": GalleryForm(),
        "omar": Person("Omar Haddad", "OH"),
        "sam": Person("Sam Okafor", "SO"),
        "noon": NOON,
        **_records(),
        **_charts(),
        **gallery_work.context(),
    }


def _records() -> dict[str, Any]:
    return {
        "facts": [
            (_("Item"), "Merino crew, black, M", "#"),
            (_("At risk"), formats.money(237, "GBP")),
            (_("Cause"), None),
        ],
        "effects": [
            _("96 units leave DC North"),
            _("Camden has 11 days of cover"),
        ],
        "before": {"status": "draft", "name": "Merino crew", "price": "24.00"},
        "after": {"status": "active", "name": "Merino crew", "price": "26.00", "unit": "piece"},
        "entries": [
            {
                "at": NOON,
                "text": _("Stock push refused"),
                "sub": _("Next try 14:38"),
                "tone": "warn",
            },
            {"at": NOON - timedelta(minutes=1), "text": _("Order reserved 1"), "tone": ""},
            {"at": NOON - timedelta(minutes=2), "text": _("Case opened"), "tone": "bad"},
            {"at": NOON - timedelta(hours=1), "text": _("Count closed"), "tone": "ok"},
        ],
        "steps": [
            {
                "text": _("Stock check"),
                "sub": "14:05",
                "state": "done",
                "badge": _("Passed"),
                "tone": "ok",
            },
            {"text": _("Store manager"), "sub": "Priya Nair", "state": "now"},
            {
                "text": _("Regional operations"),
                "sub": _("Only over £5,000"),
                "badge": _("Not needed"),
            },
        ],
        "actions": [
            {"label": _("See what changed"), "url": "#"},
            {"label": _("Keep mine and save"), "url": "#", "primary": True},
        ],
        "refusal": GalleryRefusal(),
        "payload": {"type": "sale", "sku": "MK-2041-BLK-M", "quantity": 2, "location": "112"},
    }


def _charts() -> dict[str, Any]:
    hours = [f"{hour:02d}:00" for hour in range(24)]
    steady = [40.0 + (hour * 7 % 13) for hour in range(24)]
    climbing = [300.0 + hour * 12 + (hour > 17) * (hour - 17) ** 3 * 8 for hour in range(24)]

    def series(name: str, values: list[float], limit: float) -> charts.Series:
        now = _("%(n)d s") % {"n": values[-1]}
        return charts.Series(name, values, limit, _("limit %(n)d s") % {"n": limit}, now, "", str)

    days = [f"{day} Nov" for day in range(7, 21)]
    data = [[30 + day * 3 % 17, 12 + day * 5 % 9, 14, 9, 6] for day in range(14)]
    kinds = [_("Not synced"), _("Oversold"), _("Returns"), _("Transfers"), _("Messages")]
    level = [212.0, 205, 198, 240, 236, 229, 180, 176, 171, 310, 302, 299, 290, 284]
    columns = ["POS", "Web", "App", "Marlo", "Zentra"]
    return {
        "latency": charts.latency(
            [series("POS", steady, 120), series("Zentra", climbing, 600)],
            hours,
            title=_("Update latency by channel"),
        ),
        "stacked": charts.stacked(days, kinds, data, title=_("Cases opened per day")),
        "trend": charts.trend(days, level, title=_("On hand"), limit=150, step=True),
        "values": [97.9, 98.1, 98.0, 98.2, 98.1, 98.3, 98.2, 98.4],
        "heat_columns": columns,
        "heat_rows": [
            HeatRow("DC North", ((None, ""), (12, "#"), (4, "#"), (-2, "#"), (61, "#")), 75),
            HeatRow("027 York", ((-5, "#"), (5, "#"), (3, "#"), (0, "#"), (7, "#")), 10),
            HeatRow("133 Glasgow", ((0, "#"), (0, "#"), (1, "#"), (-24, "#"), (-8, "#")), -31),
        ],
    }
