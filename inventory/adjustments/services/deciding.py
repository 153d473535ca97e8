"""What the approvals decided about an adjustment. Called in the deciding transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.queries import why_decided
from approvals.subjects import Completed, Undone
from inventory.adjustments.errors import AdjustmentWentOn
from inventory.adjustments.locks import lock_adjustment
from inventory.adjustments.models import Adjustment, AdjustmentLine
from inventory.adjustments.policies import check_decide
from inventory.adjustments.posting import post_lines
from inventory.adjustments.saving import note, save_step
from inventory.adjustments.services.ending import reverse_posted
from kernel.errors import DomainError


@transaction.atomic
def complete_adjustment(done: Completed) -> None:
    """Post what was approved, with the quantities the approval left; end or hand back the rest.

    Refuses AdjustmentNotSubmitted. Stock that has gone meanwhile holds the posting: the adjustment
    stays approved and says what is short.
    """
    adjustment = lock_adjustment(int(done.request.subject_id))
    check_decide(adjustment)
    if done.outcome == "approved":
        _approved(adjustment, done)
    elif done.outcome == "rejected":
        reason = why_decided(done.request) or _("Rejected on approval")
        adjustment.reject(at=done.at, reason=reason)
        save_step(adjustment)
        note("rejected", adjustment, done.actor, done.at)
    else:
        adjustment.send_back()
        save_step(adjustment)
        note("sent_back", adjustment, done.actor, done.at)


@transaction.atomic
def reopen_adjustment(undone: Undone) -> None:
    """Let an adjustment wait again whose decision was taken back; posted rows are reversed.

    Refuses, in this order: AdjustmentWentOn, and what `reverse_posted` refuses.
    """
    adjustment = lock_adjustment(int(undone.request.subject_id))
    _check_unchanged(adjustment, undone)
    if adjustment.status == Adjustment.Status.POSTED:
        reason = _("The approval was taken back")
        reverse_posted(adjustment=adjustment, reason=reason, actor=undone.actor, at=undone.at)
    AdjustmentLine.objects.filter(adjustment=adjustment).update(approved=None, event=None)
    adjustment.wait_again()
    save_step(adjustment)
    note("decision_undone", adjustment, undone.actor, undone.at)


@transaction.atomic
def withdraw_adjustment(*, adjustment_id: int, actor: User, at: datetime) -> Adjustment:
    """Make a draft again of what its asker withdrew from the approvals.

    Refuses, in this order: AdjustmentUnknown, AdjustmentNotSubmitted.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_decide(adjustment)
    adjustment.send_back()
    save_step(adjustment)
    note("withdrawn", adjustment, actor, at)
    return adjustment


def _approved(adjustment: Adjustment, done: Completed) -> None:
    lines = list(adjustment.lines.select_related("sku"))
    for line in lines:
        line.approved = done.lines.get(line.key, line.quantity)
    AdjustmentLine.objects.bulk_update(lines, ["approved"])
    adjustment.approve()
    note("approved", adjustment, done.actor, done.at, {"automatic": done.automatic})
    try:
        with transaction.atomic():
            post_lines(adjustment, lines, actor=done.actor, at=done.at)
    except DomainError as short:
        adjustment.held_because = short.sentence[:500]
        save_step(adjustment)
        note("held", adjustment, done.actor, done.at, reason=adjustment.held_because)
        return
    adjustment.post(at=done.at)
    save_step(adjustment)
    units = sum(line.to_post for line in lines)
    note("posted", adjustment, done.actor, done.at, {"units": units})


def _check_unchanged(adjustment: Adjustment, undone: Undone) -> None:
    ended = {Adjustment.Status.CANCELLED, Adjustment.Status.UNDONE, Adjustment.Status.SUBMITTED}
    if adjustment.status in ended or adjustment.content != undone.request.subject_version:
        raise AdjustmentWentOn(reference=adjustment.reference)
