"""Save an adjustment and write its trail, the same way for every command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from approvals.subjects import with_author
from audit.services import record
from inventory.adjustments.models import Adjustment

STEP = ["status", "value", "submitted_at", "closed_at", "held_because", "closing_reason", "authors"]


def save_step(adjustment: Adjustment) -> None:
    adjustment.version += 1
    adjustment.save(update_fields=[*STEP, "version"])


def save_content(adjustment: Adjustment, *fields: str, actor: User | None) -> None:
    """What would be approved is another thing now, and partly the work of whoever acts."""
    adjustment.version += 1
    adjustment.content += 1
    adjustment.authors = with_author(adjustment.authors, actor)
    adjustment.save(update_fields=[*fields, "version", "content", "authors"])


def note(
    verb: str,
    adjustment: Adjustment,
    actor: User | None,
    at: datetime,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    record(
        f"inventory.adjustment.{verb}",
        adjustment,
        actor=actor,
        at=at,
        place=adjustment.location.place,
        after=after,
        reason=reason,
    )
