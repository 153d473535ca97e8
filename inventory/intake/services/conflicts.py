"""Keep what contradicts a posted event, as a case with both contents; close it when settled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from accounts.models import User
from audit.services import record
from exceptions.services import close_case, open_case
from inventory.intake.contents import as_json, digest_of, storable
from inventory.intake.locks import lock_conflict
from inventory.intake.models import EventConflict
from inventory.intake.policies import check_close_conflict, check_may_fix, check_reason
from inventory.intake.services.call import Call
from inventory.ledger.models import Event
from inventory.ledger.services import Delivery, Result
from kernel.plain import clean_text

KIND = "event_conflict"

KEEP = """
INSERT INTO intake_eventconflict AS c (
    source_id, key, digest, event_id, raw, payload, place_id, client, first_at, last_at, repeats,
    status, note
)
SELECT %(source)s, n.key, n.digest, n.event_id, n.raw, n.payload::jsonb, n.place_id,
    %(client)s, %(at)s, %(at)s, n.repeats, 'open', ''
FROM unnest(
    %(key)s::text[], %(digest)s::bytea[], %(event_id)s::bigint[], %(raw)s::text[],
    %(payload)s::text[], %(place_id)s::bigint[], %(repeats)s::int[]
) AS n (key, digest, event_id, raw, payload, place_id, repeats)
ORDER BY n.key COLLATE "C", n.digest
ON CONFLICT (source_id, key, digest) DO UPDATE SET
    repeats = c.repeats + excluded.repeats,
    last_at = GREATEST(c.last_at, excluded.last_at)
RETURNING c.id, c.status
"""


class Row(NamedTuple):
    key: str
    digest: bytes
    event_id: int | None
    raw: str
    payload: str | None
    place_id: int | None
    repeats: int


def keep_conflicts(deliveries: Sequence[Delivery], results: Sequence[Result], call: Call) -> None:
    """Keep the other content beside the posted event and open a case per key."""
    rows: dict[tuple[str, bytes], Row] = {}
    stored = _stored_places(results)
    for delivery, result in zip(deliveries, results, strict=True):
        if result.status == "conflict":
            row = _row(delivery, result, stored)
            known = rows.get((row.key, row.digest))
            rows[row.key, row.digest] = known._replace(repeats=known.repeats + 1) if known else row
    columns = {name: [getattr(row, name) for row in rows.values()] for name in Row._fields}
    parameters: dict[str, Any] = {
        **columns,
        "source": call.source.pk,
        "client": call.client[:80],
        "at": call.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP, parameters)
        open_ids = [row[0] for row in cursor.fetchall() if row[1] == EventConflict.Status.OPEN]
    _open_cases(open_ids, call)


@transaction.atomic
def close_conflict(*, conflict_id: int, reason: str, actor: User, at: datetime) -> EventConflict:
    """Settle a conflict: the posted event stands; its case closes when no other content is open.

    Refuses, in this order: FixNotAllowed, IntakeRowUnknown, ConflictClosed, ReasonMissing.

    Where the second content was the true one, the posted event is reversed and the truth sent under
    a new key: the ledger takes nothing back any other way.
    """
    check_may_fix(actor)
    conflict = lock_conflict(conflict_id, actor=actor)
    check_close_conflict(conflict)
    check_reason(reason)
    conflict.close(note=clean_text(reason.strip(), longest=500), at=at, by=actor)
    conflict.save(update_fields=["status", "note", "closed_at", "closed_by"])
    record(
        "inventory.event_conflict.closed",
        conflict,
        actor=actor,
        at=at,
        place=conflict.place,
        reason=conflict.note,
    )
    others = EventConflict.objects.open().filter(source=conflict.source, key=conflict.key)
    if not others.exists():
        fingerprint = case_fingerprint_of(conflict)
        close_case(fingerprint=fingerprint, at=at, note=conflict.note, actor=actor)
    return conflict


def case_fingerprint_of(conflict: EventConflict) -> str:
    return f"{KIND}:{conflict.source_id}:{conflict.key}"


def _row(delivery: Delivery, result: Result, stored: dict[int, int | None]) -> Row:
    return Row(
        key=result.key,
        digest=digest_of(delivery.payload),
        event_id=result.event_id,
        raw=storable(delivery.raw),
        payload=as_json(delivery.payload) or "{}",
        place_id=stored.get(result.event_id or 0) or result.location_id,
        repeats=1,
    )


def _stored_places(results: Sequence[Result]) -> dict[int, int | None]:
    """Where the posted events happened: who may see the conflict."""
    ids = [r.event_id for r in results if r.status == "conflict" and r.event_id]
    return dict(Event.objects.filter(pk__in=ids).values_list("pk", "location_id"))


def _open_cases(conflict_ids: Sequence[int], call: Call) -> None:
    conflicts = EventConflict.objects.filter(pk__in=conflict_ids).select_related("place")
    for conflict in sorted(conflicts, key=case_fingerprint_of):
        open_case(
            kind=KIND,
            fingerprint=case_fingerprint_of(conflict),
            title=f"{call.source.name} sent {conflict.key[:80]} again with other content",
            subject=conflict,
            at=call.at,
            place=conflict.place,
            evidence={
                "source": call.source.code,
                "key": conflict.key,
                "event_id": conflict.event_id,
                "sent_again": conflict.payload,
                "deliveries": conflict.repeats,
            },
        )
