"""What every command of this room does at its end: count the version on, and write the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from audit.services import record
from inventory.transfers.models import Transfer

MOMENTS = (
    "submitted_at",
    "approved_at",
    "started_at",
    "received_at",
    "ended_at",
    "since",
)


def keep(transfer: Transfer, *more: str) -> None:
    """Save where it stands, one version on."""
    transfer.version += 1
    transfer.save(update_fields=["status", "version", "ending", "postings", *MOMENTS, *more])


def note(
    verb: str,
    transfer: Transfer,
    *,
    actor: User | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One line on the trail, at the destination: whoever sees either end reads the transfer's page."""
    record(
        f"inventory.transfer.{verb}",
        transfer,
        actor=actor,
        at=at,
        place=transfer.to_location.place,
        before=before,
        after=after,
        reason=reason,
    )


def next_keys(transfer: Transfer) -> int:
    """The number of the next posting of a transfer that is locked; `keep` saves it."""
    transfer.postings += 1
    return transfer.postings
