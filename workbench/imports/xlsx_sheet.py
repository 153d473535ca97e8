"""XLSX: a zip of XML from outside, so it is measured before it is unpacked, and read row by row.

openpyxl parses with defusedxml where that is installed; it is, so entities are refused.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workbench.imports.errors import (
    BrokenWorkbook,
    MergedCells,
    NotATable,
    TooManyColumns,
    TooManyRows,
    WorkbookUnpacksTooLarge,
)
from workbench.imports.sheet import MAX_COLUMNS, MAX_ROWS, Cell, Line, Unreadable, text_cell

# 100,000 rows of 12 cells unpack to about 60 MB; styles and pictures come on top.
MAX_UNPACKED = 120 * 1024 * 1024
# Ordinary sheets pack to a tenth, repetitive ones to a fiftieth; a bomb to a thousandth.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 5 * 1024 * 1024
MAX_PARTS = 2000
LAST_ROW = 1_048_576
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
SHOWN_MERGES = 5
SEARCH_CHUNK = 1 << 20
# What openpyxl raises for files that are not what they claim.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def xlsx_lines(content: BinaryIO, notes: list[str]) -> Iterator[Line]:
    """Every row of the first visible sheet.

    Refuses, in this order: NotATable, WorkbookUnpacksTooLarge, BrokenWorkbook, MergedCells,
    TooManyColumns, TooManyRows.
    """
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(content, read_only=True, keep_links=False)
            yield from _lines(book, content, notes)
    except DAMAGE as error:
        raise BrokenWorkbook from error


def _check_archive(content: BinaryIO) -> None:
    """Refuse by what the archive says of itself; a part that unpacks to more than it says fails."""
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except DAMAGE as error:
        raise BrokenWorkbook from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise NotATable
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    bomb = unpacked > RATIO_COUNTS_FROM and unpacked / packed > MAX_RATIO
    if unpacked > MAX_UNPACKED or bomb or len(parts) > MAX_PARTS:
        raise WorkbookUnpacksTooLarge(limit=MAX_UNPACKED >> 20)
    content.seek(0)


def _lines(book: Any, content: BinaryIO, notes: list[str]) -> Iterator[Line]:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise BrokenWorkbook
    sheet = sheets[0]
    if len(sheets) > 1:
        notes.append(
            _("The workbook has %(count)s sheets; only “%(name)s” was read.")
            % {"count": len(sheets), "name": sheet.title}
        )
    _check_merged(content, sheet._worksheet_path)
    # The size a sheet claims for itself may be a million rows of nothing.
    sheet.reset_dimensions()
    yield from _rows(sheet)


def _check_merged(content: BinaryIO, path: str) -> None:
    """Streaming mode of openpyxl does not tell of merged cells, so the part itself is searched."""
    found: list[str] = []
    with zipfile.ZipFile(content) as archive, archive.open(path) as part:
        tail = b""
        while chunk := part.read(SEARCH_CHUNK):
            text = tail + chunk
            found += [match.decode() for match in MERGED.findall(text)]
            cut = text.rfind(b"<")
            tail = text[cut:] if cut >= 0 and b">" not in text[cut:] else b""
    if found:
        shown = ", ".join(found[:SHOWN_MERGES]) + (", …" if len(found) > SHOWN_MERGES else "")
        raise MergedCells(ranges=shown)


def _rows(sheet: Any) -> Iterator[Line]:
    full = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > LAST_ROW:
            raise BrokenWorkbook
        cells = [_cell(cell) for cell in row[: MAX_COLUMNS + 1]]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise TooManyColumns(limit=MAX_COLUMNS)
        full += bool(cells)
        if full > MAX_ROWS + 50:
            raise TooManyRows(limit=f"{MAX_ROWS:,}")
        yield Line(number, cells or [None])


def _cell(cell: Any) -> Cell:
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return Unreadable.FORMULA
    if kind == "e":
        return Unreadable.FAULT
    value = cell.value
    if isinstance(value, str):
        return text_cell(value)
    if value is None or isinstance(value, int | float):
        return value
    return value if hasattr(value, "isoformat") else str(value)
