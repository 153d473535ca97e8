"""From the cells of a sheet to typed rows, and everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from workbench.imports.fields import Field, Misfit
from workbench.imports.kinds import ImportKind, Problem, Row
from workbench.imports.mapping import Columns
from workbench.imports.read import read_sheet
from workbench.imports.sheet import Line, Sheet, Unreadable
from workbench.models import Import


@dataclass(frozen=True, slots=True)
class Parsed:
    """`doubtful` rows have a cell that does not fit, but everything the domain needs to look at them too, so
    that a person sees all errors at once. They are never written."""

    sheet: Sheet
    rows: list[Row]
    doubtful: list[Row]
    problems: list[Problem]


def parse_file(run: Import, kind: ImportKind) -> Parsed:
    """Read the import's file by its mapping.

    Refuses what `read_sheet` refuses.
    """
    with run.file.file.open("rb") as content:
        sheet = read_sheet(cast(BinaryIO, content))
    return parse_lines(kind, sheet, run.mapping)


def parse_lines(kind: ImportKind, sheet: Sheet, mapping: Columns) -> Parsed:
    """Rows of which every cell fits, and a problem for each cell that does not."""
    columns = [(int(index), kind.by_key[key]) for index, key in mapping.items()]
    needed = {spec.key for spec in kind.fields if spec.required and not kind.checks_gaps}
    parsed = Parsed(sheet, [], [], [])
    for line in sheet.lines:
        row, misfits = _parse(line, columns)
        found = [*_surplus(line, len(sheet.headers)), *misfits]
        parsed.problems.extend(found)
        if not found:
            parsed.rows.append(row)
        elif needed <= row.values.keys():
            parsed.doubtful.append(row)
    return parsed


def _parse(line: Line, columns: Sequence[tuple[int, Field]]) -> tuple[Row, list[Problem]]:
    values, problems = {}, []
    for index, spec in columns:
        cell = line.cells[index] if index < len(line.cells) else None
        try:
            values[spec.key] = spec.parse(cell)
        except Misfit as misfit:
            problems.append(Problem(line.number, spec.key, str(misfit)))
    return Row(line.number, values), problems


def _surplus(line: Line, width: int) -> Iterable[Problem]:
    if any(cell not in (None, "") for cell in line.cells[width:]):
        text = _(
            "The row has more cells than there are column titles. A separator may be too many."
        )
        yield Problem(line.number, "", text)


def told(run: Import, sheet: Sheet, problems: Sequence[Problem]) -> list[dict[str, str | int]]:
    """Problems in the order of the file, with the column's title and what stands in the cell."""
    column_of = {key: int(index) for index, key in run.mapping.items()}
    lines = {line.number: line for line in sheet.lines}
    rows: list[dict[str, str | int]] = []
    for problem in sorted(problems, key=lambda each: (each.row, column_of.get(each.field, -1))):
        index = column_of.get(problem.field, -1)
        cells = lines[problem.row].cells if problem.row in lines else []
        cell = cells[index] if 0 <= index < len(cells) else None
        rows.append(
            {
                "row": problem.row,
                "column": sheet.headers[index] if index >= 0 else "",
                "value": "" if cell is None or isinstance(cell, Unreadable) else str(cell)[:80],
                "text": problem.text,
            }
        )
    return rows
