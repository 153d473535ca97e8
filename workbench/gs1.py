"""GS1 element strings and Digital Links: what a label says besides its number. Pure.

`]C1`, `]d2`, `]Q3` and `]e0` name the symbology and are left out; a variable field ends with FNC1, which
scanners send as the character GS. Read are the identifiers a shop meets, not the whole table.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote, urlsplit

SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9]")
GS = "\x1d"
# How scanners that cannot send a control character write it.
SPELT_GS = re.compile(r"\{GS\}|<GS>|\u241d|\x1e", re.IGNORECASE)
BRACKETS = re.compile(r"\((\d{2,4})\)([^(]+)")

FIXED = {
    "00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
    "410": 13, "411": 13, "412": 13, "413": 13, "414": 13, "415": 13, "416": 13, "417": 13,
}  # fmt: skip
LONGEST = {
    "10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "90": 30, "91": 90, "92": 90, "93": 90, "94": 90,
    "95": 90, "96": 90, "97": 90, "98": 90, "99": 90, "240": 30, "241": 30, "242": 6, "250": 30,
    "251": 30, "254": 20, "400": 30, "401": 30, "403": 30, "420": 20, "422": 3, "8008": 12, "8020": 25,
}  # fmt: skip
# Weights and measures: four digits of identifier, six of value.
MEASURE = re.compile(r"3[1-6]\d{2}")


@dataclass(frozen=True, slots=True)
class Elements:
    """What a label carries. `fields` holds everything by its application identifier."""

    gtin: str = ""
    batch: str = ""
    serial: str = ""
    sscc: str = ""
    expires: date | None = None
    best_before: date | None = None
    # How many of the item the label stands for (37 of a pallet, 30 of a variable one).
    count: int | None = None
    fields: dict[str, str] = field(default_factory=dict)


NOTHING = Elements()


def elements(text: str) -> Elements:
    """The elements of a scanned text; nothing for a plain number or a code of one's own."""
    clean = SPELT_GS.sub(GS, text.strip())
    found = _of_link(clean) if clean.lower().startswith(("http://", "https://")) else None
    if found is None and clean.startswith("("):
        found = {ai: value.strip() for ai, value in BRACKETS.findall(clean)}
    if found is None:
        found = _of_string(SYMBOLOGY.sub("", clean).lstrip(GS))
    return _named(found) if found and _sound(found) else NOTHING


def plain(text: str) -> str:
    """The text without the symbology identifier that some scanners send first."""
    return SYMBOLOGY.sub("", text.strip().strip(GS))


def check_digit_fits(number: str) -> bool:
    """Weights 3 and 1 from the right, as of every GS1 number."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(d * (3 if place % 2 else 1) for place, d in enumerate(digits)) % 10 == 0


def _of_link(text: str) -> dict[str, str] | None:
    steps = [unquote(step) for step in urlsplit(text).path.strip("/").split("/")]
    for at, step in enumerate(steps[:-1]):
        if step in {"01", "00", "414"}:
            rest = steps[at:]
            pairs = dict(zip(rest[::2], rest[1::2], strict=False))
            return {ai: value.zfill(14) if ai == "01" else value for ai, value in pairs.items()}
    return None


def _of_string(text: str) -> dict[str, str] | None:
    if len(text) < 16 or not text[:2].isdigit():
        return None
    try:
        return dict(_fields(text))
    except ValueError:
        return None


def _fields(text: str) -> Iterator[tuple[str, str]]:
    rest = text
    while rest:
        ai = _identifier(rest)
        body = rest[len(ai) :]
        length = 6 if MEASURE.fullmatch(ai) else FIXED.get(ai)
        if length is not None:
            value, rest = body[:length], body[length:]
            if len(value) < length or not value.isdigit():
                raise ValueError(ai)
        else:
            value, _, rest = body.partition(GS)
            if not 0 < len(value) <= LONGEST[ai]:
                raise ValueError(ai)
        yield ai, value
        rest = rest.removeprefix(GS)


def _identifier(text: str) -> str:
    if MEASURE.fullmatch(text[:4]):
        return text[:4]
    for length in (2, 3, 4):
        if text[:length] in FIXED or text[:length] in LONGEST:
            return text[:length]
    raise ValueError(text[:4])


def _sound(found: dict[str, str]) -> bool:
    """Keys have the right length and check digit: a number that only looks like one is left alone."""
    keys = [(ai, FIXED[ai]) for ai in ("00", "01", "02", "414") if ai in found]
    return bool(keys) and all(
        found[ai].isascii()
        and found[ai].isdigit()
        and len(found[ai]) == length
        and check_digit_fits(found[ai])
        for ai, length in keys
    )


def _named(found: dict[str, str]) -> Elements:
    return Elements(
        gtin=found.get("01") or found.get("02", ""),
        batch=found.get("10", ""),
        serial=found.get("21", ""),
        sscc=found.get("00", ""),
        expires=_day(found.get("17", "")),
        best_before=_day(found.get("15", "")),
        count=_count(found.get("37") or found.get("30") or ""),
        fields=found,
    )


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) else None


def _day(text: str) -> date | None:
    """YYMMDD; day 00 is the last of the month. Years 51 to 99 were the last century."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return None
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year += 1900 if year > 50 else 2000
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None
