"""CSV: the encoding and the delimiter are found out, and said."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from workbench.imports.errors import BrokenCsv, NotText, TooManyColumns, TooManyRows
from workbench.imports.sheet import MAX_COLUMNS, MAX_ROWS, Line, text_cell

DELIMITERS = (",", ";", "\t", "|")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def csv_lines(content: bytes, notes: list[str]) -> Iterator[Line]:
    """Every row of the file; what was assumed is added to the notes.

    Refuses, in this order: NotText, BrokenCsv, TooManyColumns, TooManyRows.
    """
    text = _decode(content, notes)
    if "\x00" in text:
        raise NotText(row=text.count("\n", 0, text.index("\x00")) + 1)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text, notes), strict=True
    )
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if len(row) > MAX_COLUMNS:
                raise TooManyColumns(limit=MAX_COLUMNS)
            if number > MAX_ROWS + 50:
                raise TooManyRows(limit=f"{MAX_ROWS:,}")
            yield Line(number, [text_cell(text) for text in row])
    except csv.Error as error:
        raise BrokenCsv(row=number + 1, why=error) from error


def _decode(content: bytes, notes: list[str]) -> str:
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        notes.append(
            _(
                "The file is not UTF-8 (first seen in row %(row)s) and was read as Windows-1252. "
                "Check letters with accents in the preview."
            )
            % {"row": line}
        )
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str, notes: list[str]) -> str:
    """What separates the cells of the first row, outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    plain = "".join(part for number, part in enumerate(first.split('"')) if number % 2 == 0)
    found = max(DELIMITERS, key=plain.count)
    if found != "," and plain.count(found):
        names = {";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}
        notes.append(_("The cells are separated by %(sign)s.") % {"sign": names[found]})
        return found
    return ","
