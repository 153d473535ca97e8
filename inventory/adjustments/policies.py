"""Who may adjust stock, when, and with what evidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.models import User
from accounts.models.place import Principal
from approvals.queries import newest_request_of
from approvals.queries.people import MAY_DECIDE
from inventory.adjustments.defaults import KIND
from inventory.adjustments.errors import (
    AdjustingNotAllowed,
    AdjustmentChangedMeanwhile,
    AdjustmentEnded,
    AdjustmentNotApproved,
    AdjustmentNotDraft,
    AdjustmentNotPosted,
    AdjustmentNotSubmitted,
    AdjustmentOutsideScope,
    AmountUnfit,
    BandUnfit,
    KitNotAdjusted,
    NoteMissing,
    NotEnoughToAdjust,
    NothingToAdjust,
    PhotoMissing,
    ReasonCodeTaken,
    ReasonCodeUnfit,
    ReasonLabelUnfit,
    ReasonNotActive,
    ReasonsNotAllowed,
    SkuNotHere,
    StateNotOfReason,
    StatesUnfit,
    TooManyLines,
    UndoTakesAnApprover,
    WhyMissing,
)
from inventory.adjustments.models import Adjustment, AdjustmentLine, Reason
from inventory.adjustments.models.reason import STATES_OF
from inventory.catalog.models import Location, Sku

MOST = 1_000_000_000
MOST_LINES = 2_000
MAY_ADJUST = "adjustments.create"
MAY_REASON = "reasons.manage"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_may_adjust(location: Location, *, actor: User | None) -> None:
    """Raises, in this order: AdjustingNotAllowed, AdjustmentOutsideScope. Without an actor the caller
    has bounded it already.
    """
    if actor is None:
        return
    if not actor.may(MAY_ADJUST):
        raise AdjustingNotAllowed
    check_scope(location, actor=actor)


def check_scope(location: Location, *, actor: Principal) -> None:
    """Raises AdjustmentOutsideScope."""
    if not any(location.place.path.startswith(path) for path in actor.scope_paths):
        raise AdjustmentOutsideScope(location=location.code)


def check_reason(reason: Reason) -> None:
    """Raises ReasonNotActive."""
    if not reason.is_active:
        raise ReasonNotActive(label=reason.label)


def check_version(adjustment: Adjustment, version: int | None) -> None:
    """Raises AdjustmentChangedMeanwhile. None is for callers that hold no page."""
    if version is not None and version != adjustment.version:
        raise AdjustmentChangedMeanwhile(reference=adjustment.reference, version=adjustment.version)


def check_draft(adjustment: Adjustment) -> None:
    """Raises AdjustmentNotDraft."""
    if not can_proceed(adjustment.submit):
        raise AdjustmentNotDraft(**_named(adjustment))


def check_change(adjustment: Adjustment, *, actor: User | None, version: int | None = None) -> None:
    """Raises, in this order: AdjustingNotAllowed, AdjustmentOutsideScope, AdjustmentNotDraft,
    AdjustmentChangedMeanwhile.
    """
    check_may_adjust(adjustment.location, actor=actor)
    check_draft(adjustment)
    check_version(adjustment, version)


def check_line(
    adjustment: Adjustment, sku: Sku, state: str, quantity: int, *, least: int = 0
) -> None:
    """Raises, in this order: SkuNotHere, KitNotAdjusted, StateNotOfReason, AmountUnfit."""
    if sku.network_id != adjustment.location.place.network_id:
        raise SkuNotHere(sku=sku.code, location=adjustment.location.code)
    if sku.is_kit:
        raise KitNotAdjusted(sku=sku.code)
    reason = adjustment.reason
    if state not in reason.states:
        raise StateNotOfReason(label=reason.label, state=state, allowed=", ".join(reason.states))
    check_amount(sku, quantity, least=least)


def check_amount(sku: Sku, quantity: int, *, least: int) -> None:
    """Raises AmountUnfit."""
    whole = isinstance(quantity, int) and not isinstance(quantity, bool)
    if not whole or not least <= quantity <= MOST:
        raise AmountUnfit(sku=sku.code, least=least, most=f"{MOST:,}")


def check_room(lines: int) -> None:
    """Raises TooManyLines."""
    if lines > MOST_LINES:
        raise TooManyLines(most=f"{MOST_LINES:,}")


def check_submit(
    adjustment: Adjustment,
    lines: Sequence[AdjustmentLine],
    *,
    photos: int,
    actor: User | None,
    version: int | None = None,
) -> None:
    """Raises, in this order: AdjustingNotAllowed, AdjustmentOutsideScope, AdjustmentNotDraft,
    AdjustmentChangedMeanwhile, NothingToAdjust, ReasonNotActive, StateNotOfReason, NoteMissing,
    PhotoMissing.
    """
    check_change(adjustment, actor=actor, version=version)
    if not lines:
        raise NothingToAdjust
    reason = adjustment.reason
    check_reason(reason)
    for line in lines:
        if line.state not in reason.states:
            raise StateNotOfReason(
                label=reason.label, state=line.state, allowed=", ".join(reason.states)
            )
    if reason.needs_note and not adjustment.note.strip():
        raise NoteMissing(label=reason.label)
    if reason.needs_photo and not photos:
        raise PhotoMissing(label=reason.label)


def check_stock(
    adjustment: Adjustment,
    lines: Sequence[AdjustmentLine],
    present: Mapping[tuple[int, str], int],
) -> None:
    """What is taken away must be there. Raises NotEnoughToAdjust."""
    if adjustment.reason.direction == "in":
        return
    for line in lines:
        here = max(0, present.get((line.sku_id, line.state), 0))
        if line.quantity > here:
            raise NotEnoughToAdjust(
                sku=line.sku.code, present=here, state=line.state, wanted=line.quantity
            )


def check_decide(adjustment: Adjustment) -> None:
    """Raises AdjustmentNotSubmitted."""
    if not can_proceed(adjustment.approve):
        raise AdjustmentNotSubmitted(**_named(adjustment))


def check_post(adjustment: Adjustment, *, actor: User | None, version: int | None = None) -> None:
    """Raises, in this order: AdjustingNotAllowed, AdjustmentOutsideScope, AdjustmentNotApproved,
    AdjustmentChangedMeanwhile.
    """
    check_may_adjust(adjustment.location, actor=actor)
    if not can_proceed(adjustment.post):
        raise AdjustmentNotApproved(**_named(adjustment))
    check_version(adjustment, version)


def check_cancel(adjustment: Adjustment, *, actor: User | None, version: int | None = None) -> None:
    """Raises, in this order: AdjustingNotAllowed, AdjustmentOutsideScope, AdjustmentEnded,
    AdjustmentChangedMeanwhile.
    """
    check_may_adjust(adjustment.location, actor=actor)
    if not can_proceed(adjustment.cancel):
        raise AdjustmentEnded(**_named(adjustment))
    check_version(adjustment, version)


def check_undo(adjustment: Adjustment, *, actor: User | None, version: int | None = None) -> None:
    """Raises, in this order: AdjustingNotAllowed, AdjustmentOutsideScope, AdjustmentNotPosted,
    UndoTakesAnApprover, AdjustmentChangedMeanwhile.
    """
    check_may_adjust(adjustment.location, actor=actor)
    if not can_proceed(adjustment.undo):
        raise AdjustmentNotPosted(**_named(adjustment))
    if actor is not None and not actor.may(MAY_DECIDE) and _approved_by_person(adjustment):
        raise UndoTakesAnApprover(reference=adjustment.reference)
    check_version(adjustment, version)


def _approved_by_person(adjustment: Adjustment) -> bool:
    request = newest_request_of(KIND, adjustment.pk)
    return request is not None and not request.automatic


def check_why(reason: str) -> None:
    """Raises WhyMissing."""
    if not reason.strip():
        raise WhyMissing


def check_manage_reasons(actor: User) -> None:
    """Raises ReasonsNotAllowed."""
    if not actor.may(MAY_REASON):
        raise ReasonsNotAllowed


def check_reason_facts(
    *, code: str, label: str, effect: str, states: Collection[str], band: Decimal
) -> None:
    """Raises, in this order: ReasonCodeUnfit, ReasonLabelUnfit, StatesUnfit, BandUnfit."""
    check_reason_code(code)
    check_reason_label(label)
    check_reason_states(effect, states)
    check_reason_band(band)


def check_reason_code(code: str) -> None:
    """Raises ReasonCodeUnfit."""
    if not CODE.fullmatch(code) or len(code) > 40:
        raise ReasonCodeUnfit


def check_new_code(code: str) -> None:
    """What a form can tell before it is saved. Raises, in this order: ReasonCodeUnfit,
    ReasonCodeTaken.
    """
    check_reason_code(code)
    if Reason.objects.filter(code=code).exists():
        raise ReasonCodeTaken(code=code)


def check_reason_label(label: str) -> None:
    """Raises ReasonLabelUnfit."""
    if not 1 <= len(label.strip()) <= 80:
        raise ReasonLabelUnfit


def check_reason_states(effect: str, states: Collection[str]) -> None:
    """Raises StatesUnfit."""
    allowed = STATES_OF[effect]
    wrong = [state for state in states if state not in allowed]
    if wrong or not states:
        raise StatesUnfit(
            effect=Reason.Effect(effect).label,
            states=", ".join(wrong) or _("nothing"),
            allowed=", ".join(allowed),
        )


def check_reason_band(band: Decimal) -> None:
    """Raises BandUnfit."""
    if not band.is_finite() or not 0 <= band < 10_000_000_000:
        raise BandUnfit


def _named(adjustment: Adjustment) -> dict[str, str]:
    return {
        "reference": adjustment.reference,
        "status": str(adjustment.state.label).lower(),
    }
