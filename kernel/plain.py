"""Anything as plain JSON the database accepts, cut to a size a row can carry.

Evidence and changed fields may hold whatever another system sent: null bytes, broken surrogates,
control characters, NaN, endless nesting. What was cut says so. Pure functions.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    longest_text: int = 2_000
    most_items: int = 50
    deepest: int = 6
    most_bytes: int = 16_000


USUAL = Limits()
# What no screen shows and no file may hold: controls, save for the tab and line ends.
UNPRINTABLE = dict.fromkeys({*range(32), *range(127, 160)} - {9, 10, 13}, "\ufffd")
ABBREVIATIONS = {"sku": "SKU", "id": "ID", "url": "URL", "api": "API", "ip": "IP"}


def bounded(facts: Mapping[str, Any] | None, *, limits: Limits = USUAL) -> dict[str, Any]:
    """The facts as plain JSON within the limits."""
    cleaned = _clean_mapping(facts or {}, limits, depth=0)
    if _size(cleaned) <= limits.most_bytes:
        return cleaned
    return _first_that_fit(cleaned, room=limits.most_bytes)


def clean_text(text: str, *, longest: int) -> str:
    """A text that the database accepts and a screen can show, with an ellipsis where it was cut."""
    safe = text.translate(UNPRINTABLE).encode("utf-8", "replace").decode("utf-8")
    return safe if len(safe) <= longest else safe[: longest - 1] + "…"


def spoken(name: str) -> str:
    """A name of code as words that begin a line: `sku_id` is "SKU ID"."""
    words = [ABBREVIATIONS.get(word, word) for word in name.replace("_", " ").split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _first_that_fit(cleaned: dict[str, Any], *, room: int) -> dict[str, Any]:
    kept: dict[str, Any] = {"left_out": []}
    left_out: list[str] = kept["left_out"]
    room -= room // 8
    for key, value in cleaned.items():
        size = _size({key: value})
        if size > room:
            left_out.append(clean_text(key, longest=20))
            continue
        kept[key] = value
        room -= size
    return kept


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def _clean(value: Any, limits: Limits, *, depth: int) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _clean_mapping(value, limits, depth=depth)
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        return _clean_list(list(value), limits, depth=depth)
    return clean_text(_as_text(value), longest=limits.longest_text)


def _as_text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _clean_mapping(value: Mapping[Any, Any], limits: Limits, *, depth: int) -> dict[str, Any]:
    if depth >= limits.deepest:
        return {"left_out": f"{len(value)} values"}
    kept = {
        clean_text(str(key), longest=80): _clean(item, limits, depth=depth + 1)
        for key, item in list(value.items())[: limits.most_items]
    }
    if len(value) > limits.most_items:
        kept["left_out"] = f"{len(value) - limits.most_items} values"
    return kept


def _clean_list(value: list[Any], limits: Limits, *, depth: int) -> list[Any]:
    if depth >= limits.deepest:
        return [f"{len(value)} values left out"]
    kept = [_clean(item, limits, depth=depth + 1) for item in value[: limits.most_items]]
    if len(value) > limits.most_items:
        kept.append(f"{len(value) - limits.most_items} more left out")
    return kept
