"""Who may settle what did not fit, and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Place, User
from accounts.models.place import covers_a_network
from inventory.catalog.models import Sku
from inventory.catalog.queries import resolve_codes
from inventory.intake.contents import as_json, word_of
from inventory.intake.errors import (
    ConflictClosed,
    FixNotAllowed,
    GapClosed,
    KeyMayNotChange,
    OwningNotAllowed,
    PayloadNotAnObject,
    PlaceOutsideScope,
    ReasonMissing,
    SettingSourcesNotAllowed,
    SkuOutOfSight,
    SourceIsForAll,
    StreamRestartedAlready,
    ToleranceOutOfRange,
    WaitingEventChanged,
    WaitingEventClosed,
    WaitingEventNotDismissed,
)
from inventory.intake.models import EventConflict, SequenceGap, StreamRestart, WaitingEvent

MAY_FIX = "intake.fix"
MAY_OWN = "intake.own"
MAY_SET_SOURCES = "sources.manage"
MOST_TOLERATED = 1_000_000


def check_may_fix(actor: User) -> None:
    """Raises FixNotAllowed."""
    if not actor.may(MAY_FIX):
        raise FixNotAllowed


def check_may_own(actor: User) -> None:
    """Raises OwningNotAllowed."""
    if not actor.may(MAY_OWN):
        raise OwningNotAllowed


def check_change_source(actor: User | None) -> None:
    """No actor is the machine itself. Raises SettingSourcesNotAllowed, SourceIsForAll."""
    if actor is None:
        return
    if not actor.may(MAY_SET_SOURCES):
        raise SettingSourcesNotAllowed
    if not covers_a_network(actor):
        raise SourceIsForAll


def check_place_in_scope(place: Place | None, *, actor: User) -> None:
    """What holds everywhere is set by who covers a whole network; else by who covers the place.

    Raises PlaceOutsideScope.
    """
    if place is None:
        allowed = covers_a_network(actor)
    else:
        allowed = any(place.path.startswith(path) for path in actor.scope_paths)
    if not allowed:
        raise PlaceOutsideScope


def check_tolerance(units: int) -> None:
    """Raises ToleranceOutOfRange."""
    if not 0 <= units <= MOST_TOLERATED:
        raise ToleranceOutOfRange(most=f"{MOST_TOLERATED:,}")


def check_reason(reason: str) -> None:
    """Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing


def check_waits(row: WaitingEvent) -> None:
    """Raises WaitingEventClosed."""
    if row.status != WaitingEvent.Status.OPEN:
        raise WaitingEventClosed(reference=row.reference, status=row.get_status_display().lower())


def check_unchanged(row: WaitingEvent, seen: datetime | None) -> None:
    """Nobody corrected it since the actor looked. Raises WaitingEventChanged."""
    if row.corrected_at != seen:
        raise WaitingEventChanged(reference=row.reference)


def check_dismissed(row: WaitingEvent) -> None:
    """Raises WaitingEventNotDismissed."""
    if row.status != WaitingEvent.Status.DISMISSED:
        raise WaitingEventNotDismissed(reference=row.reference)


def check_correction(row: WaitingEvent, payload: Any, *, actor: User) -> None:
    """The correction is an object, keeps the key the source gave, and names no SKU that the actor does
    not see, unless the source itself named it.

    Raises, in this order: PayloadNotAnObject, KeyMayNotChange, SkuOutOfSight.
    """
    if not isinstance(payload, Mapping) or as_json(payload) is None:
        raise PayloadNotAnObject
    if row.key and payload.get("key") != row.key:
        raise KeyMayNotChange(key=row.key)
    sku = word_of(payload, "sku", limit=80)
    named = resolve_codes([sku]).get(sku) if sku != row.sku else None
    if named and not Sku.objects.visible_to(actor).filter(pk=named.sku_id).exists():
        raise SkuOutOfSight(sku=sku)


def check_close_conflict(conflict: EventConflict) -> None:
    """Raises ConflictClosed."""
    if conflict.status != EventConflict.Status.OPEN:
        raise ConflictClosed(reference=conflict.reference)


def check_close_gap(gap: SequenceGap) -> None:
    """Raises GapClosed."""
    if gap.closed_at is not None:
        raise GapClosed(reference=gap.reference)


def check_restart_stream(row: StreamRestart) -> None:
    """Raises StreamRestartedAlready."""
    if row.closed_at is not None:
        raise StreamRestartedAlready(stream=row.stream or row.source.name)
