"""What people do with a waiting event: correct it, try it again, dismiss it, let it wait again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from accounts.models import Place, User
from audit.services import record
from inventory.intake.contents import sequence_of, word_of
from inventory.intake.errors import (
    IntakeRowUnknown,
    NothingToReplay,
    TooManyToReplay,
    WaitingEventsChanged,
)
from inventory.intake.locks import lock_waiting
from inventory.intake.models import WaitingEvent
from inventory.intake.policies import (
    check_correction,
    check_dismissed,
    check_may_fix,
    check_reason,
    check_unchanged,
    check_waits,
)
from inventory.intake.services.again import retried, try_again
from inventory.ledger.services import Result
from kernel.plain import clean_text

MOST_AT_ONCE = 1_000


class Replay(NamedTuple):
    """What trying again did, or would do: one result per waiting event, in order."""

    rows: list[WaitingEvent]
    results: list[Result]

    @property
    def counts(self) -> Counter[str]:
        return Counter(result.status for result in self.results)


@transaction.atomic
def fix_waiting(
    *,
    waiting_id: int,
    payload: Mapping[str, Any],
    actor: User,
    at: datetime,
    seen: datetime | None = None,
) -> WaitingEvent:
    """Correct what would be posted. What the source sent is kept, so its own repeat stays known.

    Refuses, in this order: FixNotAllowed, IntakeRowUnknown, WaitingEventClosed, WaitingEventChanged,
    PayloadNotAnObject, KeyMayNotChange, SkuOutOfSight.

    `seen` is when it had been corrected last when the actor looked, None for never. What was wrong is no
    longer said of what it is now; the next try says what is.
    """
    check_may_fix(actor)
    row = lock_waiting(waiting_id, actor=actor)
    check_waits(row)
    check_unchanged(row, seen)
    check_correction(row, payload, actor=actor)
    before = row.payload
    row.payload = dict(payload)
    row.corrected_at, row.corrected_by, row.detail = at, actor, ""
    _take_words(row, payload, actor)
    row.save(
        update_fields=[
            "payload", "corrected_at", "corrected_by", "detail", "type", "sku", "location", "reverses",
            "stream", "sequence", "place",
        ]
    )  # fmt: skip
    record(
        "inventory.waiting_event.fixed",
        row,
        actor=actor,
        at=at,
        place=row.place,
        before={"payload": before},
        after={"payload": row.payload},
    )
    return row


def replay_waiting(*, waiting_ids: Sequence[int], actor: User, at: datetime) -> Replay:
    """Try waiting events again, as they stand now; what posts is closed, the rest keeps waiting.

    Refuses, in this order: FixNotAllowed, TooManyToReplay, NothingToReplay, WaitingEventsChanged.

    Events outside the actor's places, and those that wait no more, are left out. A place outside the
    actor's scope refuses its event as it would a client's.
    """
    check_may_fix(actor)
    _check_number(waiting_ids)
    return retried(lambda: _replay(waiting_ids, actor, at))


def dry_run_waiting(*, waiting_ids: Sequence[int], actor: User, at: datetime) -> Replay:
    """What a replay would do now, found by doing it and taking everything back.

    Refuses, in this order: FixNotAllowed, TooManyToReplay, NothingToReplay.
    """
    check_may_fix(actor)
    _check_number(waiting_ids)
    return retried(lambda: _dry_run(waiting_ids, actor, at))


def try_correction(
    *, waiting_id: int, payload: Mapping[str, Any], actor: User, at: datetime
) -> Result:
    """What would become of a waiting event with this payload; nothing is kept, not even the payload.

    Refuses, in this order: FixNotAllowed, IntakeRowUnknown, WaitingEventClosed, PayloadNotAnObject,
    KeyMayNotChange, SkuOutOfSight.
    """
    check_may_fix(actor)
    return retried(lambda: _try_correction(waiting_id, payload, actor, at))


@transaction.atomic
def dismiss_waiting(*, waiting_id: int, reason: str, actor: User, at: datetime) -> WaitingEvent:
    """Decide that an event will not be posted; its repeats are counted, and wait no more.

    Refuses, in this order: FixNotAllowed, IntakeRowUnknown, WaitingEventClosed, ReasonMissing.
    """
    check_may_fix(actor)
    row = lock_waiting(waiting_id, actor=actor)
    check_waits(row)
    check_reason(reason)
    row.dismiss(note=clean_text(reason.strip(), longest=500), at=at, by=actor)
    row.save(update_fields=["status", "note", "closed_at", "closed_by"])
    record(
        "inventory.waiting_event.dismissed",
        row,
        actor=actor,
        at=at,
        place=row.place,
        reason=row.note,
    )
    return row


@transaction.atomic
def reopen_waiting(*, waiting_id: int, actor: User, at: datetime) -> WaitingEvent:
    """Take a dismissal back: the event waits again.

    Refuses, in this order: FixNotAllowed, IntakeRowUnknown, WaitingEventNotDismissed.
    """
    check_may_fix(actor)
    row = lock_waiting(waiting_id, actor=actor)
    check_dismissed(row)
    before = {"note": row.note}
    row.reopen()
    row.save(update_fields=["status", "note", "closed_at", "closed_by"])
    record(
        "inventory.waiting_event.reopened", row, actor=actor, at=at, place=row.place, before=before
    )
    return row


class _TakenBack(Exception):
    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        super().__init__()


@transaction.atomic
def _replay(waiting_ids: Iterable[int], actor: User, at: datetime) -> Replay:
    rows = _open_rows(waiting_ids, actor)
    again = try_again(rows=rows, scope=actor.scope_paths, at=at, by=actor)
    if again.settled < len(rows):
        raise WaitingEventsChanged
    for row, result in zip(rows, again.results, strict=True):
        record(
            "inventory.waiting_event.replayed",
            row,
            actor=actor,
            at=at,
            place=row.place,
            after={"result": result.status, "code": result.code, "event_id": result.event_id},
        )
    return Replay(rows, again.results)


def _open_rows(waiting_ids: Iterable[int], actor: User) -> list[WaitingEvent]:
    """What still waits of these within the actor's scope, not locked yet. Raises NothingToReplay."""
    visible = WaitingEvent.objects.visible_to(actor).open().filter(pk__in=list(waiting_ids))
    rows = list(visible.select_related("source", "place").order_by("pk"))
    if not rows:
        raise NothingToReplay
    return rows


def _dry_run(waiting_ids: Iterable[int], actor: User, at: datetime) -> Replay:
    try:
        with transaction.atomic():
            rows = _open_rows(waiting_ids, actor)
            again = try_again(rows=rows, scope=actor.scope_paths, at=at, by=actor)
            raise _TakenBack(Replay(rows, again.results))
    except _TakenBack as outcome:
        return outcome.replay


def _try_correction(
    waiting_id: int, payload: Mapping[str, Any], actor: User, at: datetime
) -> Result:
    try:
        with transaction.atomic():
            row = _seen_row(waiting_id, actor)
            check_waits(row)
            check_correction(row, payload, actor=actor)
            row.payload, row.corrected_at = dict(payload), at
            again = try_again(rows=[row], scope=actor.scope_paths, at=at, by=actor)
            raise _TakenBack(Replay([row], again.results))
    except _TakenBack as outcome:
        return outcome.replay.results[0]


def _seen_row(waiting_id: int, actor: User) -> WaitingEvent:
    """One waiting event within the actor's scope, not locked. Raises IntakeRowUnknown."""
    visible = WaitingEvent.objects.visible_to(actor).filter(pk=waiting_id)
    row = visible.select_related("source", "place").first()
    if row is None:
        raise IntakeRowUnknown(reference=f"WE-{waiting_id:06d}")
    return row


def _check_number(waiting_ids: Sequence[int]) -> None:
    if len(waiting_ids) > MOST_AT_ONCE:
        raise TooManyToReplay(limit=MOST_AT_ONCE)
    if not waiting_ids:
        raise NothingToReplay


def _take_words(row: WaitingEvent, payload: Mapping[str, Any], actor: User) -> None:
    """The words people filter by. It moves to another place only within the actor's own places."""
    row.type = word_of(payload, "type", limit=40)
    row.sku = word_of(payload, "sku", limit=80)
    row.location = word_of(payload, "location", limit=80)
    row.reverses = word_of(payload, "reverses", limit=200)
    row.stream = word_of(payload, "stream", limit=80)
    row.sequence = sequence_of(payload)
    row.place = Place.objects.visible_to(actor).filter(code=row.location).first() or row.place
