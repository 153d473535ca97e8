"""What an address says about a list: filters, sort, columns, page size, page. Defaults are left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

SIZES = (25, 50, 100)
DENSITIES = ("compact", "comfortable")
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """What a list knows: its parameters in their fixed order, and its defaults."""

    filters: Sequence[str]
    sorts: Collection[str]
    columns: Sequence[str]
    default_sort: str
    size: int = 50
    # The columns shown until somebody chooses; empty means all.
    shown: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ListState:
    """One state of one list. The same state always has the same address."""

    shape: Shape
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    columns: tuple[str, ...] = ()
    size: int = 50
    # Height of the rows; empty is the person's own.
    density: str = ""
    page: int = 1
    after: str = ""
    before: str = ""
    view: str = ""

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in fixed order, without what is as it would be anyway."""
        pairs = [*self.filters]
        if self.sort != self.shape.default_sort:
            pairs.append(("sort", self.sort))
        if self.columns:
            pairs.append(("cols", ",".join(self.columns)))
        if self.size != self.shape.size:
            pairs.append(("size", str(self.size)))
        if self.density:
            pairs.append(("density", self.density))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        ends = (("after", self.after), ("before", self.before), ("view", self.view))
        return pairs + [(name, value) for name, value in ends if value]

    @property
    def saved_query(self) -> str:
        """What a saved view keeps: everything but the page and the view's own name."""
        return self.on_first_page(view="").query

    def on_first_page(self, **changes: Any) -> ListState:
        return replace(self, page=1, after="", before="", **changes)

    def without(self, names: Collection[str]) -> ListState:
        kept = tuple(pair for pair in self.filters if pair[0] not in names)
        return self.on_first_page(filters=kept)

    def having(self, name: str, value: str) -> ListState:
        """The state with one filter set, in the filter's own place."""
        kept = [pair for pair in self.filters if pair[0] != name]
        kept.append((name, value))
        kept.sort(key=lambda pair: self.shape.filters.index(pair[0]))
        return self.on_first_page(filters=tuple(kept))


def read(data: QueryDict, shape: Shape) -> ListState:
    """The state an address asks for; what the list does not know is ignored."""
    return ListState(
        shape=shape,
        filters=tuple(_filters(data, shape.filters)),
        sort=_sort(_one(data, "sort"), shape),
        columns=_columns(data, shape.columns, shape.shown),
        size=_size(_one(data, "size"), shape.size),
        density=density if (density := _one(data, "density")) in DENSITIES else "",
        page=_number(_one(data, "page")),
        after=_one(data, "after"),
        before=_one(data, "before"),
        view=_one(data, "view")[:20],
    )


def _one(data: QueryDict, name: str) -> str:
    return str(data.get(name, "")).replace("\x00", "")[:LONGEST_VALUE].strip()


def _filters(data: QueryDict, names: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for name in names:
        values = data.getlist(name)
        clean = (str(value).replace("\x00", "")[:LONGEST_VALUE].strip() for value in values)
        found += [(name, value) for value in clean if value]
    return found


def _sort(text: str, shape: Shape) -> str:
    return text if text.removeprefix("-") in shape.sorts else shape.default_sort


def _columns(data: QueryDict, known: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    asked = set(",".join(data.getlist("cols")).split(","))
    chosen = tuple(name for name in known if name in asked)
    usual = set(shown) & set(known) or set(known)
    return () if not chosen or set(chosen) == usual else chosen


def _size(text: str, default: int) -> int:
    return next((size for size in SIZES if str(size) == text), default)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1
