"""The shelf of many SKUs of one location, each as of its own moment: what a count is held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from inventory.ledger.models import StockLevel
from inventory.ledger.queries import sql
from inventory.ledger.vocabulary import SHELF_STATES, EventType


class Seen(NamedTuple):
    """One SKU and the moments between which it was looked at."""

    sku_id: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """By the books: the shelf at `last_at`, and the units that came or went between the moments."""

    book: int
    # Movements after `first_at` and up to `last_at` that changed the shelf.
    moves: int
    # Of the shelf now: reserved and allocated.
    promised: int


@dataclass(frozen=True, slots=True)
class ShelfMove:
    """One movement that changed the shelf."""

    sku_id: int
    occurred_at: datetime
    type: EventType
    change: int
    reference: str
    event_id: int
    # The count that this row belongs to: its difference, or what it absorbed of the event.
    count_id: int | None = None


def lock_shelves(location_id: int, sku_ids: Sequence[int]) -> None:
    """Lock the level rows of these SKUs in the ledger's order, so that what is read next holds."""
    rows = StockLevel.objects.filter(location_id=location_id, sku_id__in=list(sku_ids))
    list(rows.order_by("sku_id").select_for_update().values_list("sku_id", flat=True))


def shelves_at(location_id: int, seen: Sequence[Seen]) -> dict[int, Shelf]:
    """The shelf of each SKU at its last moment, walked back from the level; one statement."""
    change = sql.change(SHELF_STATES)
    statement = (
        "WITH c AS (SELECT a.*, %(location)s::bigint AS location_id FROM unnest("
        "%(skus)s::bigint[], %(first)s::timestamptz[], %(last)s::timestamptz[])"
        " AS a (sku_id, first_at, last_at))"
        " SELECT c.sku_id,"
        f" COALESCE({_shelf('l')}, 0) - COALESCE(d.later, 0), COALESCE(d.moves, 0),"
        " COALESCE(l.reserved + l.allocated, 0) FROM c"
        " LEFT JOIN ledger_stocklevel l ON l.sku_id = c.sku_id AND l.location_id = c.location_id"
        f" LEFT JOIN LATERAL (SELECT sum({change}) FILTER (WHERE m.occurred_at > c.last_at) AS later,"
        f" count(*) FILTER (WHERE m.occurred_at <= c.last_at AND {change} <> 0) AS moves"
        f" FROM ({sql.touching('m.occurred_at > c.first_at')}) m) d ON TRUE"
    )
    parameters: sql.Parameters = {
        "location": location_id,
        "skus": [one.sku_id for one in seen],
        "first": [one.first_at for one in seen],
        "last": [one.last_at for one in seen],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {row[0]: Shelf(*(int(value) for value in row[1:])) for row in cursor.fetchall()}


def shelf_moves(
    location_id: int,
    seen: Sequence[Seen],
    *,
    until: datetime | None = None,
    limit: int = 500,
    each: int = 20,
) -> list[ShelfMove]:
    """What changed the shelf of each SKU after its first moment, newest first: during the count and since.

    At most `each` per SKU and `limit` in all.
    """
    change = sql.change(SHELF_STATES)
    upto = "m.occurred_at > c.first_at" + (" AND m.occurred_at <= %(until)s" if until else "")
    statement = (
        "WITH c AS (SELECT a.*, %(location)s::bigint AS location_id FROM unnest("
        "%(skus)s::bigint[], %(first)s::timestamptz[]) AS a (sku_id, first_at))"
        " SELECT c.sku_id, d.occurred_at, e.type, d.change, e.reference, e.id, d.count_id FROM c"
        f" CROSS JOIN LATERAL (SELECT m.event_id, m.count_id, m.occurred_at, {change} AS change"
        f" FROM ({sql.touching(upto)}) m WHERE {change} <> 0"
        " ORDER BY m.occurred_at DESC, m.id DESC LIMIT %(each)s) d"
        " JOIN ledger_event e ON e.id = d.event_id"
        " ORDER BY d.occurred_at DESC LIMIT %(limit)s"
    )
    parameters: sql.Parameters = {
        "location": location_id,
        "skus": [one.sku_id for one in seen],
        "first": [one.first_at for one in seen],
        "until": until,
        "each": each,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [ShelfMove(row[0], row[1], EventType(row[2]), *row[3:]) for row in cursor.fetchall()]


def _shelf(alias: str) -> str:
    return " + ".join(f"{alias}.{state.word}" for state in SHELF_STATES)
