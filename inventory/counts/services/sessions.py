"""Begin to count, and count on where a shelf was finished too early."""

from datetime import datetime

from django.db import transaction

from audit.services import record
from inventory.counts.actors import Actor, client_of, user_of
from inventory.counts.locks import lock_part
from inventory.counts.models import Count, CountPart, CountSession
from inventory.counts.policies import check_correct, check_start
from inventory.counts.services.settling import count_on_lines

FINISHED = ("status", "finished_at", "finished_by", "finished_by_client", "is_complete")


@transaction.atomic
def start_session(
    *, part_id: int, actor: Actor, at: datetime, seen: int | None = None
) -> CountSession:
    """Begin to count a shelf, or go on where the actor was: whoever finishes it meanwhile hears that it is
    being counted. Other shelves of the count that the actor only looked at are left.

    `seen` is the version of the count that was shown. Refuses, in this order: PartUnknown, CountUnknown,
    CountChanged, CountingNotAllowed, CountIsOver, PartFinished, RecountBySomebodyElse.
    """
    count, part = lock_part(part_id, actor=actor, seen=seen)
    check_start(count, part, actor=actor)
    _leave_others(count, part, actor=actor, at=at)
    return session_of(count=count, part=part, actor=actor, at=at)


@transaction.atomic
def correct_part(
    *, part_id: int, actor: Actor, at: datetime, seen: int | None = None
) -> CountSession:
    """Open a finished shelf again in a session of its own, while nothing of it is posted or decided.

    `seen` is the version of the count that was shown. Refuses, in this order: PartUnknown, CountUnknown,
    CountChanged, CountingNotAllowed, CountIsOver, PartNotFinished, PartAlreadyPosted.
    """
    count, part = lock_part(part_id, actor=actor, seen=seen)
    check_correct(count, part, actor=actor)
    part.reopen()
    part.version += 1
    part.save(update_fields=[*FINISHED, "version"])
    _count_on(count, part)
    session = _open(part, CountSession.Kind.CORRECTION, actor, at)
    record(
        "inventory.count.correcting", count, actor=user_of(actor), at=at,
        place=count.location.place, after={"shelf": part.name},
    )  # fmt: skip
    return session


def _leave_others(count: Count, part: CountPart, *, actor: Actor, at: datetime) -> None:
    """Nobody waits for somebody who passed by; what comes of there later begins anew."""
    mine = CountSession.objects.filter(part__count=count, ended_at__isnull=True, **_who(actor))
    passed = mine.exclude(part=part).exclude(kind=CountSession.Kind.CORRECTION)
    passed.filter(scans__isnull=True).update(ended_at=at)


def session_of(*, count: Count, part: CountPart, actor: Actor, at: datetime) -> CountSession:
    """The actor's open session in an open part; a new one starts the count where it is new."""
    known = part.sessions.filter(ended_at__isnull=True, **_who(actor)).first()
    if known is not None:
        return known
    if count.status == Count.Status.PLANNED:
        count.start(at=at)
        count.version += 1
        count.save(update_fields=["status", "started_at", "version"])
        record(
            "inventory.count.started", count, actor=user_of(actor), at=at,
            place=count.location.place, after={"shelf": part.name},
        )  # fmt: skip
    kind = CountSession.Kind.RECOUNT if part.round > 1 else CountSession.Kind.COUNT
    return _open(part, kind, actor, at)


def _open(part: CountPart, kind: str, actor: Actor, at: datetime) -> CountSession:
    return CountSession.objects.create(part=part, kind=kind, started_at=at, **_who(actor))


def _who(actor: Actor) -> dict[str, object]:
    return {"counter": user_of(actor), "client": client_of(actor)}


def _count_on(count: Count, part: CountPart) -> None:
    """What this shelf had a say in is being counted again."""
    listed = part.listed.values_list("sku_id", flat=True)
    seen = part.scans.filter(sku__isnull=False).values_list("sku_id", flat=True)
    count_on_lines(count=count, sku_ids={*listed, *seen})
    if count.status == Count.Status.REVIEW:
        count.correct()
        count.version += 1
        count.save(update_fields=["status", "version"])
