"""The shape of what people send about adjustments; rules are the commands'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.place import Principal
from inventory.adjustments.models import Reason
from inventory.adjustments.models.reason import ANY_PHYSICAL
from inventory.adjustments.policies import (
    check_new_code,
    check_reason_band,
    check_reason_label,
    check_reason_states,
)
from inventory.catalog.forms import AmountField, NumberField, to_choose
from inventory.catalog.models import Location, Sku
from inventory.catalog.queries.scans import scanned_codes
from kernel.errors import DomainError, refusal
from workbench.refused import rule_of


def reason_choices() -> list[tuple[str, Any]]:
    """The reasons in use, by what they do."""
    rows = list(Reason.objects.active())
    groups = [
        (str(effect.label), [(row.code, row.label) for row in rows if row.effect == effect])
        for effect in Reason.Effect
    ]
    return [("", _("Choose…")), *((label, found) for label, found in groups if found)]


class ReasonAndNote(forms.Form):
    """Why, and what happened."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    note_text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What happened. Some reasons need one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.ChoiceField(label=_("Reason"), choices=reason_choices())

    def clean_reason(self) -> Reason:
        return Reason.objects.get(code=self.cleaned_data["reason"])


class AdjustmentForm(ReasonAndNote):
    """A new adjustment."""

    location = forms.ChoiceField(label=gettext_lazy("Where"))

    field_order = ("location", "reason", "note_text")

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Location.objects.visible_to(principal).exclude(lifecycle="closed")
        self.places = {row.code: row for row in rows.select_related("place")}
        choices = to_choose([(code, str(row)) for code, row in self.places.items()])
        self.fields["location"] = forms.ChoiceField(label=_("Where"), choices=choices)
        self.order_fields(self.field_order)

    def clean_location(self) -> Location:
        return self.places[self.cleaned_data["location"]]


class LineForm(forms.Form):
    """How many pieces of one SKU in one state; 0 takes the line away."""

    sku = forms.CharField(max_length=400)
    state = forms.CharField(max_length=12)
    quantity = NumberField(min_value=0, max_value=1_000_000_000)
    version = forms.IntegerField(required=False)

    def clean_sku(self) -> Sku:
        text = self.cleaned_data["sku"].strip()
        found = scanned_codes([text]).get(text)
        if found is None:
            raise forms.ValidationError(_("There is no SKU with this code or barcode."))
        return Sku.objects.get(pk=found.sku_id)


class ReasonForm(forms.Form):
    """One reason code."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens. It cannot be changed later."),
    )
    label = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    effect = forms.ChoiceField(label=gettext_lazy("What it does"), choices=Reason.Effect.choices)
    states = forms.MultipleChoiceField(
        label=gettext_lazy("For pieces that are"),
        choices=[(word, word) for word in ANY_PHYSICAL],
        widget=forms.CheckboxSelectMultiple,
    )
    needs_note = forms.BooleanField(label=gettext_lazy("Needs a note"), required=False)
    needs_photo = forms.BooleanField(label=gettext_lazy("Needs a photo"), required=False)
    band = AmountField(
        label=gettext_lazy("Passes up to a value of"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("At cost, in the network's currency. Above it somebody approves."),
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = is_new
        if is_new:
            del self.fields["version"], self.fields["is_active"]
        else:
            self.fields["code"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Everything the command would refuse, told at once and each at its field."""
        data = super().clean() or {}
        for name, error in list(self._mistakes(data)):
            self.add_error(name, rule_of(error))
        return data

    def _mistakes(self, data: dict[str, Any]) -> Iterator[tuple[str, DomainError]]:
        checks: list[tuple[Callable[..., None], tuple[str, ...]]] = [
            (check_reason_label, ("label",)),
            (check_reason_states, ("effect", "states")),
            (check_reason_band, ("band",)),
        ]
        for check, names in [(check_new_code, ("code",)), *checks] if self.is_new else checks:
            read = [data[name] for name in names if name in data]
            error = refusal(check, *read) if len(read) == len(names) else None
            if error is not None:
                yield names[-1], error
