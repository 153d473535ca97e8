"""What somebody sent as text and nobody can see: zero-width characters, fillers and controls alone
are nothing written. Inside a text that shows they stay, because scripts and emoji are made with them.
"""

from __future__ import annotations

from typing import Any
from unicodedata import category

from django.http import QueryDict

# Spaces and line ends, controls, and formatting such as U+200B, U+2060, U+FEFF or U+00AD.
UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf"}
# Letters, marks and signs by their category, and nothing on a screen: joiners, fillers, the empty
# pattern of braille, and what chooses another form of the sign before it.
BLANK = {
    *map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}
# Formatting that draws a sign of its own around the digits after it.
DRAWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}


def seen_or_empty(text: str) -> str:
    """The text as it was sent, or "" where nothing of it shows. Spaces alone are left to whoever
    reads the field: a password may be made of them. So are NULs alone, which every field refuses: they are
    no slip of a hand, and to take them for nothing would do another thing than was asked.
    """
    return text if not text.strip("\0").strip() or any(map(_shows, text)) else ""


def seen_within(content: Any) -> Any:
    """The same for every text in what came as JSON; names of fields are left alone."""
    if isinstance(content, str):
        return seen_or_empty(content)
    if isinstance(content, dict):
        return {name: seen_within(value) for name, value in content.items()}
    return [seen_within(each) for each in content] if isinstance(content, list) else content


def fields_seen(fields: QueryDict) -> QueryDict:
    """The same for every field of a form; the very form where nothing changes."""
    found = {name: [seen_or_empty(each) for each in fields.getlist(name)] for name in fields}
    if found == dict(fields.lists()):
        return fields
    changed = fields.copy()
    for name, values in found.items():
        changed.setlist(name, values)
    return changed


def _shows(char: str) -> bool:
    code = ord(char)
    return code in DRAWN or (category(char) not in UNSEEN and code not in BLANK)
