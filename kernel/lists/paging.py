"""One page of a list, by number or by key, and counts that end at 10,000."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet

from kernel.lists.state import ListState

CAP = 10_000


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows match; above 10,000 only that there are more."""

    number: int
    capped: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The rows shown, where they stand, and the states of the pages beside them."""

    rows: Sequence[Any]
    first: int | None = None
    previous: ListState | None = None
    next: ListState | None = None

    @property
    def last(self) -> int | None:
        return None if self.first is None else self.first + len(self.rows) - 1


def count(rows: QuerySet[Any]) -> Total:
    """Count, but never more than 10,001 rows."""
    number = rows.order_by()[: CAP + 1].count()
    return Total(min(number, CAP), number > CAP)


def by_number(rows: QuerySet[Any], state: ListState) -> Page:
    """The page with this number; past the 10,000th row the list wants filters instead."""
    last = max(1, CAP // state.size)
    number = min(state.page, last)
    start = (number - 1) * state.size
    found = list(rows[start : start + state.size + 1])
    more = len(found) > state.size and number < last
    return Page(
        rows=found[: state.size],
        first=start + 1,
        previous=replace(state, page=number - 1) if number > 1 else None,
        next=replace(state, page=number + 1) if more else None,
    )


def by_key(rows: QuerySet[Any], state: ListState, order: Sequence[str]) -> Page:
    """The page after or before a row, found by its sort key: as fast on page 9,000 as on the first.

    `order` must be total (it ends with the primary key) and its columns must not be null.
    """
    backwards = bool(state.before)
    cursor = _decode(state.before or state.after, rows.model, order)
    if cursor is not None:
        rows = rows.filter(_beyond(order, cursor, backwards=backwards))
    rows = rows.order_by(*([_opposite(name) for name in order] if backwards else order))
    found = list(rows[: state.size + 1])
    more = len(found) > state.size
    shown = found[: state.size][::-1] if backwards else found[: state.size]
    has_previous = more if backwards else cursor is not None
    has_next = True if backwards else more
    start = state.on_first_page()
    return Page(
        rows=shown,
        first=None if cursor is not None else 1,
        previous=replace(start, before=_encode(shown[0], order))
        if has_previous and shown
        else None,
        next=replace(start, after=_encode(shown[-1], order)) if has_next and shown else None,
    )


def _opposite(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _encode(row: Any, order: Sequence[str]) -> str:
    values = [_read(row, name.lstrip("-")) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _read(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row


def _decode(text: str, model: type[Model], order: Sequence[str]) -> list[Any] | None:
    """The values of a cursor, or None for none and for nonsense: then the list starts again."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [_typed(model, name, value) for name, value in zip(order, values, strict=True)]
    except (ValueError, binascii.Error, ValidationError):
        return None


def _typed(model: type[Model], name: str, value: Any) -> Any:
    """The value as its column wants it; annotations pass as they are."""
    field: Any = None
    for part in name.lstrip("-").split("__"):
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return value
        model = getattr(field, "related_model", None) or model
    return field.to_python(value) if isinstance(field, Field) else value


def _beyond(order: Sequence[str], values: Sequence[Any], *, backwards: bool) -> Q:
    """Rows after the cursor: (a > x) or (a = x and b > y) …, with a bound the index can use."""
    beyond, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        sign = "lt" if name.startswith("-") != backwards else "gt"
        if not beyond:
            bound = Q(**{f"{column}__{sign}e": value})
        beyond |= equal & Q(**{f"{column}__{sign}": value})
        equal &= Q(**{column: value})
    return bound & beyond
