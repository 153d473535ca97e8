"""What rooms above the catalogue show on the pages of a SKU and of a location.

A panel is a template and what it draws. The rooms above add theirs in `apps.py`; the page of the
catalogue includes each, in order, with its own context: `main` below the head, `side` beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

from inventory.catalog.models import Location, Sku

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Panel(Generic[Subject]):
    """A part of a page: its file, and the context it is drawn with; None leaves it out."""

    template: str
    context: Callable[[HttpRequest, Subject], dict[str, Any] | None]
    order: int = 100
    side: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel ready for `{% include panel.template with part=panel.context %}`."""

    template: str
    context: dict[str, Any]


@dataclass(slots=True)
class Panels(Generic[Subject]):
    """The panels of one kind of page."""

    known: list[Panel[Subject]] = field(default_factory=list)

    def add(self, *panels: Panel[Subject]) -> None:
        self.known.extend(panels)

    def main(self, request: HttpRequest, subject: Subject) -> Sequence[Drawn]:
        return self._drawn(request, subject, side=False)

    def side(self, request: HttpRequest, subject: Subject) -> Sequence[Drawn]:
        return self._drawn(request, subject, side=True)

    def _drawn(self, request: HttpRequest, subject: Subject, *, side: bool) -> list[Drawn]:
        wanted = sorted((one for one in self.known if one.side == side), key=lambda one: one.order)
        asked = ((one.template, one.context(request, subject)) for one in wanted)
        return [Drawn(template, context) for template, context in asked if context is not None]


sku_panels: Panels[Sku] = Panels()
location_panels: Panels[Location] = Panels()
