"""What an approved adjustment does to the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from inventory.adjustments.models import Adjustment, AdjustmentLine, Reason
from inventory.ledger.commands import post_commands

DIRECTED = {Reason.Effect.FOUND: "in", Reason.Effect.LOST: "out"}


def post_lines(
    adjustment: Adjustment, lines: Sequence[AdjustmentLine], *, actor: User | None, at: datetime
) -> None:
    """Correct the books, each line by one event. Refuses what `post_commands` refuses."""
    left = [line for line in lines if line.to_post]
    results = post_commands([_event(adjustment, line) for line in left], actor=actor, at=at)
    for line, result in zip(left, results, strict=True):
        line.event_id = result.event_id
    AdjustmentLine.objects.bulk_update(left, ["event"])


def _event(adjustment: Adjustment, line: AdjustmentLine) -> dict[str, Any]:
    reason = adjustment.reason
    direction = DIRECTED.get(reason.what)
    made = {
        "key": f"{adjustment.reference}/post/{adjustment.version}/{line.pk}/{line.sku.code}",
        "type": "adjustment" if direction else reason.effect,
        "sku": line.sku.code,
        "location": adjustment.location.code,
        "state": line.state,
        "quantity": line.to_post,
        "reason": reason.code,
        "reference": adjustment.reference,
    }
    return made | ({"direction": direction} if direction else {})
