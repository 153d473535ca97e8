"""Finish a shelf: whoever counted there is done, and what only waited for it posts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit.services import record
from inventory.counts.actors import Actor, client_of, may, user_of
from inventory.counts.locks import lock_part
from inventory.counts.models import Count, CountPart
from inventory.counts.policies import MAY_REVIEW, check_finish
from inventory.counts.services.judging import settle_ready
from inventory.counts.services.sessions import FINISHED


@dataclass(frozen=True, slots=True)
class Finished:
    """The shelf after its counter is done; `still` names who counts on there."""

    count: Count
    part: CountPart
    still: list[str]


@transaction.atomic
def finish_part(
    *,
    part_id: int,
    is_complete: bool,
    version: int | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Finished:
    """End the actor's session. When nobody else counts there the shelf is finished, and every line
    that waited for nothing else is judged and posted.

    With `is_complete` the counter says that everything was looked for, so what the shelf lists and
    nobody found is zero. A reviewer ends everybody's sessions. `version` is the shelf's, `seen` the
    count's, as they were shown. Refuses, in this order: PartUnknown, CountUnknown, CountChanged,
    CountingNotAllowed, PartFinished, PartChanged, CountIsOver, RecountBySomebodyElse.
    """
    count, part = lock_part(part_id, actor=actor, seen=seen)
    check_finish(count, part, version=version, actor=actor)
    still = _end_sessions(part, actor=actor, at=at)
    if still:
        return Finished(count, part, still)
    if count.status == Count.Status.PLANNED:
        count.start(at=at)
        count.save(update_fields=["status", "started_at"])
    part.finish(is_complete=is_complete, by=user_of(actor), client=client_of(actor), at=at)
    part.version += 1
    part.save(update_fields=[*FINISHED, "version"])
    record(
        "inventory.count.shelf_finished", count, actor=user_of(actor), at=at,
        place=count.location.place, after={"shelf": part.name, "complete": is_complete},
    )  # fmt: skip
    settle_ready(count=count, actor=actor, at=at)
    return Finished(count, part, [])


def _end_sessions(part: CountPart, *, actor: Actor, at: datetime) -> list[str]:
    """End the actor's session, of a reviewer all; answers who is still counting."""
    opened = part.sessions.filter(ended_at__isnull=True).select_related("counter")
    own = {"counter": user_of(actor), "client": client_of(actor)}
    if may(actor, MAY_REVIEW):
        opened.update(ended_at=at)
        return []
    opened.filter(**own).update(ended_at=at)
    return [session.who for session in opened.filter(ended_at__isnull=True)]
