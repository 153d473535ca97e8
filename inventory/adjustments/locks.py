"""Row locks of adjustments.

Order: the adjustment, its approval request, then the ledger's own (event keys, levels), then cases.
"""

from inventory.adjustments.errors import AdjustmentUnknown, ReasonUnknown
from inventory.adjustments.models import Adjustment, Reason


def lock_adjustment(adjustment_id: int) -> Adjustment:
    """Refuses AdjustmentUnknown."""
    locked = Adjustment.objects.select_for_update(of=("self",))
    adjustment = (
        locked.select_related("location__place", "reason", "created_by")
        .filter(pk=adjustment_id)
        .first()
    )
    if adjustment is None:
        raise AdjustmentUnknown(reference=f"AJ-{adjustment_id:06d}")
    return adjustment


def lock_reason(code: str) -> Reason:
    """Refuses ReasonUnknown."""
    reason = Reason.objects.select_for_update(of=("self",)).filter(code=code).first()
    if reason is None:
        raise ReasonUnknown(code=code)
    return reason
