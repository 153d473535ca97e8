"""The columns of a file as the mapping screen shows them, and what it sends back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.imports.kinds import ImportKind
from workbench.imports.mapping import Columns
from workbench.imports.sheet import Cell, Sheet, Unreadable, column_letter

PREFIX = "column-"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column: its title, a few of its values, and which field it is read as ("" is none)."""

    index: int
    letter: str
    header: str
    sample: list[str]
    field: str

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.index}"


def column_choices(kind: ImportKind, sheet: Sheet, mapping: Columns) -> list[ColumnChoice]:
    return [
        ColumnChoice(
            index=index,
            letter=column_letter(index),
            header=header,
            sample=_sample(sheet, index),
            field=mapping.get(str(index), ""),
        )
        for index, header in enumerate(sheet.headers)
    ]


def _sample(sheet: Sheet, index: int) -> list[str]:
    cells = [line.cells[index] if index < len(line.cells) else None for line in sheet.lines]
    return [shown for shown in (_shown(cell) for cell in cells) if shown]


def _shown(cell: Cell) -> str:
    if cell is None or isinstance(cell, Unreadable):
        return ""
    return str(cell)[:60]


def read_mapping(kind: ImportKind, width: int, sent: Mapping[str, str]) -> dict[str, str]:
    """Column number -> field, of the fields this kind knows."""
    chosen = {str(index): sent.get(f"{PREFIX}{index}", "") for index in range(width)}
    return {index: key for index, key in chosen.items() if key in kind.by_key}
