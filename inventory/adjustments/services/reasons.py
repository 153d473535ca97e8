"""Keep the reason codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import changed, record
from inventory.adjustments.errors import AdjustmentChangedMeanwhile, ReasonCodeTaken
from inventory.adjustments.locks import lock_reason
from inventory.adjustments.models import Reason
from inventory.adjustments.policies import check_manage_reasons, check_reason_facts
from kernel.plain import clean_text

FACTS = ("label", "effect", "states", "needs_note", "needs_photo", "band", "is_active", "position")


@transaction.atomic
def create_reason(
    *,
    code: str,
    label: str,
    effect: str,
    states: Sequence[str],
    needs_note: bool,
    needs_photo: bool,
    band: Decimal,
    actor: User,
    at: datetime,
    position: int = 100,
) -> Reason:
    """Add a reason.

    Refuses, in this order: ReasonsNotAllowed, ReasonCodeUnfit, ReasonLabelUnfit, StatesUnfit,
    BandUnfit, ReasonCodeTaken.
    """
    check_manage_reasons(actor)
    check_reason_facts(code=code, label=label, effect=effect, states=states, band=band)
    try:
        with transaction.atomic():
            reason = Reason.objects.create(
                code=code,
                label=clean_text(label.strip(), longest=80),
                effect=effect,
                states=list(states),
                needs_note=needs_note,
                needs_photo=needs_photo,
                band=band,
                position=position,
            )
    except IntegrityError:
        raise ReasonCodeTaken(code=code) from None
    record("inventory.reason.created", reason, actor=actor, at=at, after=_facts(reason))
    return reason


@transaction.atomic
def save_reason(
    *,
    code: str,
    label: str,
    effect: str,
    states: Sequence[str],
    needs_note: bool,
    needs_photo: bool,
    band: Decimal,
    is_active: bool,
    actor: User,
    at: datetime,
    version: int | None = None,
    position: int = 100,
) -> Reason:
    """Change a reason; adjustments that use it already keep what they were posted with.

    Refuses, in this order: ReasonUnknown, ReasonsNotAllowed, AdjustmentChangedMeanwhile,
    ReasonCodeUnfit, ReasonLabelUnfit, StatesUnfit, BandUnfit.
    """
    reason = lock_reason(code)
    check_manage_reasons(actor)
    if version is not None and version != reason.version:
        raise AdjustmentChangedMeanwhile(reference=code, version=reason.version)
    check_reason_facts(code=code, label=label, effect=effect, states=states, band=band)
    old = _facts(reason)
    reason.label = clean_text(label.strip(), longest=80)
    reason.effect, reason.states = effect, list(states)
    reason.needs_note, reason.needs_photo, reason.band = needs_note, needs_photo, band
    reason.is_active, reason.position = is_active, position
    reason.version += 1
    reason.save(update_fields=[*FACTS, "version"])
    before, after = changed(old, _facts(reason))
    record("inventory.reason.changed", reason, actor=actor, at=at, before=before, after=after)
    return reason


def _facts(reason: Reason) -> dict[str, Any]:
    return {name: _plain(getattr(reason, name)) for name in FACTS}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
