"""The shape of what people send about deliveries; rules are the commands'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Place
from accounts.models.place import Principal
from inventory.catalog.forms import NumberField, read_sku_lines, to_choose
from inventory.catalog.models import Location, Sku
from inventory.receiving.kinds import known_kinds

LONGEST_LINES = 40_000
OWN_KINDS = ("purchase_order", "advance_notice")
DAMAGES = (
    ("", gettext_lazy("Choose…")),
    ("crushed", gettext_lazy("Crushed or broken")),
    ("wet", gettext_lazy("Wet")),
    ("opened", gettext_lazy("Opened or torn packaging")),
    ("soiled", gettext_lazy("Soiled")),
    ("expired", gettext_lazy("Expired or too short a date")),
    ("too-warm", gettext_lazy("Cold chain broken")),
    ("faulty", gettext_lazy("Faulty")),
)


class ReceiptForm(forms.Form):
    """A delivery to expect."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    document = forms.CharField(
        label=gettext_lazy("Document"),
        max_length=80,
        help_text=gettext_lazy("The number of the order or notice, such as PO-4711."),
    )
    sender = forms.CharField(label=gettext_lazy("From"), max_length=160, required=False)
    location = forms.ChoiceField(label=gettext_lazy("To"))
    due_at = forms.DateTimeField(
        label=gettext_lazy("Due"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("One SKU per line: its code or a barcode, then x and how many."),
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Location.objects.visible_to(principal).exclude(lifecycle="closed")
        self.places = {row.code: row for row in places.select_related("place")}
        kinds = [(key, label) for key, label in known_kinds() if key in OWN_KINDS]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds)
        self.fields["location"] = forms.ChoiceField(
            label=_("To"),
            choices=to_choose([(code, str(row)) for code, row in self.places.items()]),
        )

    def clean_location(self) -> Location:
        return self.places[self.cleaned_data["location"]]

    def clean_lines(self) -> list[tuple[Sku, int]]:
        return read_sku_lines(self.cleaned_data["lines"])


class DamagedForm(forms.Form):
    """How many of a SKU came damaged, and why."""

    sku = forms.CharField(max_length=64)
    quantity = NumberField(min_value=0, max_value=1_000_000_000)
    reason = forms.ChoiceField(choices=DAMAGES, required=False)
    was_scanned = forms.BooleanField(required=False)


class ToleranceForm(forms.Form):
    """How much more than expected is let in."""

    place = forms.ChoiceField(label=gettext_lazy("Where"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    sender = forms.CharField(
        label=gettext_lazy("From"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("As it stands on the delivery. Empty: every sender."),
    )
    percent = NumberField(label=gettext_lazy("Percent"), min_value=0, max_value=100)

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Place.objects.visible_to(principal).order_by("path")
        self.places = {row.code: row for row in rows}
        choices = to_choose([(code, str(row)) for code, row in self.places.items()])
        self.fields["place"] = forms.ChoiceField(label=_("Where"), choices=choices)
        kinds = [("", _("Every kind")), *known_kinds()]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds, required=False)

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class ToleranceChangeForm(forms.Form):
    """Another percentage; which deliveries it is for stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    percent = NumberField(label=gettext_lazy("Percent"), min_value=0, max_value=100)


class SeenForm(forms.Form):
    """Which version of a setting was on the screen."""

    version = forms.IntegerField(min_value=0)
