"""Post what was approved, give up what is not wanted, take back what was posted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from approvals.services import withdraw_request
from inventory.adjustments.locks import lock_adjustment
from inventory.adjustments.models import Adjustment
from inventory.adjustments.policies import check_cancel, check_post, check_undo, check_why
from inventory.adjustments.posting import post_lines
from inventory.adjustments.saving import note, save_step
from inventory.adjustments.services.submitting import KIND
from inventory.ledger.commands import reverse_events
from kernel.plain import clean_text


@transaction.atomic
def post_adjustment(
    *, adjustment_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Adjustment:
    """Post an approved adjustment that was held by a shortfall, now that the stock is there.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentNotApproved, AdjustmentChangedMeanwhile, and what `post_lines` refuses.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_post(adjustment, actor=actor, version=version)
    lines = list(adjustment.lines.select_related("sku"))
    adjustment.post(at=at)
    save_step(adjustment)
    post_lines(adjustment, lines, actor=actor, at=at)
    note("posted", adjustment, actor, at, {"units": sum(line.to_post for line in lines)})
    return adjustment


@transaction.atomic
def cancel_adjustment(
    *,
    adjustment_id: int,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Adjustment:
    """Give up an adjustment that is not posted; what waits for approval is withdrawn.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentEnded, AdjustmentChangedMeanwhile, WhyMissing.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_cancel(adjustment, actor=actor, version=version)
    check_why(reason)
    waits = adjustment.status == Adjustment.Status.SUBMITTED
    adjustment.cancel(at=at, reason=clean_text(reason.strip(), longest=500))
    save_step(adjustment)
    if waits:
        withdraw_request(kind=KIND, subject_id=adjustment.pk, reason=reason, actor=actor, at=at)
    note("cancelled", adjustment, actor, at, reason=reason)
    return adjustment


@transaction.atomic
def undo_adjustment(
    *,
    adjustment_id: int,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Adjustment:
    """Take a posted adjustment back by opposite rows.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentNotPosted,
    UndoTakesAnApprover, AdjustmentChangedMeanwhile, WhyMissing, and what `reverse_posted` refuses.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_undo(adjustment, actor=actor, version=version)
    check_why(reason)
    adjustment.undo(at=at, reason=clean_text(reason.strip(), longest=500))
    save_step(adjustment)
    reverse_posted(adjustment=adjustment, reason=reason, actor=actor, at=at)
    note("undone", adjustment, actor, at, reason=reason)
    return adjustment


def reverse_posted(
    *, adjustment: Adjustment, reason: str, actor: User | None, at: datetime
) -> None:
    """Reverse the events of a locked adjustment. Refuses what `reverse_events` refuses."""
    events = adjustment.lines.exclude(event=None).values_list("event_id", flat=True)
    reverse_events(list(events), actor=actor, at=at, reason=clean_text(reason.strip(), longest=120))
