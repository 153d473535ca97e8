"""Query parameters of the reading endpoints: what is wrong is named, nothing is guessed."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

# A plus in an address that was not escaped arrives as a space.
_LOST_PLUS = re.compile(r"T(\S+) (\d\d:?\d\d)$")
LONGEST_CODE = 80
MOST_CODES = 200
PAGE = 200
MOST_ROWS = 1_000


def codes(query: QueryDict, name: str) -> list[str]:
    """A parameter that may be repeated, each value once, in the order sent."""
    values = list(dict.fromkeys(value.strip() for value in query.getlist(name)))
    if any(not value or len(value) > LONGEST_CODE or "\x00" in value for value in values):
        raise wrong(name, "bad_code", f"Each {name} is a code of 1 to {LONGEST_CODE} characters.")
    if len(values) > MOST_CODES:
        raise wrong(name, "too_many", f"At most {MOST_CODES} values of {name} in one call.")
    return values


def moment(query: QueryDict, name: str) -> datetime | None:
    """A moment with offset, as UTC."""
    text = query.get(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(_LOST_PLUS.sub(r"T\1+\2", text.strip()))
        if found.tzinfo is None:
            raise wrong(name, "time_without_offset", f"{name} needs an offset, such as Z.")
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong(
            name, "bad_time", f"{name} is not a moment such as 2026-11-21T10:00:00Z."
        ) from None


def limit(query: QueryDict) -> int:
    text = query.get("limit")
    if text is None:
        return PAGE
    if not (text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= MOST_ROWS):
        raise wrong("limit", "bad_limit", f"limit is a whole number from 1 to {MOST_ROWS}.")
    return int(text)


def only(query: QueryDict, allowed: Sequence[str]) -> None:
    """A misspelt filter would silently answer everything."""
    for name in query:
        if name not in allowed:
            raise wrong(name[:40], "unknown_parameter", f"Known here: {', '.join(allowed)}.")


def wrong(name: str, code: str, detail: str) -> ValidationError:
    return ValidationError({name: [detail]}, code=code)
