"""Rows into files: CSV (RFC 4180) and XLSX with typed cells, and no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# A text that begins so is run as a formula by spreadsheets (OWASP: CSV injection).
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
# A cell holds no more; numbers beyond 15 digits would be rounded, so they become text.
CELL_LIMIT = 32_767
EXACT = 10**15
# XLSX ends at 1,048,576 rows; what is more goes on to the next sheet.
SHEET_ROWS = 1_000_000
# Columns are as wide as the longest of so many rows, within these ends.
MEASURED, NARROW, WIDE = 200, 12, 60
TELL_EVERY = 1000


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the rows, so that a file found later still says what it is."""

    title: str
    who: str
    scope: str
    zone: str
    at: datetime
    filters: tuple[tuple[str, str], ...] = ()

    def lines(self) -> list[tuple[str, str]]:
        made = self.at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S %z")
        return [
            (_("Export"), self.title),
            (_("Made"), made),
            (_("Time zone"), self.zone),
            (_("By"), self.who),
            (_("Places"), self.scope),
            *((_("Filter: %(name)s") % {"name": name}, value) for name, value in self.filters),
        ]


def export_rows(
    *,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    heading: Heading,
    form: Format,
    target: BinaryIO,
    tell: Callable[[int], None] | None = None,
) -> int:
    """Write the heading, the titles and every row; the number of rows. Memory does not grow."""
    counted = Counted(rows, tell)
    write = _write_csv if form is Format.CSV else _write_xlsx
    write(columns, counted, heading, target)
    return counted.count


class Counted:
    """Passes rows on, counts them, and tells how far now and then."""

    def __init__(self, rows: Iterable[Sequence[Any]], tell: Callable[[int], None] | None) -> None:
        self.rows, self.tell, self.count = rows, tell, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self.rows:
            self.count += 1
            if self.tell and self.count % TELL_EVERY == 0:
                self.tell(self.count)
            yield row


def safe_text(value: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would run it."""
    return f"'{value}" if value.lstrip(" ").startswith(DANGEROUS) else value


def text_of(value: Any, kind: Kind, zone: ZoneInfo) -> str:
    """A value as CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind in {Kind.INTEGER, Kind.DECIMAL} and isinstance(value, int | Decimal | float):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return safe_text(str(value))


def cell_of(value: Any, zone: ZoneInfo) -> Any:
    """A value as XLSX keeps it: numbers, dates and truth as themselves, moments in the zone."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value
    if isinstance(value, int | Decimal | float):
        return value if -EXACT < value < EXACT else str(value)
    return safe_text(ILLEGAL_CHARACTERS_RE.sub("", str(value)))[:CELL_LIMIT]


def _write_csv(
    columns: Sequence[Column], rows: Iterable[Sequence[Any]], heading: Heading, target: BinaryIO
) -> None:
    zone = ZoneInfo(heading.zone)
    # The mark in front is what makes Excel read UTF-8.
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    width = max(2, len(columns))
    for label, value in heading.lines():
        writer.writerow([safe_text(label), safe_text(value)] + [""] * (width - 2))
    writer.writerow([""] * width)
    kinds = [column.kind for column in columns]
    filler = [""] * (width - len(columns))
    writer.writerow([safe_text(column.title) for column in columns] + filler)
    for row in rows:
        cells = zip(row, kinds, strict=True)
        writer.writerow([text_of(value, kind, zone) for value, kind in cells] + filler)
    text.flush()
    text.detach()


def _write_xlsx(
    columns: Sequence[Column], rows: Iterable[Sequence[Any]], heading: Heading, target: BinaryIO
) -> None:
    zone = ZoneInfo(heading.zone)
    book = Workbook(write_only=True)
    made = ([cell_of(value, zone) for value in row] for row in rows)
    first = list(islice(made, MEASURED))
    widths = _widths([[column.title for column in columns], *first])
    sheet = _new_sheet(book, columns, heading, widths)
    for number, row in enumerate(chain(first, made)):
        if number and number % SHEET_ROWS == 0:
            sheet = _new_sheet(book, columns, heading, widths)
        sheet.append(row)
    book.save(target)


def _widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    """How wide each column is for what its first rows hold: a moment that does not fit reads ####."""
    longest = [
        max(len(str("" if one is None else one)) for one in each)
        for each in zip(*rows, strict=True)
    ]
    return [max(NARROW, min(WIDE, length + 3)) for length in longest]


def _new_sheet(
    book: Workbook, columns: Sequence[Column], heading: Heading, widths: Sequence[int]
) -> Any:
    sheet: Any = book.create_sheet(f"{_('Rows')} {len(book.sheetnames) + 1}")
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    # The titles stay in sight: below the heading, an empty row and themselves.
    sheet.freeze_panes = f"A{len(heading.lines()) + 3}"
    for label, value in heading.lines():
        sheet.append([safe_text(label), safe_text(value)])
    sheet.append([])
    sheet.append([_bold(sheet, safe_text(column.title)) for column in columns])
    return sheet


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell
