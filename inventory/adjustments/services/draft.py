"""Make an adjustment and fill it: by form, by API, or scan by scan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from approvals.subjects import with_author
from inventory.adjustments.errors import LineTwice
from inventory.adjustments.locks import lock_adjustment
from inventory.adjustments.models import Adjustment, AdjustmentLine, AdjustmentScan, Reason
from inventory.adjustments.policies import (
    MOST,
    check_amount,
    check_change,
    check_line,
    check_may_adjust,
    check_reason,
    check_room,
)
from inventory.adjustments.saving import note, save_content
from inventory.catalog.models import Location, Sku
from kernel.plain import clean_text


@transaction.atomic
def create_adjustment(
    *,
    location: Location,
    reason: Reason,
    note_text: str,
    lines: Sequence[tuple[Sku, str, int]],
    actor: User | None,
    at: datetime,
) -> Adjustment:
    """Begin an adjustment with one reason, with or without lines: SKU, state, quantity.

    Refuses, in this order: AdjustingNotAllowed, AdjustmentOutsideScope, ReasonNotActive,
    TooManyLines, SkuNotHere, KitNotAdjusted, StateNotOfReason, AmountUnfit, LineTwice.

    A line without a state has the first of its reason.
    """
    check_may_adjust(location, actor=actor)
    check_reason(reason)
    check_room(len(lines))
    adjustment = Adjustment.objects.create(
        location=location,
        reason=reason,
        note=clean_text(note_text.strip(), longest=500),
        created_at=at,
        created_by=actor,
        authors=with_author((), actor),
    )
    made = [(sku, state or reason.states[0], quantity) for sku, state, quantity in lines]
    _check_lines(adjustment, made)
    AdjustmentLine.objects.bulk_create(
        AdjustmentLine(adjustment=adjustment, sku=sku, state=state, quantity=quantity)
        for sku, state, quantity in made
    )
    after = {"reason": reason.code, "location": location.code, "lines": len(lines)}
    note("created", adjustment, actor, at, after)
    return adjustment


@transaction.atomic
def change_adjustment(
    *,
    adjustment_id: int,
    reason: Reason,
    note_text: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Adjustment:
    """Give a draft another reason or note; lines in a state the new reason has not are moved into its
    first.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentNotDraft, AdjustmentChangedMeanwhile, ReasonNotActive.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_change(adjustment, actor=actor, version=version)
    check_reason(reason)
    adjustment.reason, adjustment.note = reason, clean_text(note_text.strip(), longest=500)
    for line in adjustment.lines.exclude(state__in=reason.states):
        _merge(adjustment, line, reason.states[0])
    save_content(adjustment, "reason", "note", actor=actor)
    note("changed", adjustment, actor, at, {"reason": reason.code, "note": adjustment.note})
    return adjustment


@transaction.atomic
def set_line(
    *,
    adjustment_id: int,
    sku: Sku,
    state: str,
    quantity: int,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Adjustment:
    """Say how many pieces of a SKU in a state; none takes the line away.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentNotDraft, AdjustmentChangedMeanwhile, SkuNotHere, KitNotAdjusted, StateNotOfReason,
    AmountUnfit, TooManyLines.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_change(adjustment, actor=actor, version=version)
    check_line(adjustment, sku, state, quantity)
    _write(adjustment, sku, state, quantity, actor=actor)
    note("line_set", adjustment, actor, at, {"sku": sku.code, "state": state, "n": quantity})
    return adjustment


@transaction.atomic
def add_pieces(
    *,
    adjustment_id: int,
    sku: Sku,
    state: str,
    quantity: int,
    actor: User | None,
    at: datetime,
) -> int:
    """Add what one scan stands for, or take it back; answers how many there are now.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentNotDraft, SkuNotHere, KitNotAdjusted, StateNotOfReason, AmountUnfit, TooManyLines.

    Scans need no version: they add up in any order. Each is a row of the scan log, not of the trail.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_change(adjustment, actor=actor)
    check_amount(sku, quantity, least=-MOST)
    line = adjustment.lines.filter(sku=sku, state=state).first()
    total = max(0, (line.quantity if line else 0) + quantity)
    check_line(adjustment, sku, state, total)
    _write(adjustment, sku, state, total, actor=actor)
    return total


@transaction.atomic
def note_unknown_code(
    *,
    adjustment_id: int,
    key: UUID,
    code: str,
    quantity: int,
    actor: User | None,
    at: datetime,
) -> None:
    """Keep a code that names nothing here, for review.

    Refuses, in this order: AdjustmentUnknown, AdjustingNotAllowed, AdjustmentOutsideScope,
    AdjustmentNotDraft.
    """
    adjustment = lock_adjustment(adjustment_id)
    check_change(adjustment, actor=actor)
    AdjustmentScan.objects.get_or_create(
        id=key,
        defaults={
            "adjustment": adjustment,
            "code": clean_text(code, longest=400),
            "quantity": quantity,
            "at": at,
        },
    )


def _write(
    adjustment: Adjustment, sku: Sku, state: str, quantity: int, *, actor: User | None
) -> None:
    line = adjustment.lines.filter(sku=sku, state=state).first()
    if quantity == 0:
        adjustment.lines.filter(sku=sku, state=state).delete()
    elif line is None:
        check_room(adjustment.lines.count() + 1)
        AdjustmentLine.objects.create(
            adjustment=adjustment, sku=sku, state=state, quantity=quantity
        )
    else:
        line.quantity = quantity
        line.save(update_fields=["quantity"])
    save_content(adjustment, actor=actor)


def _merge(adjustment: Adjustment, line: AdjustmentLine, state: str) -> None:
    other = adjustment.lines.filter(sku_id=line.sku_id, state=state).first()
    if other is None:
        line.state = state
        line.save(update_fields=["state"])
        return
    other.quantity += line.quantity
    other.save(update_fields=["quantity"])
    line.delete()


def _check_lines(adjustment: Adjustment, lines: Sequence[tuple[Sku, str, int]]) -> None:
    seen = set()
    for sku, state, quantity in lines:
        check_line(adjustment, sku, state, quantity, least=1)
        if (sku.pk, state) in seen:
            raise LineTwice(sku=sku.code)
        seen.add((sku.pk, state))
