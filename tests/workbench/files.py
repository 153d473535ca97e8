"""Files as people send them: CSV of any encoding, workbooks good and bad."""

import io
import zipfile

import openpyxl


def workbook(rows, *, merge="", sheets=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    for title in sheets:
        book.create_sheet(title)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def bomb(megabytes):
    """A workbook whose sheet unpacks to this many megabytes of spaces."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(b" " * (1 << 20))
    target.seek(0)
    return target


def with_part(source, name, change):
    """The workbook with one part of its XML rewritten."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, change(content) if part.filename == name else content)
    target.seek(0)
    return target
