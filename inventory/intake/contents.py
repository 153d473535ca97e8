"""Readings of what a source sent, whatever it sent. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# A source may number and annotate the same content anew.
NOT_CONTENT = frozenset({"sequence", "stream", "attributes"})
KEY_LIMIT = 200
LARGEST_SEQUENCE = 2**63 - 1


def fields_of(payload: Any) -> Mapping[str, Any]:
    return payload if isinstance(payload, Mapping) else {}


def key_of(payload: Any) -> str:
    """The key the source gave, or "" when it gave none that could be one."""
    key = fields_of(payload).get("key")
    key = storable(key).strip() if isinstance(key, str) else ""
    return key if len(key) <= KEY_LIMIT else ""


def word_of(payload: Any, field: str, *, limit: int) -> str:
    """A field as a text to filter by, whatever was sent in its place."""
    value = fields_of(payload).get(field)
    if value is None or isinstance(value, Mapping | list):
        return ""
    return storable(str(value)[: limit * 2]).strip()[:limit]


def sequence_of(payload: Any) -> int | None:
    value = fields_of(payload).get("sequence")
    if type(value) is int and 0 <= value <= LARGEST_SEQUENCE:
        return value
    return None


def storable(text: str) -> str:
    """The text with whatever no column holds replaced."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def as_json(payload: Any) -> str | None:
    """An object as JSON the database takes; None for anything else."""
    if not isinstance(payload, Mapping):
        return None
    try:
        text = json.dumps(payload, ensure_ascii=False, allow_nan=False, default=str)
        text.encode()
    except (TypeError, ValueError, RecursionError):
        return None
    return None if "\\u0000" in text else text


def digest_of(payload: Any) -> bytes:
    """Over what the source sent, as it sent it: stays the same whatever the catalogue learns."""
    if isinstance(payload, Mapping):
        payload = {str(key): value for key, value in payload.items() if key not in NOT_CONTENT}
    try:
        text = json.dumps(payload, sort_keys=True, default=repr)
    except (TypeError, ValueError, RecursionError):
        text = repr(payload)
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()
