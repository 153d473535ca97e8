"""Row locks of the intake.

Order, everywhere: the ledger's own locks first (event keys, levels), then waiting rows by id, then
conflicts, then cases by fingerprint. A correction locks its one row alone and posts nothing. A reversal
that was asked for is a document: it is locked first, then its approval request, then the ledger's.
"""

from collections.abc import Iterable

from django.db import connection

from accounts.models.place import Principal
from inventory.intake.errors import IntakeRowUnknown
from inventory.intake.models import (
    EventConflict,
    Reversal,
    SequenceGap,
    StreamRestart,
    WaitingEvent,
)

# The advisory lock that lets one sweep at a time read the numbers of streams.
STREAMS = 730_501


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


def lock_restart(restart_id: int, *, actor: Principal) -> StreamRestart:
    """A stream that seems to have begun again, within the actor's scope. Raises IntakeRowUnknown."""
    row = (
        StreamRestart.objects.select_for_update(of=("self",))
        .select_related("source", "place")
        .visible_to(actor)
        .filter(pk=restart_id)
        .first()
    )
    if row is None:
        raise IntakeRowUnknown(reference=f"SR-{restart_id:06d}")
    return row


def lock_gaps_of(source_id: int, stream: str) -> list[SequenceGap]:
    """The open gaps of a stream, in the order of their ids."""
    rows = SequenceGap.objects.select_for_update().open()
    return list(rows.filter(source=source_id, stream=stream).order_by("pk"))


def lock_sweep_of_streams() -> bool:
    """Whether this transaction is the one that reads the numbers of streams."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [STREAMS])
        return bool(cursor.fetchone()[0])


def lock_reversal(reversal_id: int) -> Reversal:
    """A reversal, before its approval request and before the ledger."""
    rows = Reversal.objects.select_for_update(of=("self",))
    return rows.select_related("event__location__place", "case").get(pk=reversal_id)
