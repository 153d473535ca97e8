"""Form fields that name places, people and roles within one's own scope."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Place, User
from accounts.models.place import Principal
from accounts.people import visible_people
from accounts.roles import ROLES

SEPARATORS = re.compile(r"[\s,;]+")


def role_choices() -> list[tuple[str, str]]:
    return [(role, str(capfirst(role))) for role in ROLES]


class PlaceField(forms.CharField):
    """One place by its code; only places the principal sees are known."""

    def __init__(self, *, principal: Principal, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.principal = principal

    def clean(self, value: object) -> Place | None:
        code = super().clean(value)
        return places_by_code([code], self.principal)[0] if code else None


class PlacesField(forms.CharField):
    """Places by their codes, parted by commas, spaces or lines."""

    widget = forms.Textarea

    def __init__(self, *, principal: Principal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.principal = principal
        self.widget.attrs["rows"] = 2

    def clean(self, value: object) -> list[Place]:
        text = super().clean(value)
        codes = [code for code in SEPARATORS.split(text) if code]
        return places_by_code(codes, self.principal)


def places_by_code(codes: Iterable[str], principal: Principal) -> list[Place]:
    """The places with these codes, or a sentence that names every unknown one."""
    asked = list(dict.fromkeys(codes))
    found = {
        place.code: place for place in Place.objects.visible_to(principal).filter(code__in=asked)
    }
    missing = [code for code in asked if code not in found]
    if missing:
        raise forms.ValidationError(
            _("None of your places has the code %(codes)s.") % {"codes": ", ".join(missing)}
        )
    return [found[code] for code in asked]


class PersonField(forms.CharField):
    """One person by email address, among those the principal sees."""

    def __init__(self, *, principal: Principal, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.principal = principal

    def clean(self, value: object) -> User | None:
        email = super().clean(value)
        return people_by_email([email], self.principal)[0] if email else None


class PeopleField(forms.CharField):
    """People by email address, parted by commas, spaces or lines."""

    widget = forms.Textarea

    def __init__(self, *, principal: Principal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.principal = principal
        self.widget.attrs["rows"] = 4

    def clean(self, value: object) -> list[User]:
        text = super().clean(value)
        emails = [email for email in SEPARATORS.split(text) if email]
        return people_by_email(emails, self.principal)


def people_by_email(emails: Iterable[str], principal: Principal) -> list[User]:
    """The people with these addresses, or a sentence that names every unknown one."""
    asked = list(dict.fromkeys(email.lower() for email in emails))
    people = visible_people(principal).filter(email__in=asked)
    found = {person.email: person for person in people}
    missing = [email for email in asked if email not in found]
    if missing:
        raise forms.ValidationError(
            _("Nobody in your places signs in as %(emails)s.") % {"emails": ", ".join(missing)}
        )
    return [found[email] for email in asked]
