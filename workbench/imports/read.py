"""Open a file as a sheet, whatever it calls itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from workbench.imports.csv_sheet import csv_lines
from workbench.imports.errors import FileIsEmpty, FileTooLarge, NotATable, OldWorkbook, TooManyRows
from workbench.imports.sheet import (
    MAX_BYTES,
    MAX_ROWS,
    Line,
    Sheet,
    header_of,
    read_size,
    without_heading,
)
from workbench.imports.xlsx_sheet import xlsx_lines

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Pictures, PDF, gzip, programs: what people drop on a form by mistake.
OTHER = (b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"\x1f\x8b", b"GIF8", b"\x7fELF", b"MZ", b"Rar!")


def read_sheet(content: BinaryIO, *, first: int | None = None) -> Sheet:
    """The titles and the rows of a CSV file or of a workbook's first sheet; `first` rows for a look.

    Refuses, in this order: FileTooLarge, OldWorkbook, NotATable, what either reader refuses,
    FileIsEmpty, TooManyRows.
    """
    size = read_size(content)
    if size > MAX_BYTES:
        raise FileTooLarge(size=f"{size / 2**20:.1f}", limit=MAX_BYTES >> 20)
    notes: list[str] = []
    lines = without_heading(_lines(content, notes))
    head = next((line for line in lines if not line.is_empty), None)
    if head is None:
        raise FileIsEmpty
    headers = [header_of(cell, index) for index, cell in enumerate(head.cells)]
    rows = list(islice((line for line in lines if not line.is_empty), first))
    if len(rows) > MAX_ROWS:
        raise TooManyRows(limit=f"{MAX_ROWS:,}")
    if not rows:
        raise FileIsEmpty
    return Sheet(headers, rows, [*notes, *_doubles(headers)])


def _lines(content: BinaryIO, notes: list[str]) -> Iterator[Line]:
    start = content.read(8)
    content.seek(0)
    if start.startswith(OLD_OFFICE):
        raise OldWorkbook
    if start.startswith(OTHER):
        raise NotATable
    if start.startswith(ZIP):
        return xlsx_lines(content, notes)
    return csv_lines(content.read(), notes)


def _doubles(headers: list[str]) -> list[str]:
    seen: set[str] = set()
    doubles = [name for name in headers if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
    return [_("There is more than one column “%(name)s”.") % {"name": name} for name in doubles]
