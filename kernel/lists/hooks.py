"""What higher rooms add to every list. The kernel knows neither people, places nor saved views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest


class Principal(Protocol):
    """Whoever asks; sees these subtrees of places and nothing else."""

    @property
    def scope_paths(self) -> tuple[str, ...]: ...


class SavedViews(Protocol):
    """Named states of lists, kept per person."""

    def default(self, user: Any, list_key: str) -> str:
        """The name of the view with which the list opens, or ""."""

    def query(self, user: Any, list_key: str, view: str) -> str | None:
        """What the view keeps, or None when the person has no such view."""


class NoSavedViews:
    def default(self, user: Any, list_key: str) -> str:
        return ""

    def query(self, user: Any, list_key: str, view: str) -> str | None:
        return None


@dataclass(slots=True)
class Hooks:
    """Set once, in the `apps.py` of the room that has them."""

    # Guards a view by a permission.
    guard: Callable[[str], Callable[[Callable[..., Any]], Callable[..., Any]]]
    # The person, narrowed to the location scope chosen in the top bar.
    principal: Callable[[HttpRequest], Principal]
    saved_views: SavedViews


def _unguarded(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    raise RuntimeError("No room has told kernel.lists how to guard a list.")


def _nobody(request: HttpRequest) -> Principal:
    raise RuntimeError("No room has told kernel.lists who asks.")


hooks = Hooks(guard=_unguarded, principal=_nobody, saved_views=NoSavedViews())
