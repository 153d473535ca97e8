"""From the text of a call to its events, each with the very characters it was sent in. Pure.

The standard library's scanner is used for the items because it says where each one ends, so the raw
text is a slice, not a second rendering, and reading stops at the first event too many. It reads
1,000 events in about 4 ms.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from inventory.intake.errors import (
    BodyNotJson,
    EventsMissing,
    NullByteInBody,
    NumberNotFinite,
    TooManyEvents,
)

MOST_EVENTS = 5_000

T = TypeVar("T")

_SPACE = re.compile(r"[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
# What may become a character no text column holds: a null, or half of a surrogate pair.
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Item(NamedTuple):
    value: Any
    raw: str


def read_events(text: str, *, most: int = MOST_EVENTS) -> list[Item]:
    """The items of `{"events": [...]}` in order.

    Refuses: NullByteInBody, NumberNotFinite, BodyNotJson, TooManyEvents, EventsMissing.
    """
    items = _read(text, lambda: _events_of_document(text, most))
    if items is None:
        raise EventsMissing
    return items


def read_event(text: str) -> Any:
    """One event as a person typed it. Refuses as a whole call does."""
    return _read(text, lambda: _only_value(text))


def _read(text: str, reader: Callable[[], T]) -> T:
    if "\x00" in text:
        raise NullByteInBody
    try:
        found = reader()
    except json.JSONDecodeError as error:
        raise BodyNotJson(where=f"line {error.lineno}, column {error.colno}") from error
    except StopIteration as stop:
        raise BodyNotJson(where=f"character {stop.value}") from stop
    except ValueError as error:  # an integer of more digits than the platform reads
        raise BodyNotJson(where="a number is too long") from error
    except RecursionError as error:
        raise BodyNotJson(where="nested too deeply") from error
    if _SUSPECT.search(text):
        _refuse_unstorable(found)
    return found


def _only_value(text: str) -> Any:
    value, end = _scan(text, _past_space(text, 0))
    _expect_end(text, end)
    return value


def _events_of_document(text: str, most: int) -> list[Item] | None:
    """The items, or None when the document is fine but holds no list of events."""
    start = _past_space(text, 0)
    if text[start : start + 1] != "{":
        _, end = _scan(text, start)
        _expect_end(text, end)
        return None
    return _events_of_object(text, start + 1, most)


def _events_of_object(text: str, at: int, most: int) -> list[Item] | None:
    at = _past_space(text, at)
    if text[at : at + 1] == "}":
        _expect_end(text, at + 1)
        return None
    found: list[Item] | None = None
    closed = False
    while not closed:
        name, at = _name(text, at)
        if name == "events":
            found, at = _events_value(text, at, most)
        else:
            _, at = _scan(text, at)
        at, closed = _next(text, at, "}")
    _expect_end(text, at)
    return found


def _events_value(text: str, at: int, most: int) -> tuple[list[Item] | None, int]:
    if text[at : at + 1] == "[":
        return _items(text, at + 1, most)
    _, end = _scan(text, at)
    return None, end


def _items(text: str, at: int, most: int) -> tuple[list[Item], int]:
    items: list[Item] = []
    at = _past_space(text, at)
    if text[at : at + 1] == "]":
        return items, at + 1
    while len(items) < most:
        value, end = _scan(text, at)
        items.append(Item(value, text[at:end]))
        comma = _COMMA.match(text, end)
        if comma is None:
            return items, _next(text, end, "]")[0]
        at = comma.end()
    raise TooManyEvents(limit=most)


def _name(text: str, at: int) -> tuple[str, int]:
    """A member's name and where its value begins."""
    if text[at : at + 1] != '"':
        raise json.JSONDecodeError("Expecting a name in double quotes", text, at)
    name, at = _scan(text, at)
    at = _past_space(text, at)
    if text[at : at + 1] != ":":
        raise json.JSONDecodeError("Expecting ':'", text, at)
    return name, _past_space(text, at + 1)


def _next(text: str, at: int, closing: str) -> tuple[int, bool]:
    """Past a comma to the next value, or past the closing bracket."""
    at = _past_space(text, at)
    sign = text[at : at + 1]
    if sign == ",":
        return _past_space(text, at + 1), False
    if sign == closing:
        return at + 1, True
    raise json.JSONDecodeError(f"Expecting ',' or '{closing}'", text, at)


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _expect_end(text: str, at: int) -> None:
    at = _past_space(text, at)
    if at != len(text):
        raise json.JSONDecodeError("Extra text", text, at)


def _refuse_constant(word: str) -> None:
    raise NumberNotFinite(word=word)


def _number(text: str) -> float | Decimal:
    """A float, or the exact decimal where it would not fit one (1e400): an event's own trouble."""
    number = float(text)
    return Decimal(text) if number in (float("inf"), float("-inf")) else number


def _refuse_unstorable(value: Any) -> None:
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            if _UNSTORABLE.search(item):
                raise NullByteInBody
        elif isinstance(item, dict):
            todo.extend(item.keys())
            todo.extend(item.values())
        elif isinstance(item, list | tuple):
            todo.extend(item)


_decoder: Any = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_number)
_scan = _decoder.scan_once
