"""Streams whose numbers began again: a till was replaced, a counter was reset.

What shows it is a number that two events carry. While the new run is below the old one, gaps in it
cannot be found; so somebody has to know.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from accounts.models import Place
from exceptions.queries import open_fingerprints
from exceptions.services import open_case
from inventory.ledger.models import Source

KIND = "stream_restarted"
# The newest events that one look reads: at 300 a second it is a minute's worth.
LOOKED_AT = 20_000

TWICE = """
SELECT e.source_id, e.stream, min(e.sequence), max(e.sequence), count(*), min(e.location_id)
FROM (SELECT id, source_id, stream, sequence, location_id FROM ledger_event
      ORDER BY id DESC LIMIT %(most)s) e
WHERE e.sequence IS NOT NULL AND EXISTS (
    SELECT 1 FROM ledger_event o WHERE o.source_id = e.source_id AND o.stream = e.stream
    AND o.sequence = e.sequence AND o.id < e.id)
GROUP BY e.source_id, e.stream ORDER BY e.source_id, e.stream
"""


class Restart(NamedTuple):
    source_id: int
    stream: str
    first: int
    last: int
    twice: int
    location_id: int | None

    @property
    def fingerprint(self) -> str:
        return f"{KIND}:{self.source_id}:{self.stream}:{self.first}"


@transaction.atomic
def find_restarts(*, at: datetime, most: int = LOOKED_AT) -> int:
    """Open one case per stream that uses numbers a second time; answers how many are new.

    Refuses nothing. The case is for people: only they know whether the counter was reset on purpose.
    """
    with connection.cursor() as cursor:
        cursor.execute(TWICE, {"most": most})
        found = [Restart._make(row) for row in cursor.fetchall()]
    known = {_stream_of(fingerprint) for fingerprint in open_fingerprints(kind=KIND)}
    new = [one for one in found if _stream_of(one.fingerprint) not in known]
    sources = Source.objects.in_bulk({one.source_id for one in new})
    places = Place.objects.in_bulk({one.location_id for one in new if one.location_id})
    for one in new:
        _open(one, sources[one.source_id], places.get(one.location_id or 0), at)
    return len(new)


def _open(one: Restart, source: Source, place: Place | None, at: datetime) -> None:
    stream = f" of {one.stream}" if one.stream else ""
    open_case(
        kind=KIND,
        fingerprint=one.fingerprint,
        title=f"The numbers{stream} from {source.name} began again at {one.first}",
        subject=source,
        at=at,
        place=place,
        evidence={
            "source": source.code,
            "stream": one.stream,
            "used_twice": one.twice,
            "numbers": f"{one.first} to {one.last}",
            "meaning": "Gaps below the highest number known before cannot be found meanwhile.",
        },
    )


def _stream_of(fingerprint: str) -> str:
    """The fingerprint without the number: while one case of a stream is open there is no second."""
    return fingerprint.rpartition(":")[0]
