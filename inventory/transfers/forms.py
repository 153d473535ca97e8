"""The shape of what people send about transfers; rules are the commands'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.catalog.forms import lookup_attrs, read_sku_lines
from inventory.catalog.models import Location, Sku
from inventory.transfers.models import Transfer

LONGEST_LINES = 40_000
NAME_OR_CODE = gettext_lazy("Begin its name or its code, then choose.")


class LocationField(forms.CharField):
    """A location by its code; suggestions are those of the person's places."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Location | None:
        code = super().clean(value)
        found = Location.objects.select_related("place").filter(place__code=code).first()
        if code and found is None:
            raise forms.ValidationError(
                _("There is no location with the code %(code)s.") % {"code": code}
            )
        return found


class TransferForm(forms.Form):
    """A draft: route, reason, and one SKU per line."""

    lookups = ("places",)

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    origin = LocationField(label=gettext_lazy("From"), help_text=NAME_OR_CODE)
    destination = LocationField(label=gettext_lazy("To"), help_text=NAME_OR_CODE)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Transfer.Reason.choices)
    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One SKU per line: its code or a barcode, then x and how many. A scanner may type"
            " here; the same code again adds up."
        ),
    )
    needed_by = forms.DateField(
        label=gettext_lazy("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("origin", "destination"):
            attrs = lookup_attrs("inventory:transfer-location-options", "places")
            self.fields[name].widget.attrs |= attrs

    def clean_lines(self) -> list[tuple[Sku, int]]:
        return read_sku_lines(self.cleaned_data["lines"])


class ShipForm(forms.Form):
    """Carrier and arrival of a shipment; its quantities are read by line."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=80, required=False)
    tracking = forms.CharField(label=gettext_lazy("Tracking"), max_length=80, required=False)
    parcels = forms.IntegerField(
        label=gettext_lazy("Cartons"), min_value=1, max_value=999, initial=1, required=False
    )
    due_at = forms.DateTimeField(
        label=gettext_lazy("Arrives by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("In your time zone. Past it a case opens."),
    )


class ReasonForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class FoundForm(forms.Form):
    """Where missing pieces turned up, and how; how many is read by line."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(label=gettext_lazy("Found at"), choices=())
    reason = forms.CharField(
        label=gettext_lazy("How they were found"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, ends: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends = {end.code: end for end in ends}
        field = cast("forms.ChoiceField", self.fields["place"])
        field.choices = [(end.code, end.name) for end in ends]

    def clean_place(self) -> Location:
        return self.ends[self.cleaned_data["place"]]


def quantities_of(data: Any, skus: dict[int, Sku]) -> dict[Sku, int]:
    """The numbers typed beside lines, fields `q<sku>`; what is no whole number is refused."""
    found = {}
    for sku_id, sku in skus.items():
        text = str(data.get(f"q{sku_id}", "")).strip().replace(",", "")
        if text and not (text.isdecimal() and len(text) < 10):
            raise forms.ValidationError(
                _("%(text)s of %(sku)s is not a whole number.")
                % {"text": text[:20], "sku": sku.code}
            )
        found[sku] = int(text or 0)
    return found
