"""The trend of a SKU: what was there at the end of each day, walked back from the current level."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models.place import Principal
from inventory.ledger.queries import sql
from inventory.ledger.vocabulary import PHYSICAL_STATES, State

MOST_DAYS = 92
# The day under which everything after the moment asked for is summed.
AFTER = date.max


class DayStock(NamedTuple):
    """One day at its end, and what came in and went out of the physical stock during it."""

    day: date
    on_hand: int
    available: int
    received: int
    left: int


def stock_trend(
    *,
    sku_id: int,
    principal: Principal,
    at: datetime,
    location_id: int | None = None,
    days: int = 28,
    time_zone: str = "UTC",
    as_of: datetime | None = None,
) -> list[DayStock]:
    """The last days of a SKU in scope, oldest first, today last; of one location or of all.

    As of a moment the last day ends there. Reads only the movements since the first day, by the index
    of each cell, and subtracts them from the current level.
    """
    days = max(1, min(days, MOST_DAYS))
    zone = ZoneInfo(time_zone)
    today = at.astimezone(zone).date()
    last = min(as_of or at, at).astimezone(zone).date()
    first = last - timedelta(days=days - 1)
    parameters: sql.Parameters = {
        "sku": sku_id,
        "location": location_id,
        "scope": sql.visible_paths(principal),
        "since": datetime.combine(first, time.min, zone),
        "today": today,
        "zone": time_zone,
        "until": as_of,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(one=location_id is not None), parameters)
        found = cursor.fetchall()
    on_hand, available = found[0][:2]
    changed = {row[2]: row[3:] for row in found if row[2] is not None}
    received, left, available_change = changed.pop(AFTER, (0, 0, 0))
    return _walked_back(
        [first + timedelta(days=n) for n in range(days)],
        on_hand - received + left,
        available - available_change,
        changed,
    )


def _walked_back(
    days: list[date], on_hand: int, available: int, changed: dict[date, tuple[int, int, int]]
) -> list[DayStock]:
    trend = []
    for day in reversed(days):
        received, left, available_change = changed.get(day, (0, 0, 0))
        trend.append(DayStock(day, on_hand, available, received, left))
        on_hand -= received - left
        available -= available_change
    trend.reverse()
    return trend


def _statement(*, one: bool) -> str:
    physical = sql.change(PHYSICAL_STATES)
    here = " AND l.location_id = %(location)s" if one else ""
    return (
        f"WITH c AS MATERIALIZED (SELECT l.* FROM ledger_stocklevel l"
        f" JOIN accounts_place p ON p.id = l.location_id"
        f" WHERE l.sku_id = %(sku)s{here} AND p.path LIKE ANY(%(scope)s)),"
        f" total AS (SELECT COALESCE(sum({_total(PHYSICAL_STATES)}), 0)::bigint AS on_hand,"
        f" COALESCE(sum(c.available), 0)::bigint AS available FROM c),"
        " daily AS (SELECT CASE WHEN m.occurred_at > %(until)s::timestamptz THEN '9999-12-31'::date"
        " ELSE LEAST((m.occurred_at AT TIME ZONE %(zone)s)::date, %(today)s::date) END AS day,"
        f" sum(GREATEST(0, {physical}))::bigint AS received,"
        f" sum(GREATEST(0, -{physical}))::bigint AS departed,"
        f" sum({sql.change([State.AVAILABLE])})::bigint AS available"
        f" FROM c CROSS JOIN LATERAL ({sql.touching('m.occurred_at >= %(since)s')}) m GROUP BY 1)"
        " SELECT total.on_hand, total.available, daily.day, daily.received, daily.departed,"
        " daily.available FROM total LEFT JOIN daily ON TRUE"
    )


def _total(states: tuple[State, ...]) -> str:
    return " + ".join(f"c.{state.word}" for state in states)
