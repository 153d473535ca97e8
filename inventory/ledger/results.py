"""What posting is asked and what it answers."""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from inventory.ledger.canonical import Delivery, Draft
from inventory.ledger.codes import Unfit
from inventory.ledger.digests import digest_of_unfit


class Door(Enum):
    """Facts have happened and are never refused for lack of stock; commands are (DESIGN 3.3)."""

    FACT = "fact"
    COMMAND = "command"


class Result(NamedTuple):
    """The answer to one delivery."""

    key: str
    # posted, duplicate, conflict or rejected.
    status: str
    # Of the posted event; for a duplicate or a conflict, of the one that has the key.
    event_id: int | None
    code: str
    detail: str
    sku_id: int | None
    location_id: int | None
    occurred_at: datetime | None
    digest: bytes
    # What does not fit though it was posted (codes.NOTES).
    notes: tuple[str, ...]


def rejected(draft: Draft, error: Unfit) -> Result:
    ids = draft.sku_id, draft.location_id
    return Result(
        draft.key,
        "rejected",
        None,
        error.code,
        error.detail,
        *ids,
        draft.occurred_at,
        draft.digest,
        (),
    )


def known(
    draft: Draft, event_id: int, sku_id: int | None, location_id: int | None, *, same: bool
) -> Result:
    """Of a key that is posted already: its event, and whether the content is the same."""
    status, code = ("duplicate", "") if same else ("conflict", "conflict")
    detail = "" if same else f"Key {draft.key} was posted before with other content."
    ids = sku_id, location_id
    return Result(
        draft.key, status, event_id, code, detail, *ids, draft.occurred_at, draft.digest, ()
    )


def posted(draft: Draft) -> Result:
    """As `answer`, for what is posted; made without its checks of argument names."""
    return Result._make(
        (
            draft.key,
            "posted",
            draft.event_id,
            "",
            "",
            draft.sku_id,
            draft.location_id,
            draft.occurred_at,
            draft.digest,
            draft.notes,
        )
    )


def unfit(delivery: Delivery, error: Unfit) -> Result:
    """Of what has no canonical form."""
    key = delivery.payload.get("key") if hasattr(delivery.payload, "get") else None
    digest = digest_of_unfit(delivery.payload)
    shown = key.strip()[:200] if isinstance(key, str) else ""
    return Result(shown, "rejected", None, error.code, error.detail, None, None, None, digest, ())
