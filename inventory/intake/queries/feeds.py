"""When feeds were last heard."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

# Whole seconds, not moments: reading 200 timestamps costs more than the statement. The list goes as
# text for the same reason.
AGES = """
SELECT location_id, GREATEST(0, extract(epoch FROM %s - max(last_heard_at)))::bigint
FROM intake_feedheard WHERE location_id = ANY(%s::bigint[]) GROUP BY location_id
"""


def feed_ages(location_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """For how many seconds each place was not heard of; without those that never were."""
    if not location_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(AGES, [at, "{" + ",".join(map(str, location_ids)) + "}"])
        return dict(cursor.fetchall())
