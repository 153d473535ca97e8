"""What no program should send, made from what the description of a call asks for."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from rest_framework import serializers

# The same values in every run; another number tries others, `all` tries everything (some minutes).
SEED = os.environ.get("PLUMBLINE_FUZZ", "20")
EACH = 3

# Written as JSON, so that what Python cannot hold stands in it as well.
VALUES = (
    *('null', '""', '" "', '"\\u0000"', '"\\ud800"', '"a\\u0000b"', '"\\u202e"', '"²"', '"1e400"'),
    *('true', '"yes"', '0', '-1', '1.5', '1e400', '1' + '0' * 30, '9223372036854775808', '2147483648'),
    *('"-1"', '"NaN"', '"Infinity"', '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00+14:00"'),
    *('"2026-11-20T10:00:00"', '"10000-01-01"', '[]', '{}', '[null]', '[[]]', '{"a": 1}', '"%s{0}"'),
    *('"' + "x" * 5_000 + '"', '["' + "x" * 100 + '"]', "[" * 60 + "]" * 60, '"\'; --"', '"a@b"'),
)  # fmt: skip

BODIES: tuple[bytes, ...] = (
    b"", b" ", b"null", b"[]", b'"x"', b"5", b"{", b"}{", b'{"a": NaN}', b'{"a": -Infinity}',
    b"\xff\xfe{}", b'{"a": "\xed\xa0\x80"}', b"[" * 100_000, b'{"a":' * 20_000, b"[0," * 50_000,
    b'{"on_behalf_of": "a@b.c", "on_behalf_of": 5}', b'{"\\ud800": 1}', b'{"\\u0000": 1}', b"\x00",
    b'{"a": ' + b"9" * 5_000 + b"}", b"a=1&b=2", b"\xef\xbb\xbf{}",
)  # fmt: skip
TYPES = (
    "text/plain",
    "",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "a/b;c=",
    "é",
)
HEADS = (
    *(("Idempotency-Key", one) for one in ("", " ", '"', "x" * 256, "é", "a b", "\t", "\x7f")),
    *(("If-Match", one) for one in ("", '"', "abc", '"-1"', '"1", "2"', "9" * 30, '"²"', "W/", "1.5")),
)  # fmt: skip
WORDS = (
    *("", " ", "\x00", "²", "-1", "0", "1.5", "1e400", "NaN", "9" * 30, "9223372036854775808"),
    *("x" * 5_000, "%", "'", "\\", "{}", "[]", "true", "null", "é" * 300, "a,b", "2026-13-45", "10000-01-01"),
    *("0001-01-01", "9999-12-31", "2026-11-20T10:00:00", "\u202e", "CS-²", "TR-" + "9" * 30, "-pk"),
)  # fmt: skip


def leaves(
    shape: serializers.Serializer[Any], at: tuple[Any, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """The way to every field of a body, the first of each list."""
    for name, field in shape.get_fields().items():
        here = (*at, name)
        yield here
        inner = field.child if isinstance(field, serializers.ListSerializer) else field
        if isinstance(inner, serializers.Serializer):
            yield from leaves(inner, (*here, 0) if inner is not field else here)
        elif isinstance(field, serializers.ListField):
            yield (*here, 0)


def bodies(shape: type[Any] | None, usual: dict[str, Any], name: str) -> Iterator[str]:
    """The usual body with one value after another put into each of its fields."""
    ways = list(leaves(shape())) if shape is not None else []
    for way in [*ways, ("more",)]:
        for value in some(VALUES, f"{name} {way}"):
            yield put(usual, way, value)


def put(usual: dict[str, Any], way: tuple[Any, ...], value: str) -> str:
    """The body with a value, as JSON text, at the end of the way."""
    body: Any = copy.deepcopy(usual)
    inner = body
    for step, following in pairwise(way):
        empty: Any = [] if isinstance(following, int) else {}
        inner = _reached(inner, step, empty)
    _reached(inner, way[-1], None)
    inner[way[-1]] = MARKED
    return json.dumps(body, default=str).replace(f'"{MARKED}"', value)


MARKED = "a-hostile-value"


def _reached(inner: Any, step: Any, empty: Any) -> Any:
    if isinstance(inner, list):
        inner.extend([empty] if not inner else [])
    elif not inner.get(step):
        inner[step] = empty
    return inner[step]


def some(values: Sequence[Any], name: str) -> list[Any]:
    """What is tried of it at one place."""
    return list(values) if SEED == "all" else random.Random(f"{SEED} {name}").sample(values, EACH)
