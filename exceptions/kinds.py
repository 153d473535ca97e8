"""What kinds of case there are. Each app names its own in `apps.py`; the desk knows none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kernel.plain import spoken

if TYPE_CHECKING:
    from exceptions.models import Case

NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class SystemSays:
    """What one system claims about the subject of a case; ours stands last."""

    system: str
    says: str
    at: datetime | None = None
    # Its feed is late or its claim old: shown as such.
    late: bool = False
    ours: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of case: its words, how bad it is at first, and what each system says about it."""

    key: str
    label: str | Promise
    severity: str = NORMAL
    compare: Callable[[Case], list[SystemSays] | None] | None = None
    # One sentence: what opens it, and what closes it.
    cause: str | Promise = ""
    # Where what such a case is about is worked on, as words and address; None for who may not.
    see: Callable[[Case, Any], tuple[str, str] | None] | None = None
    # The right that reading such a case takes, beside its place; none: whoever sees cases there.
    permission: str = ""


_kinds: dict[str, CaseKind] = {}


def register_kind(kind: CaseKind) -> None:
    """Add a kind, or say more about one already named."""
    _kinds[kind.key] = kind


def register_kinds(labels: dict[str, str | Promise]) -> None:
    """Add kinds with the words staff read."""
    for key, label in labels.items():
        register_kind(CaseKind(key, label))


def kind_of(key: str) -> CaseKind:
    """A kind; an unknown one is called by its own key, written plainly."""
    return _kinds.get(key) or CaseKind(key, _(spoken(key)))


def hidden_kinds(person: Any) -> list[str]:
    """The kinds that are not for this person, whatever their places."""
    return [
        kind.key for kind in _kinds.values() if kind.permission and not person.may(kind.permission)
    ]


def label_of(kind: str) -> str:
    """The words of a kind."""
    return str(kind_of(kind).label)


def known_kinds() -> list[tuple[str, str]]:
    """Kinds and their words, for the filter, by word."""
    return sorted(
        ((kind.key, str(kind.label)) for kind in _kinds.values()), key=lambda pair: pair[1]
    )
