"""The moments a page was asked for, and how they travel in its links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from inventory.ledger.past import Moments
from workbench import formats

# Nothing was told before; and no day stands before the first that a calendar knows.
MOMENT = forms.DateTimeField(
    required=False, validators=[MinValueValidator(datetime(1970, 1, 1, tzinfo=UTC))]
)


@dataclass(frozen=True, slots=True)
class Asked:
    """As of and as known, from the address; what cannot be read is said and left out."""

    moments: Moments
    problem: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The moments as parameters that give them back to the second."""
        named = (("at", self.moments.as_of), ("known", self.moments.known_at))
        return [(name, value.isoformat()) for name, value in named if value]

    def query(self, **more: str) -> str:
        return urlencode([*((name, value) for name, value in more.items() if value), *self.pairs])


def asked_moments(request: HttpRequest) -> Asked:
    """Both moments of an address, in the person's zone where it names no offset."""
    problem = ""
    found: list[datetime | None] = []
    for name in ("at", "known"):
        try:
            found.append(MOMENT.clean(request.GET.get(name, "")[:40]))
        except (ValidationError, OverflowError):
            found.append(None)
            problem = _("The moment cannot be read. Write a date and a time.")
    return Asked(Moments(*found), problem)


def moment_words(moments: Moments) -> str:
    """Which moment is shown, in words."""
    parts = []
    if moments.as_of:
        parts.append(_("as of %(moment)s") % {"moment": formats.full_moment(moments.as_of)})
    if moments.known_at:
        known = formats.full_moment(moments.known_at)
        parts.append(_("as known at %(moment)s") % {"moment": known})
    return _("Stock %(moments)s") % {"moments": ", ".join(parts)}
