"""Filters of a list as chips: what each says, how it is changed, how it goes away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import (
    BooleanField,
    BoundField,
    ChoiceField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
)
from django.utils.translation import gettext as _

from kernel.lists import ListView
from workbench import formats

# Longer choices get a select instead of a menu of links.
MENU_LIMIT = 15


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: set, bad, or waiting behind "+ Filter"."""

    name: str
    label: str
    text: str
    bound: BoundField
    options: tuple[Option, ...] = ()
    remove: str | None = None
    error: str = ""
    pinned: bool = False

    @property
    def shown(self) -> bool:
        return self.pinned or self.remove is not None


def chips_of(view: ListView[Any]) -> list[Chip]:
    """All filters of the list in their order."""
    return [_chip(view, name) for name in view.filterset.filters]


def _chip(view: ListView[Any], name: str) -> Chip:
    form = view.filterset.form
    bound, state = form[name], view.state
    names = view.names_of(name)
    values = [value for key, value in state.filters if key in names]
    errors = form.errors.get(name)
    return Chip(
        name=name,
        label=str(bound.label),
        text=" ".join(values)
        if errors
        else _text(bound, values, form.cleaned_data.get(name), _absent(view, name)),
        bound=bound,
        options=tuple(_options(view, name, bound)),
        remove=state.without(names).query if values else None,
        error=str(errors[0]) if errors else "",
        pinned=name in view.pinned,
    )


def _text(bound: BoundField, values: list[str], clean: Any, absent: str) -> str:
    """The value as a person reads it."""
    field = bound.field
    if not values:
        return absent
    if isinstance(field, ModelMultipleChoiceField):
        return ", ".join(str(one) for one in clean)
    if isinstance(field, ModelChoiceField):
        return str(clean)
    if isinstance(field, ChoiceField):
        labels = {str(value): str(label) for value, label in _flat(field)}
        return ", ".join(labels.get(value, value) for value in values)
    if isinstance(field, BooleanField):
        return _("yes") if clean else _("no")
    if isinstance(clean, slice):
        return _range(clean)
    if isinstance(clean, datetime):
        return formats.full_moment(clean)
    return ", ".join(values)


def _absent(view: ListView[Any], name: str) -> str:
    """What the list shows while the filter has no value; a filter may say so itself."""
    return str(getattr(view.filterset.filters[name], "absent", _("any")))


def _range(value: slice) -> str:
    if value.start is None:
        return _("up to %(end)s") % {"end": _short(value.stop)}
    if value.stop is None:
        return _("from %(start)s") % {"start": _short(value.start)}
    return f"{_short(value.start)} – {_short(value.stop)}"


def _short(value: Any) -> str:
    return f"{value:%d %b %Y}" if hasattr(value, "strftime") else str(value)


def _flat(field: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in field.choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label


def _options(view: ListView[Any], name: str, bound: BoundField) -> Iterator[Option]:
    """Links for a short choice; everything else gets a small form."""
    field: Any = bound.field
    plain = isinstance(field, ChoiceField) and not isinstance(
        field, (MultipleChoiceField, ModelChoiceField)
    )
    if not plain or len(list(field.choices)) > MENU_LIMIT:
        return
    state = view.state
    current = dict(state.filters).get(name, "")
    yield Option(_absent(view, name), state.without([name]).query, not current)
    for value, label in _flat(field):
        if value not in ("", None):
            query = state.having(name, str(value)).query
            yield Option(str(label), query, current == str(value))
