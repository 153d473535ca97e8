import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from workbench import exports
from workbench.exports import Column, Format, Heading, Kind, export_rows

COLUMNS = (
    Column("code", "Code"),
    Column("quantity", "Quantity", Kind.INTEGER),
    Column("cost", "Cost", Kind.DECIMAL),
    Column("day", "Day", Kind.DATE),
    Column("seen", "Seen", Kind.MOMENT),
    Column("kit", "Kit", Kind.YES_NO),
)
SUMMER = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
HEADING = Heading(
    title="SKUs",
    who="Ada",
    scope="Gifts",
    zone="Europe/London",
    at=SUMMER,
    filters=(("Name", "=cmd|' /C calc'!A0"),),
)
ROW = ("MK-1", -24, Decimal("2.5000"), date(2026, 11, 21), SUMMER, True)
BEFORE_ROWS = 8


def exported(rows, form, columns=COLUMNS):
    target = io.BytesIO()
    count = export_rows(columns=columns, rows=rows, heading=HEADING, form=form, target=target)
    return count, target.getvalue()


def csv_lines(rows, columns=COLUMNS):
    return list(csv.reader(io.StringIO(exported(rows, Format.CSV, columns)[1].decode("utf-8-sig"))))


def sheet_rows(rows, columns=COLUMNS):
    book = openpyxl.load_workbook(io.BytesIO(exported(rows, Format.XLSX, columns)[1]))
    return list(book.worksheets[0].iter_rows())


def test_heads_the_file_with_what_it_is():
    lines = csv_lines([ROW])

    assert [line[:2] for line in lines[:6]] == [
        ["Export", "SKUs"],
        ["Made", "2026-07-01 12:30:00 +0100"],
        ["Time zone", "Europe/London"],
        ["By", "Ada"],
        ["Places", "Gifts"],
        ["Filter: Name", "'=cmd|' /C calc'!A0"],
    ]
    assert lines[7] == ["Code", "Quantity", "Cost", "Day", "Seen", "Kit"]


def test_writes_rfc_4180_with_as_many_fields_in_every_line():
    count, content = exported([ROW, ('say "hi", twice', 0, None, None, None, False)], Format.CSV)

    assert count == 2
    assert content.endswith(b'"say ""hi"", twice",0,,,,no\r\n')
    assert content.count(b"\r\n") == content.count(b"\n") == BEFORE_ROWS + 2
    assert {len(line) for line in csv_lines([ROW])} == {6}


def test_writes_values_a_program_can_read_back():
    assert csv_lines([ROW])[-1] == [
        "MK-1",
        "-24",
        "2.5000",
        "2026-11-21",
        "2026-07-01T12:30:00+01:00",
        "yes",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1"])
def test_never_writes_a_text_that_a_spreadsheet_runs(text):
    columns = (Column("name", "Name"),)

    assert csv_lines([(text,)], columns)[-1] == [f"'{text}", ""]
    cell = sheet_rows([(text,)], columns)[-1][0]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_types_the_cells_of_a_spreadsheet():
    row = sheet_rows([ROW])[-1]

    assert [cell.data_type for cell in row] == ["s", "n", "n", "d", "d", "b"]
    assert [cell.value for cell in row] == [
        "MK-1",
        -24,
        2.5,
        datetime(2026, 11, 21),
        datetime(2026, 7, 1, 12, 30),
        True,
    ]


def test_columns_of_a_spreadsheet_show_what_they_hold_under_titles_that_stay():
    content = exported([("Rum, dark, in a box of twelve", *ROW[1:])], Format.XLSX)[1]

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]

    shown = [sheet.column_dimensions[letter].width for letter in "ABE"]
    assert shown[0] > len("Rum, dark, in a box of twelve")
    assert shown[1] < 15
    assert shown[2] > len("2026-07-01 12:30:00")
    assert sheet.freeze_panes == f"A{BEFORE_ROWS + 1}"


def test_keeps_a_number_exact_that_a_spreadsheet_would_round():
    row = sheet_rows([("X", 9_007_199_254_740_993, None, None, None, None)])[-1]

    assert row[1].value == "9007199254740993"


def test_drops_what_a_spreadsheet_cannot_hold():
    row = sheet_rows([("a\x00b\x1f" + "c" * 40_000, 1, None, None, None, None)])[-1]

    assert row[0].value.startswith("abc")
    assert len(row[0].value) == exports.CELL_LIMIT


def test_goes_on_to_another_sheet_when_one_is_full(monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 2)

    book = openpyxl.load_workbook(io.BytesIO(exported([ROW] * 5, Format.XLSX)[1]))

    assert [sheet.max_row - BEFORE_ROWS for sheet in book.worksheets] == [2, 2, 1]


def test_tells_how_far_it_is():
    told = []

    export_rows(
        columns=COLUMNS,
        rows=[ROW] * 2500,
        heading=HEADING,
        form=Format.CSV,
        target=io.BytesIO(),
        tell=told.append,
    )

    assert told == [1000, 2000]
