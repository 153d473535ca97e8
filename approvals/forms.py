"""Shapes of what people send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Place, User
from approvals.filters import kinds
from approvals.models import RequestLine

LINE = "line-"


def field_of(line: RequestLine) -> str:
    """The name of a line's field, whatever its key is."""
    return f"{LINE}{line.pk}"


def asked_quantities(data: Mapping[str, str], lines: list[RequestLine]) -> dict[str, int]:
    """The quantities of a form by line key; what is no number is −1, which the command refuses."""
    return {line.key: _number(data[field_of(line)]) for line in lines if field_of(line) in data}


def _number(text: str) -> int:
    """Whole numbers with local separators: `1,200`."""
    digits = text.strip().replace(",", "").replace(" ", "").replace("\u00a0", "")
    return int(digits) if digits.isdecimal() and len(digits) < 16 else -1


def whole(text: str) -> int:
    """A number sent along by a page; 0, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 16 else 0


class NewPolicyForm(forms.Form):
    """What a policy is about and where."""

    kind = forms.ChoiceField(label=_("About"), choices=kinds)
    name = forms.CharField(label=_("Name"), max_length=80)
    place = forms.CharField(
        label=_("Where"),
        required=False,
        help_text=_("The code of a region or place; leave it empty for everywhere"),
    )
    rank = forms.IntegerField(
        label=_("Rank"),
        initial=100,
        min_value=1,
        max_value=999,
        help_text=_("The policy with the lowest rank that matches decides"),
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        self.person = person

    def clean_place(self) -> Place | None:
        code = self.cleaned_data["place"].strip()
        if not code:
            return None
        place = Place.objects.visible_to(self.person).filter(code=code).first()
        if place is None:
            raise forms.ValidationError(_("You see no place with this code."))
        return place


class PublishForm(forms.Form):
    effective_from = forms.DateTimeField(
        label=_("From"),
        required=False,
        help_text=_("Leave it empty for now"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=_("What changes and why"), max_length=500)


class DelegationForm(forms.Form):
    """Who is away, from when to when, and who decides meanwhile."""

    person = forms.EmailField(label=_("Who is away"))
    deputy = forms.EmailField(
        label=_("Who decides meanwhile"),
        required=False,
        help_text=_("An email address; leave it empty when nobody stands in"),
    )
    starts_at = forms.DateTimeField(
        label=_("From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, visible: QuerySet[User], **options: Any) -> None:
        super().__init__(data, **options)
        self.visible = visible

    def clean_person(self) -> User:
        return self._somebody(self.cleaned_data["person"])

    def clean_deputy(self) -> User | None:
        text = self.cleaned_data["deputy"]
        return self._somebody(text) if text else None

    def _somebody(self, email: str) -> User:
        found = self.visible.filter(email__iexact=email.strip(), is_active=True).first()
        if found is None:
            words = _(
                "Nobody at your places has this address. For somebody from elsewhere, ask an admin to"
                " add the absence."
            )
            raise forms.ValidationError(words)
        return found
