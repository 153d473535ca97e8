"""Heads and rows of a list's table, drawn once for both of its shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.lists import ListView
from workbench.columns import PartColumn


@dataclass(frozen=True, slots=True)
class Head:
    label: str
    css: str
    # The query that sorts by this column; None when it cannot be sorted by.
    sort: str | None = None
    direction: str = ""
    # Read aloud and not shown: the cells speak for themselves.
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    html: str
    css: str
    # The cell that names its row.
    heads: bool


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    open: bool
    cells: Sequence[Cell]


def lines_of(view: ListView[Any]) -> Iterator[Line]:
    """The rows with their drawn cells."""
    columns = [(c, _css(c), getattr(c.column, "heads_row", False)) for c in view.table.columns]
    opened = getattr(view, "kwargs", {}).get("reference", "")
    for row in view.table.rows:
        key = view.row_key(row.record)
        cells = [Cell(_drawn(row, column), css, heads) for column, css, heads in columns]
        yield Line(key, key == opened, cells)


def _drawn(row: Any, bound: Any) -> str:
    """As the row itself draws it, but that it asks for the signature of `render` for each cell: a
    sixth of the time of a page."""
    if not isinstance(bound.column, PartColumn):
        return str(row.get_cell(bound.name))

    def draw(bound: Any, value: Any = None) -> str:
        drawn: str = bound.column.render(record=row.record, value=value)
        return drawn

    cell: str = row._get_and_render_with(bound, render_func=draw, default=bound.default)
    return cell


def heads_of(view: ListView[Any]) -> list[Head]:
    return [_head(view, column) for column in view.table.columns]


def _head(view: ListView[Any], column: Any) -> Head:
    """Pressing a head sorts by it; pressing it again turns the order round."""
    name, sort = column.name, view.state.sort
    if name not in view.shape.sorts:
        quiet = getattr(column.column, "quiet_head", False)
        return Head(str(column.header), _css(column), quiet=quiet)
    current = sort.removeprefix("-") == name
    if current:
        target = name if sort.startswith("-") else f"-{name}"
        direction = "descending" if sort.startswith("-") else "ascending"
    else:
        target = f"-{name}" if column.column.initial_sort_descending else name
        direction = ""
    query = view.state.on_first_page(sort=target).query
    return Head(str(column.header), _css(column), query, direction)


def _css(column: Any) -> str:
    return str(column.column.attrs.get("cell", {}).get("class", ""))
