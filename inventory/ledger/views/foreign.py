"""Places outside somebody's scope are neither named nor linked."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Place
from accounts.models.place import Principal
from inventory.ledger.words import end_words


class PlaceNames:
    """The names of the places of a page that are in scope, read in one question."""

    def __init__(self, codes: Iterable[str], principal: Principal) -> None:
        places = Place.objects.visible_to(principal).filter(code__in=set(codes))
        self._names = dict(places.values_list("code", "name"))

    def name(self, code: str) -> str:
        return self._names.get(code) or _("another place")

    def sees(self, code: str) -> bool:
        return code in self._names

    def way(self, location: str, end: str, to_location: str, to_end: str) -> str:
        """`Available → Customer`, with the places where a movement goes between two."""
        if location == to_location:
            return f"{end_words(end)} → {end_words(to_end)}"
        return (
            f"{self.name(location)}, {end_words(end)} → "
            f"{self.name(to_location)}, {end_words(to_end)}"
        )
