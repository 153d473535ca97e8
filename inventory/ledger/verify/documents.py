"""Invariant 5, told by the rooms that keep documents: what they say is set aside, or on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class DocumentDifference(NamedTuple):
    """What documents and books say differently about one cell, and no open case explains."""

    check: str
    text: str
    sku_id: int
    location_id: int


Check = Callable[[], Iterable[DocumentDifference]]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """A room's own check; it reads within the snapshot of the caller and writes nothing."""
    _checks[name] = check


def document_differences() -> Iterator[DocumentDifference]:
    """What every room found."""
    for check in _checks.values():
        yield from check()
