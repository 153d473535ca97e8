"""When feeds were last heard."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection


def last_heard(location_ids: Collection[int]) -> dict[int, datetime]:
    """When any source last spoke of each of these places."""
    if not location_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT location_id, max(last_heard_at) FROM intake_feedheard"
            " WHERE location_id = ANY(%s) GROUP BY location_id",
            [list(location_ids)],
        )
        return dict(cursor.fetchall())
