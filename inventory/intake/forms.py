"""Shapes of what people type about the intake. Rules are the commands'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.intake.contents import fields_of, storable
from inventory.intake.queries.sources import known_sources
from inventory.ledger.vocabulary import Direction, EventType, State
from kernel.plain import clean_text

BLANK = [("", "–")]
TYPES = [(kind.word, kind.word.replace("_", " ")) for kind in EventType]
STATES = [(state.word, state.word.replace("_", " ")) for state in State]
WAYS = [(way.word, way.word) for way in Direction]
WHOLE = frozenset({"quantity", "sequence"})
# What staff do not edit stays as it was sent.
KEPT = ("attributes",)


class CorrectionForm(forms.Form):
    """An event's fields as texts; empty ones are left out. What is wrong, the ledger says."""

    type = forms.ChoiceField(label=_("Type"), choices=BLANK + TYPES, required=False)
    sku = forms.CharField(label=_("SKU or identifier"), max_length=64, required=False)
    location = forms.CharField(label=_("Location"), max_length=40, required=False)
    quantity = forms.CharField(label=_("Quantity"), max_length=40, required=False)
    occurred_at = forms.CharField(
        label=_("Occurred at"),
        max_length=40,
        required=False,
        help_text=_("With offset, such as 2026-11-20T14:32:00+00:00"),
    )
    key = forms.CharField(label=_("Key"), max_length=200, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    to_location = forms.CharField(label=_("To location"), max_length=40, required=False)
    state = forms.ChoiceField(label=_("State"), choices=BLANK + STATES, required=False)
    to_state = forms.ChoiceField(label=_("To state"), choices=BLANK + STATES, required=False)
    direction = forms.ChoiceField(label=_("Direction"), choices=BLANK + WAYS, required=False)
    reverses = forms.CharField(label=_("Reverses key"), max_length=200, required=False)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)
    unit_cost = forms.CharField(label=_("Unit cost"), max_length=20, required=False)
    stream = forms.CharField(label=_("Stream"), max_length=80, required=False)
    sequence = forms.CharField(label=_("Sequence"), max_length=20, required=False)

    USUAL = ("type", "sku", "location", "quantity", "occurred_at")

    def __init__(self, *args: Any, key: str = "", sent: Any = None, **kwargs: Any) -> None:
        """`key` is fixed where the source gave one; `sent` is what is corrected."""
        kwargs.setdefault("initial", _texts(sent))
        kwargs["auto_id"] = "fix-%s"
        super().__init__(*args, **kwargs)
        self.kept = {name: value for name, value in fields_of(sent).items() if name in KEPT}
        self.given_key = key
        if key:
            del self.fields["key"]

    def payload(self) -> dict[str, Any]:
        """The event as corrected."""
        typed = {name: _value(name, text) for name, text in self.cleaned_data.items() if text}
        return {**({"key": self.given_key} if self.given_key else {}), **typed, **self.kept}

    @property
    def usual(self) -> list[forms.BoundField]:
        """What nearly every event has, and what this one carries besides."""
        return [bound for bound in self if bound.name in self.USUAL or self._carries(bound)]

    @property
    def more(self) -> list[forms.BoundField]:
        return [
            bound for bound in self if bound.name not in self.USUAL and not self._carries(bound)
        ]

    def _carries(self, bound: forms.BoundField) -> bool:
        return bool(bound.value()) or bound.name == "key" or bool(bound.errors)


class ReasonForm(forms.Form):
    """Why, in one sentence."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def every_or_one() -> list[tuple[str, Any]]:
    return [("", _("every source")), *known_sources()]


class OwnerForm(forms.Form):
    type = forms.ChoiceField(label=_("Type"), choices=TYPES)
    source = forms.ChoiceField(label=_("Source"), choices=known_sources)
    place = forms.CharField(
        label=_("Place"), max_length=40, required=False, help_text=_("Its code; empty: everywhere")
    )


class ToleranceForm(forms.Form):
    units = forms.IntegerField(label=_("Units"), min_value=0, max_value=1_000_000)
    source = forms.ChoiceField(label=_("Source"), choices=every_or_one, required=False)
    place = forms.CharField(
        label=_("Place"), max_length=40, required=False, help_text=_("Its code; empty: everywhere")
    )


def _texts(sent: Any) -> Mapping[str, str]:
    """What was sent, as texts to correct; what is no text or number starts empty."""
    return {
        name: storable(str(value))
        for name, value in fields_of(sent).items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _value(name: str, text: str) -> Any:
    """A whole number where one belongs and one was typed; else the text, which the ledger judges."""
    plain = text.replace(",", "").replace("\u2212", "-").strip()
    digits = plain.lstrip("-")
    if name in WHOLE and digits.isascii() and digits.isdigit() and len(plain) < 20:
        return int(plain)
    return clean_text(text, longest=len(text))


class SourceForm(forms.Form):
    """What is expected of a source; limits are the command's."""

    clock_tolerance_s = forms.IntegerField(
        label=_("Its clock may run ahead, seconds"),
        min_value=0,
        help_text=_(
            "An event dated further in the future is not posted; it waits as “In the future”."
        ),
    )
    interval_minutes = forms.IntegerField(
        label=_("It speaks at least every, minutes"),
        min_value=0,
        help_text=_(
            "Silent for longer, it is late: a case opens and its places show the age. 0: never."
        ),
    )
    gap_grace_minutes = forms.IntegerField(
        label=_("A number of a stream may be late, minutes"),
        min_value=0,
        help_text=_("Missing for longer, it is shown as a gap and opens a case."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence; it stands on the trail."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    SETTINGS = ("clock_tolerance_s", "interval_minutes", "gap_grace_minutes")
