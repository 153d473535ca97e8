"""Row locks of the intake.

Order, everywhere: the ledger's own locks first (event keys, levels), then waiting rows by id, then
conflicts, then cases by fingerprint. A correction locks its one row alone and posts nothing.
"""

from collections.abc import Iterable

from accounts.models.place import Principal
from inventory.intake.errors import IntakeRowUnknown
from inventory.intake.models import EventConflict, SequenceGap, WaitingEvent


def lock_open(ids: Iterable[int]) -> list[WaitingEvent]:
    """The still open ones of these waiting events, in the order of their ids."""
    return list(
        WaitingEvent.objects.select_for_update(of=("self",))
        .select_related("source", "place")
        .open()
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


def lock_waiting(waiting_id: int, *, actor: Principal) -> WaitingEvent:
    """One waiting event within the actor's scope. Raises IntakeRowUnknown."""
    row = (
        WaitingEvent.objects.select_for_update(of=("self",))
        .select_related("source", "place")
        .visible_to(actor)
        .filter(pk=waiting_id)
        .first()
    )
    if row is None:
        raise IntakeRowUnknown(reference=f"WE-{waiting_id:06d}")
    return row


def lock_conflict(conflict_id: int, *, actor: Principal) -> EventConflict:
    """One conflict within the actor's scope. Raises IntakeRowUnknown."""
    row = (
        EventConflict.objects.select_for_update(of=("self",))
        .select_related("source", "place")
        .visible_to(actor)
        .filter(pk=conflict_id)
        .first()
    )
    if row is None:
        raise IntakeRowUnknown(reference=f"EC-{conflict_id:06d}")
    return row


def lock_gap(gap_id: int, *, actor: Principal) -> SequenceGap:
    """One gap within the actor's scope. Raises IntakeRowUnknown."""
    row = (
        SequenceGap.objects.select_for_update(of=("self",))
        .select_related("source", "place")
        .visible_to(actor)
        .filter(pk=gap_id)
        .first()
    )
    if row is None:
        raise IntakeRowUnknown(reference=f"SG-{gap_id:06d}")
    return row
