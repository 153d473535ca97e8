"""The evidence of a case as its page draws it: facts, tables, and what is neither."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from exceptions.evidence_words import word_of
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


# The pages of the values of each key.
Pages = Mapping[str, Mapping[str, str]]


def evidence_of(noted: dict[str, Any], user: User | None) -> Evidence:
    """What was noted, in words, with links to what this person may open; without links for nobody."""
    found = Evidence([], {}, {})
    pages = _pages(noted, user) if user else {}
    for key, value in noted.items():
        label = str(word_of(key).label)
        if not _is_nested(value):
            cell = _cell(key, value, pages)
            found.facts.append((label, cell.text, cell.url))
        elif (sheet := _sheet(key, value, pages)) is not None:
            found.sheets[label] = sheet
        else:
            found.nested[label] = value
    return found


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _pages(noted: dict[str, Any], user: User) -> Pages:
    """One question for each key that has pages, however many lines a table has."""
    values: dict[str, set[str]] = defaultdict(set)
    for key, value in _plain(noted):
        if word_of(key).links and value not in (None, ""):
            values[key].add(str(value))
    found = {}
    for key, these in values.items():
        links = word_of(key).links
        found[key] = links(user, these) if links else {}
    return found


def _plain(noted: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each value with its key, those of lists and of the rows of tables as well."""
    for key, value in noted.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _plain(one)
            elif not isinstance(one, list):
                yield key, one


def _cell(key: str, value: Any, pages: Pages) -> Cell:
    if value in (None, "", [], {}):
        return Cell(None)
    word = word_of(key)
    text = str(word.words(value)) if word.words else shown(value)
    return Cell(text, pages.get(key, {}).get(str(value), ""))


def _sheet(key: str, value: Any, pages: Pages) -> Sheet | None:
    """Rows of plain values, names with one value each, or a plain list; None for the rest."""
    if isinstance(value, dict):
        if any(_is_nested(one) for one in value.values()):
            return None
        named = word_of(key).names or (lambda name: name)
        return Sheet([], [[Cell(str(named(key))), Cell(shown(one))] for key, one in value.items()])
    if not any(_is_nested(one) for one in value):
        return Sheet([], [[_cell(key, one, pages)] for one in value])
    if not all(isinstance(row, dict) and row.keys() == value[0].keys() for row in value):
        return None
    if any(_is_nested(one) for row in value for one in row.values()):
        return None
    rows = [[_cell(name, one, pages) for name, one in row.items()] for row in value]
    return Sheet([str(word_of(name).label) for name in value[0]], rows)


def shown(value: Any) -> Any:
    """Numbers with a real minus sign, moments in the person's zone, the rest as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return formats.quantity(value)
    if isinstance(value, str) and MOMENT.match(value):
        return formats.full_moment(datetime.fromisoformat(value))
    return value
