"""Digests of deliveries: whether the same key came with the same content (DESIGN 3.5)."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from inventory.ledger.canonical import Draft

# A source may number and annotate the same content anew.
NOT_CONTENT = frozenset({"sequence", "stream", "attributes"})


def digest_of(draft: Draft) -> bytes:
    """Over what the source sent, after defaults and units. No text holds a null byte."""
    cost = "" if draft.unit_cost is None else draft.unit_cost
    content = (
        f"1\0{draft.plan.content}\0{draft.sku_text}\0{draft.location_text}\0{draft.to_text}\0"
        f"{draft.quantity}\0{draft.unit}\0{draft.moment_text}\0{draft.reference}\0"
        f"{draft.reason}\0{draft.reverses}\0{cost}"
    )
    return sha256(content.encode()).digest()


def digest_of_unfit(payload: Any) -> bytes:
    """Of what has no canonical form: the same content again is the same delivery."""
    if isinstance(payload, Mapping):
        payload = {k: v for k, v in payload.items() if k not in NOT_CONTENT}
    return sha256(b"unfit\0" + _frozen(payload, 20).encode(errors="surrogatepass")).digest()


def _frozen(value: Any, depth: int) -> str:
    """Text that is the same for equal content, whatever was sent."""
    if depth == 0:
        return "..."
    if isinstance(value, Mapping):
        pairs = (f"{_frozen(k, depth - 1)}:{_frozen(v, depth - 1)}" for k, v in value.items())
        return "{" + ",".join(sorted(pairs)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_frozen(item, depth - 1) for item in value) + "]"
    if type(value) is int:  # hexadecimal has no limit of digits
        return f"{value:x}"
    return repr(value)
