"""Waiting events that two calls at the same moment passed by each other."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from inventory.intake.locks import lock_open
from inventory.intake.models import WaitingEvent
from inventory.intake.services.again import apply_reversals, retried
from inventory.ledger.models import Event

# Nothing looks back further: a posting ends within 30 s.
LOOK_BACK = timedelta(minutes=10)


def settle_leftovers(*, at: datetime, limit: int = 500) -> int:
    """Post the early reversals whose event has arrived, close what waits under a posted key.

    Refuses nothing; answers how many rows it settled. The posting of the event does the same; this
    finds the pairs that were on their way together, when neither could see the other.
    """
    return retried(lambda: _reversals(at, limit)) + retried(lambda: _posted_meanwhile(at, limit))


@transaction.atomic
def _reversals(at: datetime, limit: int) -> int:
    arrived = Event.objects.filter(source=OuterRef("source"), key=OuterRef("reverses"))
    rows = WaitingEvent.objects.open().filter(code="reverses_unknown").filter(Exists(arrived))
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    results = apply_reversals(ids=ids, at=at) if ids else []
    return sum(result.status == "posted" for result in results)


@transaction.atomic
def _posted_meanwhile(at: datetime, limit: int) -> int:
    posted = Event.objects.filter(source=OuterRef("source"), key=OuterRef("key"))
    recent = WaitingEvent.objects.open().filter(last_at__gte=at - LOOK_BACK).exclude(key="")
    ids = list(recent.filter(Exists(posted)).order_by("pk").values_list("pk", flat=True)[:limit])
    rows = lock_open(ids)
    for row in rows:
        event = Event.objects.only("digest", "original_digest").get(source=row.source, key=row.key)
        if row.ledger_digest and bytes(row.ledger_digest) in _digests(event):
            row.posted(event_id=event.pk, at=at)
        else:
            row.supersede(event_id=event.pk, at=at)
        row.save(update_fields=["status", "event", "closed_at", "closed_by"])
    return len(rows)


def _digests(event: Event) -> set[bytes]:
    return {bytes(digest) for digest in (event.digest, event.original_digest) if digest}
