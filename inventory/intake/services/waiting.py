"""Keep what could not be posted, and close it when its key is posted after all."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from accounts.models import Place
from inventory.intake.contents import as_json, digest_of, key_of, sequence_of, storable, word_of
from inventory.intake.locks import lock_open
from inventory.intake.models import WaitingEvent, WaitingOccurrence
from inventory.intake.services.call import Call
from inventory.ledger.services import Delivery, Result

# One statement decides between the first and a repeat, so two deliveries at once give one row. Rows
# are taken in the order of their keys, so two calls with the same events cannot block each other.
KEEP = """
INSERT INTO intake_waitingevent AS w (
    source_id, key, digest, ledger_digest, raw, payload, code, detail, type, sku, location,
    reverses, stream, sequence, place_id, client, client_scope, first_at, last_at, repeats,
    status, note
)
SELECT %(source)s, n.key, n.digest, n.ledger_digest, n.raw, n.payload::jsonb, n.code, n.detail,
    n.type, n.sku, n.location, n.reverses, n.stream, n.sequence, n.place_id,
    %(client)s, %(client_scope)s::jsonb, %(at)s, %(at)s, n.repeats, 'open', ''
FROM unnest(
    %(key)s::text[], %(digest)s::bytea[], %(ledger_digest)s::bytea[], %(raw)s::text[],
    %(payload)s::text[], %(code)s::text[], %(detail)s::text[], %(type)s::text[], %(sku)s::text[],
    %(location)s::text[], %(reverses)s::text[], %(stream)s::text[], %(sequence)s::bigint[],
    %(place_id)s::bigint[], %(repeats)s::int[]
) AS n (
    key, digest, ledger_digest, raw, payload, code, detail, type, sku, location, reverses, stream,
    sequence, place_id, repeats
)
ORDER BY n.key COLLATE "C", n.digest
ON CONFLICT (source_id, key, digest) DO UPDATE SET
    repeats = w.repeats + excluded.repeats,
    last_at = GREATEST(w.last_at, excluded.last_at),
    code = CASE WHEN w.status = 'open' AND w.corrected_at IS NULL
                THEN excluded.code ELSE w.code END,
    detail = CASE WHEN w.status = 'open' AND w.corrected_at IS NULL
                  THEN excluded.detail ELSE w.detail END
RETURNING w.id, w.key, w.digest, w.status, w.event_id, w.repeats
"""

OPEN_OF_SOURCE = """
SELECT w.id, w.key, w.digest, w.code, w.reverses FROM intake_waitingevent w
WHERE w.source_id = %(source)s AND w.status = 'open'
"""
ABOUT_KEYS = (
    OPEN_OF_SOURCE
    + """
  AND (w.key = ANY(%(keys)s) OR (w.code = 'reverses_unknown' AND w.reverses = ANY(%(keys)s)))
"""
)


class Row(NamedTuple):
    """One waiting event as it is written; `repeats` counts its deliveries within one call."""

    key: str
    digest: bytes
    ledger_digest: bytes
    raw: str
    payload: str | None
    code: str
    detail: str
    type: str
    sku: str
    location: str
    reverses: str
    stream: str
    sequence: int | None
    place_id: int | None
    repeats: int


class Kept(NamedTuple):
    id: int
    key: str
    digest: bytes
    status: str
    event_id: int | None
    repeats: int


class About(NamedTuple):
    """An open waiting event that a posted key concerns: its own, or the one it reverses."""

    id: int
    key: str
    digest: bytes
    code: str
    reverses: str


def keep_rejected(
    deliveries: Sequence[Delivery], results: list[Result], call: Call
) -> list[Result]:
    """Keep each rejected event whole. One that staff corrected and posted is a duplicate instead."""
    numbers = [number for number, result in enumerate(results) if result.status == "rejected"]
    places = _places([deliveries[number] for number in numbers])
    rows: dict[tuple[str, bytes], Row] = {}
    identities = {}
    for number in numbers:
        row = _row(deliveries[number], results[number], places, call)
        identities[number] = identity = (row.key, row.digest)
        known = rows.get(identity)
        rows[identity] = known._replace(repeats=known.repeats + 1) if known else row
    kept = _keep(list(rows.values()), call)
    _note_times(kept.values(), rows, call)
    return _with_duplicates(results, {n: kept[identity] for n, identity in identities.items()})


def corrected_before(
    deliveries: Sequence[Delivery], results: list[Result], call: Call
) -> list[Result]:
    """Answer a conflict as a duplicate where staff posted a correction of this very content."""
    digests = {
        number: digest_of(deliveries[number].payload)
        for number, result in enumerate(results)
        if result.status == "conflict"
    }
    posted = {
        (row.key, bytes(row.digest)): row.event_id
        for row in WaitingEvent.objects.filter(
            source=call.source,
            status=WaitingEvent.Status.POSTED,
            key__in=[key_of(deliveries[number].payload) for number in digests],
        ).only("key", "digest", "event_id")
    }
    if not posted:
        return results
    answers = list(results)
    for number, digest in digests.items():
        identity = (key_of(deliveries[number].payload), digest)
        if identity in posted:
            answers[number] = duplicate(results[number], posted[identity])
    return answers


def about_keys(keys: Sequence[str], call: Call) -> list[About]:
    """The open waiting events that these keys concern, now that they are posted."""
    with connection.cursor() as cursor:
        cursor.execute(ABOUT_KEYS, {"source": call.source.pk, "keys": list(keys)})
        return [About._make(row) for row in cursor.fetchall()]


def close_posted(
    waiting: Sequence[About],
    deliveries: Sequence[Delivery],
    results: Sequence[Result],
    call: Call,
) -> None:
    """Close the waiting rows of keys that are posted now: as posted, or superseded by other content."""
    by_key = {
        result.key: (delivery, result)
        for delivery, result in zip(deliveries, results, strict=True)
        if result.status in {"posted", "duplicate"}
    }
    ids = [about.id for about in waiting if about.key in by_key]
    if not ids:
        return
    for row in lock_open(ids):
        delivery, result = by_key[row.key]
        if bytes(row.digest) == digest_of(delivery.payload):
            row.posted(event_id=result.event_id, at=call.at)
        else:
            row.supersede(event_id=result.event_id, at=call.at)
        row.save(update_fields=["status", "event", "closed_at", "closed_by"])


def duplicate(result: Result, event_id: int | None) -> Result:
    return result._replace(status="duplicate", event_id=event_id, code="", detail="")


def _row(delivery: Delivery, result: Result, places: dict[str, int], call: Call) -> Row:
    payload = delivery.payload
    location = word_of(payload, "location", limit=80)
    return Row(
        key=key_of(payload),
        digest=digest_of(payload),
        ledger_digest=result.digest or b"",
        raw=storable(delivery.raw),
        payload=as_json(payload),
        code=result.code,
        detail=storable(result.detail)[:500],
        type=word_of(payload, "type", limit=40),
        sku=word_of(payload, "sku", limit=80),
        location=location,
        reverses=word_of(payload, "reverses", limit=200),
        stream=word_of(payload, "stream", limit=80),
        sequence=sequence_of(payload),
        place_id=result.location_id or places.get(location) or _place_of_client(call),
        repeats=1,
    )


def _keep(rows: list[Row], call: Call) -> dict[tuple[str, bytes], Kept]:
    columns = {name: [getattr(row, name) for row in rows] for name in Row._fields}
    scope = None if call.scope_paths is None else as_list(call.scope_paths)
    parameters = {
        **columns,
        "source": call.source.pk,
        "client": call.client[:80],
        "client_scope": scope,
        "at": call.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP, parameters)
        kept = [Kept._make(row) for row in cursor.fetchall()]
    return {(row.key, bytes(row.digest)): row for row in kept}


def _note_times(kept: Iterable[Kept], rows: dict[tuple[str, bytes], Row], call: Call) -> None:
    occurrences = [
        WaitingOccurrence(waiting_id=row.id, at=call.at, client=call.client[:80])
        for row in kept
        if row.repeats - rows[row.key, bytes(row.digest)].repeats < WaitingOccurrence.KEPT
    ]
    WaitingOccurrence.objects.bulk_create(occurrences, batch_size=1_000)


def _with_duplicates(results: list[Result], kept: dict[int, Kept]) -> list[Result]:
    answers = list(results)
    for number, row in kept.items():
        if row.status == WaitingEvent.Status.POSTED:
            answers[number] = duplicate(results[number], row.event_id)
    return answers


def _places(deliveries: Iterable[Delivery]) -> dict[str, int]:
    codes = {word_of(delivery.payload, "location", limit=80) for delivery in deliveries} - {""}
    return dict(Place.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}


def _place_of_client(call: Call) -> int | None:
    """The one subtree a client speaks for: what it says about no known place belongs there."""
    if call.scope_paths is None or len(call.scope_paths) != 1:
        return None
    last = call.scope_paths[0].rstrip("/").rsplit("/", 1)[-1]
    return int(last) if last else None


def as_list(paths: tuple[str, ...]) -> str:
    """A tuple of paths as a JSON list; paths are digits and slashes."""
    return "[" + ", ".join(f'"{path}"' for path in paths) + "]"
