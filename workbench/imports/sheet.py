"""A sheet of rows from a file of either kind, within limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import BinaryIO, TypeAlias

from django.utils.translation import gettext as _

from accounts.unseen import seen_or_empty

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 100


class Unreadable(Enum):
    """A cell that has no value of its own."""

    FORMULA = "formula"
    FAULT = "fault"


Cell: TypeAlias = str | int | float | bool | date | datetime | time | Unreadable | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row, with the number a spreadsheet shows beside it."""

    number: int
    cells: list[Cell]

    @property
    def is_empty(self) -> bool:
        return all(cell is None or cell == "" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The titles of the columns and every row below them that is not empty."""

    headers: list[str]
    lines: list[Line]
    # What the reader assumed, in sentences for the person.
    notes: list[str]


def column_letter(index: int) -> str:
    """The name of a column as spreadsheets write it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_cell(text: str) -> str:
    """Empty where nothing shows; without the apostrophe that keeps spreadsheets from running a text."""
    text = seen_or_empty(text.strip())
    return text[1:] if text.startswith("'") and text[1:2] in set("=+-@＝＋－＠") else text


def header_of(cell: Cell, index: int) -> str:
    """The title of a column; one without a title is called by its letter."""
    text = "" if cell is None or isinstance(cell, Unreadable) else str(cell).strip()
    return text or _("Column %(letter)s") % {"letter": column_letter(index)}


def without_heading(lines: Iterator[Line]) -> Iterator[Line]:
    """Without the lines that stand above the titles in a file this product exported itself."""
    first = next((line for line in lines if not line.is_empty), None)
    if first is None:
        return
    if str(first.cells[0]).strip() in {"Export", _("Export")}:
        for line in lines:
            if line.is_empty:
                break
    else:
        yield first
    yield from lines


def read_size(content: BinaryIO) -> int:
    content.seek(0, 2)
    size = content.tell()
    content.seek(0)
    return size
