"""Evidence is what was seen, cut to a size that a page and a table can carry.

It may hold whatever another system sent, so everything the database would refuse is replaced here:
null bytes, broken surrogates, NaN. Pure functions.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

LONGEST_TEXT = 2_000
MOST_ITEMS = 50
DEEPEST = 6
MOST_BYTES = 16_000


def bounded(evidence: Mapping[str, Any] | None) -> dict[str, Any]:
    """The evidence as plain JSON within the limits; what was cut says so."""
    cleaned = _clean_mapping(evidence or {}, depth=0)
    if _size(cleaned) <= MOST_BYTES:
        return cleaned
    return _first_that_fit(cleaned)


def clean_text(text: str, *, longest: int) -> str:
    """A text the database accepts, with an ellipsis where it was cut."""
    safe = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return safe if len(safe) <= longest else safe[: longest - 1] + "…"


def _first_that_fit(cleaned: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"left_out": []}
    left_out: list[str] = kept["left_out"]
    room = MOST_BYTES - 2_000
    for key, value in cleaned.items():
        size = _size({key: value})
        if size > room:
            left_out.append(clean_text(key, longest=40))
            continue
        kept[key] = value
        room -= size
    return kept


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def _clean(value: Any, *, depth: int) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _clean_mapping(value, depth=depth)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return _clean_list(value, depth=depth)
    return clean_text(_as_text(value), longest=LONGEST_TEXT)


def _as_text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _clean_mapping(value: Mapping[Any, Any], *, depth: int) -> dict[str, Any]:
    if depth >= DEEPEST:
        return {"left_out": f"{len(value)} values"}
    kept = {
        clean_text(str(key), longest=80): _clean(item, depth=depth + 1)
        for key, item in list(value.items())[:MOST_ITEMS]
    }
    if len(value) > MOST_ITEMS:
        kept["left_out"] = f"{len(value) - MOST_ITEMS} values"
    return kept


def _clean_list(value: Sequence[Any], *, depth: int) -> list[Any]:
    if depth >= DEEPEST:
        return [f"{len(value)} values left out"]
    kept = [_clean(item, depth=depth + 1) for item in value[:MOST_ITEMS]]
    if len(value) > MOST_ITEMS:
        kept.append(f"{len(value) - MOST_ITEMS} more left out")
    return kept
