"""Kinds of import: which fields, what is checked over the whole file, how a chunk is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workbench.imports.fields import Field


@dataclass(frozen=True, slots=True)
class Row:
    """One row that parsed: its number in the file and its values by field key."""

    number: int
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one cell, and what to do about it."""

    row: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to check (all of them) or to write (a chunk), and for whom."""

    rows: Sequence[Row]
    actor: User
    at: datetime
    options: dict[str, str]
    # What the trail says of each change.
    reason: str = ""


# What a dry run and an import count, in words.
COUNTS: dict[str, Promise] = {
    "new": _("New"),
    "known": _("Already known; changed where they differ"),
    "created": _("Made"),
    "changed": _("Changed"),
    "unchanged": _("Already as in the file"),
    "posted": _("Posted"),
    "review": _("Waiting to be looked at"),
    "duplicate": _("Posted before, not again"),
    "rejected": _("Not posted; they wait on the intake screen"),
    "conflict": _("Posted before with other content; see the intake screen"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    problems: list[Problem] = field(default_factory=list)
    # What applying would do, by the words of `COUNTS`.
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """Something asked once per file, as a choice: which network the SKUs belong to."""

    key: str
    label: Promise
    choices: Callable[[User], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class ImportKind:
    key: str
    label: Promise
    about: Promise
    permission: str
    fields: tuple[Field, ...]
    check: Callable[[Batch], Checked]
    # Writes one chunk, inside the transaction of the caller; what it did, by the words of `COUNTS`.
    apply: Callable[[Batch], dict[str, int]]
    options: tuple[Option, ...] = ()
    # The page of one import of this kind, by its number; and where one looks at what it brought.
    page_url_name: str = ""
    result_url_name: str = ""
    chunk: int = 1000
    # `check` takes rows without a cell that is required and does not fit, so that all else that is wrong
    # with them is told with it.
    checks_gaps: bool = False

    @property
    def by_key(self) -> dict[str, Field]:
        return {spec.key: spec for spec in self.fields}


_kinds: dict[str, ImportKind] = {}


def register(*kinds: ImportKind) -> None:
    _kinds.update({kind.key: kind for kind in kinds})


def import_kind(key: str) -> ImportKind:
    return _kinds[key]


def kinds_for(user: User) -> list[ImportKind]:
    """What this person may import."""
    return [kind for kind in _kinds.values() if user.may(kind.permission)]
