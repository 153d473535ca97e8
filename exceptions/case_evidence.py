"""The evidence of a case as its page draws it: facts, tables, and what is neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from exceptions.evidence_words import EvidenceWord, word_of
from workbench import formats

MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table, perhaps with its page."""

    text: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of the evidence as a table; without a head when it is names and values."""

    head: list[str]
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """(label, value, url) of each plain fact; tables and what is nested deeper, by label."""

    facts: list[tuple[str, Any, str]]
    sheets: dict[str, Sheet]
    nested: dict[str, Any]


def evidence_of(noted: dict[str, Any], user: User | None) -> Evidence:
    """What was noted, in words, with links to what this person may open; without links for nobody."""
    found = Evidence([], {}, {})
    for key, value in noted.items():
        word = word_of(key)
        label = str(word.label)
        if not _is_nested(value):
            cell = _cell(word, value, user)
            found.facts.append((label, cell.text, cell.url))
        elif (sheet := _sheet(word, value, user)) is not None:
            found.sheets[label] = sheet
        else:
            found.nested[label] = value
    return found


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _cell(word: EvidenceWord, value: Any, user: User | None) -> Cell:
    if value in (None, "", [], {}):
        return Cell(None)
    url = word.link(user, value) if word.link and user else ""
    return Cell(str(word.words(value)) if word.words else shown(value), url)


def _sheet(word: EvidenceWord, value: Any, user: User | None) -> Sheet | None:
    """Rows of plain values, names with one value each, or a plain list; None for the rest."""
    if isinstance(value, dict):
        if any(_is_nested(one) for one in value.values()):
            return None
        named = word.names or (lambda name: name)
        return Sheet([], [[Cell(str(named(key))), Cell(shown(one))] for key, one in value.items()])
    if not any(_is_nested(one) for one in value):
        return Sheet([], [[_cell(word, one, user)] for one in value])
    if not all(isinstance(row, dict) and row.keys() == value[0].keys() for row in value):
        return None
    if any(_is_nested(one) for row in value for one in row.values()):
        return None
    words = [word_of(name) for name in value[0]]
    rows = [
        [_cell(each, one, user) for each, one in zip(words, row.values(), strict=True)]
        for row in value
    ]
    return Sheet([str(each.label) for each in words], rows)


def shown(value: Any) -> Any:
    """Numbers with a real minus sign, moments in the person's zone, the rest as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return formats.quantity(value)
    if isinstance(value, str) and MOMENT.match(value):
        return formats.full_moment(datetime.fromisoformat(value))
    return value
