"""What posting is asked and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from inventory.ledger.canonical import Delivery, Draft
from inventory.ledger.codes import Unfit
from inventory.ledger.digests import digest_of_unfit
from inventory.ledger.models import Source


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


@dataclass(frozen=True, slots=True)
class Batch:
    """One call, read: what does not depend on the database."""

    drafts: list[Draft]
    # One place per delivery; those without a canonical form are answered already.
    answers: list[Result | None]
    source: Source
    is_command: bool
    received_at: datetime
    scope_paths: tuple[str, ...] | None
    actor_id: int | None


def answer(
    draft: Draft, status: str, event_id: int | None, code: str = "", detail: str = ""
) -> Result:
    return Result(
        draft.key,
        status,
        event_id,
        code,
        detail,
        draft.sku_id,
        draft.location_id,
        draft.occurred_at,
        draft.digest,
        (),
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
