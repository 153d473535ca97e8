"""Empty files to fill in: the titles, and in a workbook a second sheet that explains them."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from workbench.exports import Format
from workbench.imports.fields import Field, Kind
from workbench.imports.kinds import ImportKind

WORDS = {
    Kind.TEXT: "text",
    Kind.INTEGER: "whole number",
    Kind.DECIMAL: "number",
    Kind.DATE: "date, such as 2026-11-21",
    Kind.MOMENT: "time, such as 2026-11-21T08:00+00:00",
    Kind.CHOICE: "one of",
}


def template_file(kind: ImportKind, form: Format) -> bytes:
    """A file with the titles of every field of the kind and no rows."""
    return _workbook(kind) if form is Format.XLSX else _csv(kind)


def _csv(kind: ImportKind) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow([spec.label for spec in kind.fields])
    return target.getvalue().encode("utf-8-sig")


def _workbook(kind: ImportKind) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(kind.label)[:31]
    for number, spec in enumerate(kind.fields, 1):
        sheet.cell(1, number, spec.label).font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = max(14, len(spec.example) + 2)
        # As text a code keeps its zeros and a long barcode its digits.
        column.number_format = "@" if spec.kind is Kind.TEXT else "General"
    _help(book.create_sheet(_("What goes where")), kind)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _help(sheet: Any, kind: ImportKind) -> None:
    sheet.append([_("Column"), _("Needed"), _("What it holds"), _("Example"), _("Notes")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for spec in kind.fields:
        needed = _("yes") if spec.required else ""
        sheet.append([spec.label, needed, _holds(spec), spec.example, str(spec.hint)])
    for letter, width in zip("ABCDE", (20, 10, 32, 34, 70), strict=True):
        sheet.column_dimensions[letter].width = width


def _holds(spec: Field) -> str:
    words = WORDS[spec.kind]
    return f"{words}: {', '.join(spec.choices)}" if spec.choices else words
