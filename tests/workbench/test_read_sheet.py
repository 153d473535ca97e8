import io
from datetime import date, datetime

import pytest

from tests.workbench.files import bomb, with_part, workbook
from workbench.imports import csv_sheet, read, xlsx_sheet
from workbench.imports import errors as wrong
from workbench.imports.read import read_sheet
from workbench.imports.sheet import Unreadable, column_letter

SHEET = "xl/worksheets/sheet1.xml"


def csv_sheet_of(text, encoding="utf-8"):
    return read_sheet(io.BytesIO(text.encode(encoding)))


def cells(sheet):
    return [line.cells for line in sheet.lines]


def test_reads_csv_with_the_row_numbers_of_a_spreadsheet():
    sheet = csv_sheet_of('Code,Name\r\nA1,"Mug, blue"\r\n\r\n A2 ,"say ""hi"""\r\n')

    assert sheet.headers == ["Code", "Name"]
    assert [line.number for line in sheet.lines] == [2, 4]
    assert cells(sheet) == [["A1", "Mug, blue"], ["A2", 'say "hi"']]
    assert sheet.notes == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_the_unicode_encodings_without_a_word(encoding):
    sheet = csv_sheet_of("Code,Name\nÅ1,Crème brûlée 漢\n", encoding)

    assert cells(sheet) == [["Å1", "Crème brûlée 漢"]]
    assert sheet.notes == []


def test_reads_windows_1252_and_says_so():
    sheet = csv_sheet_of("Code,Name\nA1,plain\nA2,Café “No 5”\n", "cp1252")

    assert cells(sheet)[1] == ["A2", "Café “No 5”"]
    assert "first seen in row 3" in sheet.notes[0]


@pytest.mark.parametrize(
    ("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_finds_the_separator_outside_quotation_marks(sign, word):
    sheet = csv_sheet_of('"Code, all";Name;Size\nA;B;C\n'.replace(";", sign))

    assert sheet.headers == ["Code, all", "Name", "Size"]
    assert sheet.notes == [f"The cells are separated by {word}."]


def test_names_columns_without_a_title_by_their_letter_and_doubles():
    sheet = csv_sheet_of("Code,,Code\nA,B,C\n")

    assert sheet.headers == ["Code", "Column B", "Code"]
    assert sheet.notes == ["There is more than one column “Code”."]
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


def test_skips_the_heading_of_an_export_of_ours_and_its_apostrophes():
    text = "Export,SKUs,\r\nMade,2026-11-20,\r\n,,\r\nCode,Name,Note\r\nA1,'=odd,'quoted'\r\n"

    sheet = csv_sheet_of(text)

    assert sheet.headers == ["Code", "Name", "Note"]
    assert [line.number for line in sheet.lines] == [5]
    assert cells(sheet) == [["A1", "=odd", "'quoted'"]]


def test_reads_typed_cells_of_a_workbook():
    day, moment = date(2026, 11, 20), datetime(2026, 11, 20, 8, 30)

    sheet = read_sheet(workbook([["A", "B", "C", "D", "E"], ["x ", 5, 2.5, day, moment]]))

    assert cells(sheet) == [["x", 5, 2.5, datetime(2026, 11, 20), moment]]


def test_marks_formulas_and_spreadsheet_errors():
    sheet = read_sheet(workbook([["A", "B"], ["=1+1", "#N/A"]]))

    assert cells(sheet) == [[Unreadable.FORMULA, Unreadable.FAULT]]


def test_reads_the_first_sheet_and_says_that_there_are_more():
    sheet = read_sheet(workbook([["A"], ["x"]], sheets=["Notes"]))

    assert sheet.notes == ["The workbook has 2 sheets; only “Sheet” was read."]


def test_refuses_merged_cells_and_names_them():
    with pytest.raises(wrong.MergedCells, match="the cells A2:B3 are merged"):
        read_sheet(workbook([["A", "B"], ["x", "y"], ["z", None]], merge="A2:B3"))


def test_finds_merged_cells_across_the_edge_of_a_chunk(monkeypatch):
    rows = [["A", "B"], *[["x" * 30, "y"] for _ in range(300)]]
    content = workbook(rows, merge="A2:B3")
    refused = 0

    for size in range(997, 1003):
        monkeypatch.setattr(xlsx_sheet, "SEARCH_CHUNK", size)
        content.seek(0)
        with pytest.raises(wrong.MergedCells):
            read_sheet(content)
        refused += 1

    assert refused == 6


def test_refuses_a_bomb_of_a_gigabyte_without_unpacking_it():
    content = bomb(1024)

    with pytest.raises(wrong.WorkbookUnpacksTooLarge, match="larger than 120 MB"):
        read_sheet(content)


def test_refuses_a_small_bomb_by_its_ratio():
    with pytest.raises(wrong.WorkbookUnpacksTooLarge):
        read_sheet(bomb(20))


def test_refuses_entities_in_the_xml():
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    content = with_part(
        workbook([["A"], ["x"]]),
        SHEET,
        lambda xml: xml.replace(b"<worksheet", entity + b"<worksheet", 1),
    )

    with pytest.raises(wrong.BrokenWorkbook):
        read_sheet(content)


def test_is_not_led_astray_by_the_size_a_sheet_claims():
    content = with_part(
        workbook([["A"], ["x"]]), SHEET, lambda xml: xml.replace(b'"A1:A2"', b'"A1:XFD1048576"')
    )

    assert cells(read_sheet(content)) == [["x"]]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", wrong.FileIsEmpty),
        (b"\n\n  \n", wrong.FileIsEmpty),
        (b"Code,Name\n", wrong.FileIsEmpty),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", wrong.OldWorkbook),
        (b"\x89PNG\r\n\x1a\n", wrong.NotATable),
        (b"PK\x03\x04 not really", wrong.BrokenWorkbook),
        (b'A,B\n1,"2\n', wrong.BrokenCsv),
        (b"A,B\n1,2\nx\x00y,3\n", wrong.NotText),
        (b"," * 101 + b"\n1\n", wrong.TooManyColumns),
    ],
)
def test_refuses_what_is_no_table(content, error):
    with pytest.raises(error):
        read_sheet(io.BytesIO(content))


def test_refuses_a_zip_that_is_no_workbook():
    content = with_part(bomb(0), "xl/workbook.xml", lambda xml: xml)
    renamed = io.BytesIO(content.getvalue().replace(b"xl/workbook.xml", b"no/workbook.xml"))

    with pytest.raises(wrong.NotATable):
        read_sheet(renamed)


def test_refuses_more_rows_or_bytes_than_the_limits(monkeypatch):
    for module in (read, csv_sheet, xlsx_sheet):
        monkeypatch.setattr(module, "MAX_ROWS", 3)
    many = [["A"], *[["x"]] * 4]

    with pytest.raises(wrong.TooManyRows, match="more than 3 rows"):
        csv_sheet_of("A\nx\nx\nx\nx\n")
    with pytest.raises(wrong.TooManyRows):
        read_sheet(workbook(many))
    monkeypatch.setattr(read, "MAX_BYTES", 8)
    with pytest.raises(wrong.FileTooLarge):
        csv_sheet_of("A\nx\nx\nx\nx\n")
