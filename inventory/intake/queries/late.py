"""What the intake adds to the stock screens: late places, and who owns which type of event."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from inventory.intake.models import TypeOwner
from inventory.ledger.hooks import LateFeed

LATE = """
SELECT f.location_id, (array_agg(s.name ORDER BY f.last_heard_at DESC, s.code))[1],
       max(f.last_heard_at)
FROM intake_feedheard f JOIN ledger_source s ON s.id = f.source_id
WHERE f.location_id = ANY(%(locations)s) AND s.interval_minutes > 0
GROUP BY f.location_id
HAVING max(f.last_heard_at) + make_interval(mins => max(s.interval_minutes)) < %(at)s
"""


def late_feeds(location_ids: Collection[int], at: datetime) -> dict[int, LateFeed]:
    """Which of these places no source has spoken of for longer than its slowest one should take."""
    if not location_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LATE, {"locations": list(location_ids), "at": at})
        return {
            location_id: LateFeed(source, heard, int((at - heard).total_seconds() // 60))
            for location_id, source, heard in cursor.fetchall()
        }


def owners_by_type() -> dict[str, list[str]]:
    """The names of the sources that alone may send a type, with their place where it is one."""
    found: dict[str, list[str]] = {}
    for owner in TypeOwner.objects.select_related("source", "place"):
        name = owner.source.name
        text = f"{name} ({owner.place.code})" if owner.place else name
        found.setdefault(owner.type_word, []).append(text)
    return found
