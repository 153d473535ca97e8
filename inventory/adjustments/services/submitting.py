"""Ask for an adjustment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from approvals.services import ask_approval
from approvals.subjects import AskedLine, with_author
from inventory.adjustments.evidence import photos_of
from inventory.adjustments.locks import lock_adjustment
from inventory.adjustments.models import Adjustment, AdjustmentLine
from inventory.adjustments.policies import check_stock, check_submit
from inventory.adjustments.queries.value import Worth, present_of, worth_of
from inventory.adjustments.saving import note, save_step

KIND = "adjustments.adjustment"


@transaction.atomic
def submit_adjustment(
    *, adjustment_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Adjustment:
    """Ask for approval; what the policies let pass is posted at once.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentNotDraft, AdjustmentChangedMeanwhile, NothingToAdjust, ReasonNotActive,
    StateNotOfReason, NoteMissing, PhotoMissing, NotEnoughToAdjust.
    """
    adjustment = lock_adjustment(adjustment_id)
    lines = list(adjustment.lines.select_related("sku"))
    check_submit(adjustment, lines, photos=photos_of(adjustment), actor=actor, version=version)
    check_stock(adjustment, lines, present_of(adjustment, lines))
    worth = worth_of(adjustment, lines, at)
    adjustment.value = worth.value
    adjustment.authors = with_author(adjustment.authors, actor)
    adjustment.submit(at=at)
    save_step(adjustment)
    note("submitted", adjustment, actor, at, {"units": worth.units, "value": str(worth.value)})
    _ask(adjustment, lines, worth, actor=actor, at=at)
    return Adjustment.objects.select_related("location__place", "reason").get(pk=adjustment.pk)


def _ask(
    adjustment: Adjustment,
    lines: Sequence[AdjustmentLine],
    worth: Worth,
    *,
    actor: User | None,
    at: datetime,
) -> None:
    reason = adjustment.reason
    ask_approval(
        kind=KIND,
        subject=adjustment,
        reference=adjustment.reference,
        version=adjustment.content,
        title=f"{reason.label}, {adjustment.location.code}",
        places={"at": adjustment.location.place},
        facts={
            "value": worth.value,
            "units": worth.units,
            "reason": reason.code,
            "direction": reason.direction,
            "location_kind": adjustment.location.kind,
            "over_band": worth.is_over(reason.band),
        },
        lines=[
            AskedLine(line.key, f"{line.sku.name} {line.sku.code}, {line.state}", line.quantity)
            for line in lines
        ],
        value=worth.value,
        currency=worth.currency,
        asked_by=actor,
        at=at,
    )
