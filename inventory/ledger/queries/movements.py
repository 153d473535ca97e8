"""Movements as people and clients read them: of a cell, a SKU, a reference, an event; and the feed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models.place import Principal
from inventory.ledger.queries import sql
from inventory.ledger.queries.horizon import HORIZON
from inventory.ledger.vocabulary import End, EventType

MOST_ROWS = 1_000
# How many movements one page of the feed looks at; where few match, a page is short and goes on.
FEED_WINDOW = 20_000

_END_WORDS = {end.value: end.word for end in End}
_TYPE_WORDS = {kind.value: kind.word for kind in EventType}


class MovementRow(NamedTuple):
    """One row of the ledger with the codes people know it by."""

    id: int
    xid: int
    occurred_at: datetime
    recorded_at: datetime
    sku_id: int
    sku: str
    location_id: int
    location: str
    end: str
    to_location_id: int
    to_location: str
    to_end: str
    quantity: int
    reference: str
    event_id: int
    type: str
    source: str
    key: str
    # The count or opening the row belongs to, when it is its difference or was absorbed by it.
    count_id: int | None
    reason: str
    # The person behind a command of ours; none for what a system told.
    actor_id: int | None


class Moment(NamedTuple):
    """Where a list by time goes on: older than this row."""

    occurred_at: datetime
    id: int


class FeedCursor(NamedTuple):
    """Where the feed goes on: after this row, in the order of commit-safe recording."""

    xid: int
    id: int


class MovementPage(NamedTuple):
    rows: list[MovementRow]
    before: Moment | None


class FeedPage(NamedTuple):
    rows: list[MovementRow]
    # Ask again from here; it moves on even where nothing matched.
    after: FeedCursor
    # Whether there is more now, or only later.
    more: bool


FEED_START = FeedCursor(0, 0)

_COLUMNS = (
    "m.id, m.xid, m.occurred_at, m.recorded_at, m.sku_id, s.code AS sku, m.location_id,"
    ' p.code AS location, m."end", m.to_location_id, tp.code AS to_location, m.to_end, m.quantity,'
    " m.reference, m.event_id, e.type, src.code AS source, e.key, m.count_id, e.reason,"
    " e.actor_id"
)
_JOINS = (
    " JOIN catalog_sku s ON s.id = m.sku_id JOIN accounts_place p ON p.id = m.location_id"
    " JOIN accounts_place tp ON tp.id = m.to_location_id JOIN ledger_event e ON e.id = m.event_id"
    " JOIN ledger_source src ON src.id = e.source_id"
)
_IN_SCOPE = "(p.path LIKE ANY(%(scope)s) OR tp.path LIKE ANY(%(scope)s))"
_NEWEST_FIRST = "ORDER BY m.occurred_at DESC, m.id DESC LIMIT %(limit)s"


def movements_of_sku(
    *,
    sku_id: int,
    principal: Principal,
    location_id: int | None = None,
    before: Moment | None = None,
    limit: int = 50,
) -> MovementPage:
    """The movements of a SKU in scope, or of one cell of it, newest first.

    Reads at most `limit` rows per location from the index of the cell and merges them.
    """
    one = _newest_of_cell(before)
    here = "" if location_id is None else " AND l.location_id = %(location)s"
    found = (
        f"SELECT DISTINCT ON (m.occurred_at, m.id) {_COLUMNS} FROM ledger_stocklevel l"
        " JOIN accounts_place lp ON lp.id = l.location_id"
        f" CROSS JOIN LATERAL ({one}) m{_JOINS}"
        f" WHERE l.sku_id = %(sku)s{here} AND lp.path LIKE ANY(%(scope)s)"
        f" {_NEWEST_FIRST}"
    )
    return _page(
        found,
        {"sku": sku_id, "location": location_id, "scope": sql.visible_paths(principal)},
        before=before,
        limit=limit,
    )


def movements_of_reference(
    *, reference: str, principal: Principal, before: Moment | None = None, limit: int = 50
) -> MovementPage:
    """The movements a document or order caused, within scope, newest first."""
    found = (
        f"SELECT {_COLUMNS} FROM ledger_movement m{_JOINS}"
        f" WHERE m.reference = %(reference)s AND m.reference <> '' AND {_older(before)}"
        f" AND {_IN_SCOPE} {_NEWEST_FIRST}"
    )
    return _page(
        found,
        {"reference": reference, "scope": sql.visible_paths(principal)},
        before=before,
        limit=limit,
    )


def movements_of_event(
    *, event_id: int, principal: Principal, limit: int = MOST_ROWS
) -> list[MovementRow]:
    """What one event wrote: its own rows and what counts absorbed of it, in order of writing."""
    found = (
        f"SELECT {_COLUMNS} FROM ledger_movement m{_JOINS}"
        f" WHERE m.event_id = %(event)s AND {_IN_SCOPE} ORDER BY m.id LIMIT %(limit)s"
    )
    return _read(
        found,
        {"event": event_id, "scope": sql.visible_paths(principal), "limit": min(limit, MOST_ROWS)},
    )


def movement_feed(
    *,
    principal: Principal,
    after: FeedCursor = FEED_START,
    sku_ids: Sequence[int] | None = None,
    location_ids: Sequence[int] | None = None,
    reference: str = "",
    limit: int = 200,
) -> FeedPage:
    """The movements in order of recording, from a cursor up to the commit-safe horizon.

    A reader that keeps the cursor sees every row once and misses none: rows of transactions that are
    still running are held back together with everything after them. Filtered pages may be short,
    even empty, while there is more: each looks at a bounded stretch of the ledger.
    """
    limit = max(1, min(limit, MOST_ROWS))
    parameters: sql.Parameters = {
        "scope": sql.visible_paths(principal),
        "skus": None if sku_ids is None else list(sku_ids),
        "locations": None if location_ids is None else list(location_ids),
        "reference": reference,
        "xid": after.xid,
        "id": after.id,
        "window": FEED_WINDOW,
        "limit": limit,
    }
    selective = sku_ids is not None or reference != ""
    statement = _selective_feed if selective else _windowed_feed
    rows, end, seen = _feed_rows(
        statement(_feed_filter(sku_ids, location_ids, reference)), parameters
    )
    if len(rows) == limit:
        return FeedPage(rows, FeedCursor(rows[-1].xid, rows[-1].id), more=True)
    if selective:
        return FeedPage(rows, FeedCursor(rows[-1].xid, rows[-1].id) if rows else after, more=False)
    return FeedPage(rows, end or after, more=seen == FEED_WINDOW)


def _newest_of_cell(before: Moment | None) -> str:
    sides = (
        "m.location_id = l.location_id",
        "m.to_location_id = l.location_id AND m.to_location_id <> m.location_id",
    )
    return " UNION ALL ".join(
        f"(SELECT * FROM ledger_movement m WHERE m.sku_id = l.sku_id AND {side}"
        f" AND {_older(before)} {_NEWEST_FIRST})"
        for side in sides
    )


def _older(before: Moment | None) -> str:
    if before is None:
        return "TRUE"
    # The plain comparison is what the index of the cell can use; the pair settles equal times.
    return (
        "m.occurred_at <= %(before_at)s AND (m.occurred_at, m.id) < (%(before_at)s, %(before_id)s)"
    )


def _feed_filter(
    sku_ids: Sequence[int] | None, location_ids: Sequence[int] | None, reference: str
) -> str:
    conditions = [_IN_SCOPE]
    if sku_ids is not None:
        conditions.append("m.sku_id = ANY(%(skus)s)")
    if location_ids is not None:
        conditions.append(
            "(m.location_id = ANY(%(locations)s) OR m.to_location_id = ANY(%(locations)s))"
        )
    if reference:
        conditions.append("m.reference = %(reference)s AND m.reference <> ''")
    return sql.all_of(conditions)


_AFTER = f"(m.xid, m.id) > (%(xid)s, %(id)s) AND m.xid < {HORIZON}"


def _windowed_feed(condition: str) -> str:
    """A stretch of the ledger in order of recording, then the filter; its end comes with each row."""
    return (
        "WITH stretch AS MATERIALIZED (SELECT * FROM ledger_movement m"
        f" WHERE {_AFTER} ORDER BY m.xid, m.id LIMIT %(window)s),"
        " seen AS (SELECT count(*) AS rows FROM stretch),"
        " last AS (SELECT xid, id FROM stretch ORDER BY xid DESC, id DESC LIMIT 1),"
        f" found AS (SELECT {_COLUMNS} FROM stretch m{_JOINS} WHERE {condition}"
        " ORDER BY m.xid, m.id LIMIT %(limit)s)"
        " SELECT last.xid, last.id, seen.rows, found.* FROM seen LEFT JOIN last ON TRUE"
        " LEFT JOIN found ON TRUE ORDER BY found.xid, found.id"
    )


def _selective_feed(condition: str) -> str:
    """Few rows match, so their own index finds them; the fence keeps the planner from walking xids."""
    return (
        f"WITH matching AS MATERIALIZED (SELECT {_COLUMNS} FROM ledger_movement m{_JOINS}"
        f" WHERE {condition} AND {_AFTER})"
        " SELECT NULL::bigint, NULL::bigint, 0, m.* FROM matching m"
        " ORDER BY m.xid, m.id LIMIT %(limit)s"
    )


def _feed_rows(
    statement: str, parameters: sql.Parameters
) -> tuple[list[MovementRow], FeedCursor | None, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    if not found:
        return [], None, 0
    xid, last_id, seen = found[0][:3]
    end = None if xid is None else FeedCursor(xid, last_id)
    return [_row(row[3:]) for row in found if row[3] is not None], end, seen


def _page(
    statement: str, parameters: sql.Parameters, *, before: Moment | None, limit: int
) -> MovementPage:
    limit = max(1, min(limit, MOST_ROWS))
    if before is not None:
        parameters |= {"before_at": before.occurred_at, "before_id": before.id}
    rows = _read(statement, parameters | {"limit": limit + 1})
    more = len(rows) > limit
    rows = rows[:limit]
    return MovementPage(rows, Moment(rows[-1].occurred_at, rows[-1].id) if more else None)


def _read(statement: str, parameters: sql.Parameters) -> list[MovementRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [_row(row) for row in cursor.fetchall()]


def _row(row: Sequence[Any]) -> MovementRow:
    values = list(row)
    values[8] = _END_WORDS[values[8]]
    values[11] = _END_WORDS[values[11]]
    values[15] = _TYPE_WORDS[values[15]]
    return MovementRow._make(values)
