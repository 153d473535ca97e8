"""What no honest page sends, one value at a time; and what an answer to it must be like."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.forms.fill import Sent
from tests.forms.read import Field

MISSING, TWICE = object(), object()
NUMBERS = (
    "²",
    "٣",
    "½",
    "NaN",
    "-Infinity",
    "-1",
    "0",
    "1" + "0" * 30,
    "1e400",
    "1_000",
    "9" * 5_000,
)
TEXTS = (
    "a\x00b",
    "a\x1b[31mb\x7f",
    # A lone surrogate, as bytes: no browser sends it, a script may.
    [b"a\xed\xa0\x80b"],
    "\u202efdp.exe\u2066",
    "\u200b\u2060\u00ad",
    "\ufdd0\U0010ffff",
    "Walked " * 500,
    "x" * 100_000,
    "",
    " \t\r\n ",
    "no-such-thing",
    "{'a': [1]}",
    "%00%s%(a)s{0}{{1}}",
)
DATES = (
    "0001-01-01",
    "9999-12-31",
    "2026-02-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-11-28T00:00:00+99:99",
)
WAYS = ("//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", "/\\elsewhere")
# What is best tried of a field by what the browser knows of it.
BY_KIND = {"number": NUMBERS, "date": DATES, "datetime-local": DATES}
EVERYTHING = (*NUMBERS, *TEXTS, *DATES, *WAYS, MISSING, TWICE)
FILES = (
    SimpleUploadedFile("a\u202egpj.exe", b"MZ\x00\x01", content_type="image/jpeg"),
    SimpleUploadedFile("x" * 300 + ".csv", b"\xff\xfe\x00"),
    SimpleUploadedFile("empty.csv", b""),
    SimpleUploadedFile("one.csv", b"sku,location,quantity\n\x00,\xed\xa0\x80,1e400\n"),
    SimpleUploadedFile("bomb.xlsx", b"PK\x03\x04 not a sheet", content_type="text/csv"),
    "no file",
    MISSING,
)
FINE = {"\n", "\r", "\t"}


def values_of(one: Field, few: int, random: Random) -> list[Any]:
    """Values for a field: all there are, or a few of which one fits its kind."""
    if one.kind == "file":
        return list(FILES)
    if not few:
        return list(EVERYTHING)
    fitting = BY_KIND.get(one.kind, TEXTS)
    rest = [value for value in EVERYTHING if value not in fitting]
    return [random.choice(fitting), *random.sample(rest, few - 1)]


def with_value(data: Sent, name: str, value: Any) -> Sent:
    """A form with one field that says something else, or nothing, or two things."""
    left = {key: held for key, held in data.items() if key != name}
    if value is MISSING:
        return left
    if value is TWICE:
        usual = data.get(name, "")
        return left | {name: [*(usual if isinstance(usual, list) else [usual]), "Other"]}
    if hasattr(value, "seek"):
        value.seek(0)
    return left | {name: value}


def named(value: Any) -> str:
    """A value in a sentence of a failure."""
    names = {id(MISSING): "nothing", id(TWICE): "two values"}
    return names.get(id(value)) or repr(value)[:40]


def faults_of(answer: Any) -> Iterator[str]:
    """What is wrong with an answer, whatever was sent."""
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
    way = answer.headers.get("Location", "") or answer.headers.get("HX-Redirect", "")
    if way and (not way.startswith("/") or way.startswith(("//", "/\\"))):
        yield f"leads away, to {way}"
    if 400 <= answer.status_code < 500 and not says_why(answer):
        yield f"answers {answer.status_code} and nothing says why"


def says_why(answer: Any) -> bool:
    text = b"" if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return b'"detail"' in text or b'"title"' in text
    return b'role="alert"' in text or b'class="err"' in text or answer.status_code in {404, 405}


def unprintable(text: str) -> str:
    """The first sign in a text that no screen and no file can show."""
    wrong = (one for one in text if one not in FINE and unicodedata.category(one) in {"Cc", "Cs"})
    return next(wrong, "")
