"""What routing rules may ask about places that hold stock."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from exceptions.facts import Asked, CaseFact, FactType, register_fact
from inventory.catalog.models import Location

LOCATION_KIND = "location_kind"


def kinds_of(rows: Sequence[Asked]) -> list[str | None]:
    """The kind of location at each case's place, in one query; None where nothing is held."""
    places = {row.place_id for row in rows if row.place_id}
    held = Location.objects.filter(place__in=places).values_list("place_id", "kind")
    known = dict(held)
    return [known.get(row.place_id) if row.place_id else None for row in rows]


def register() -> None:
    """Called once, when the app is ready."""
    register_fact(
        CaseFact(
            LOCATION_KIND,
            _("Kind of location"),
            FactType.CHOICE,
            kinds_of,
            lambda: Location.Kind.choices,
        )
    )
