"""Which column is read as which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from workbench.imports.kinds import ImportKind

# Column number as text (it lives in JSON) -> field key.
Columns = Mapping[str, str]


def plain(title: str) -> str:
    """A title without case, spaces and signs: "SKU code*" and "sku_code" are the same."""
    return re.sub(r"[^a-z0-9]", "", title.casefold())


def guess(kind: ImportKind, headers: Sequence[str]) -> dict[str, str]:
    """Columns by the names of the fields; each field once, the first column wins."""
    names = {
        plain(name): spec.key
        for spec in kind.fields
        for name in (spec.key, spec.label, *spec.aliases)
    }
    mapping: dict[str, str] = {}
    for index, header in enumerate(headers):
        key = names.get(plain(header), "")
        if key and key not in mapping.values():
            mapping[str(index)] = key
    return mapping


def faults(kind: ImportKind, mapping: Columns) -> list[str]:
    """What keeps this mapping from being used, in sentences."""
    chosen = list(mapping.values())
    missing = [spec.label for spec in kind.fields if spec.required and spec.key not in chosen]
    twice = [spec.label for spec in kind.fields if chosen.count(spec.key) > 1]
    said = [
        _("No column is read as %(field)s, which every row needs. Choose the column for it.")
        % {"field": label}
        for label in missing
    ]
    said += [
        _("More than one column is read as %(field)s. Choose one.") % {"field": label}
        for label in twice
    ]
    return said


def unread(headers: Sequence[str], mapping: Columns) -> list[str]:
    """The columns nobody reads."""
    return [header for index, header in enumerate(headers) if str(index) not in mapping]
