"""A big book by direct SQL: a million levels and ten million movements that verify finds in order.

For measuring only. Everything else in Plumbline enters through intake; a million postings a minute
would make a bench an afternoon.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from accounts.models import Place
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Source

Say = Callable[[str], None]

SOURCE = "bench"
FIRST_DAY = datetime(2026, 8, 1, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Size:
    """How many SKUs at how many locations, and how often each cell moved."""

    skus: int
    locations: int
    rounds: int

    @property
    def cells(self) -> int:
        return self.skus * self.locations

    @property
    def movements(self) -> int:
        return self.cells * self.rounds


FULL = Size(skus=5_435, locations=184, rounds=10)
QUICK = Size(skus=544, locations=184, rounds=10)


def make_catalogue(size: Size) -> None:
    """One network with its locations and SKUs, and the source everything came from; ids are known."""
    places = range(2, size.locations + 2)
    Place.objects.create(
        pk=1, code="bench", name="Bench", kind=Place.Kind.NETWORK, path="/1/", currency="GBP"
    )
    Place.objects.bulk_create(
        Place(
            pk=number,
            code=f"store-{number - 1}",
            name=f"Store {number - 1}",
            kind=Place.Kind.PLACE,
            parent_id=1,
            path=f"/1/{number}/",
        )
        for number in places
    )
    Location.objects.bulk_create(
        Location(place_id=number, kind=Location.Kind.STORE, lifecycle=Location.Lifecycle.OPEN)
        for number in places
    )
    Sku.objects.bulk_create(
        Sku(
            pk=number,
            code=f"sku-{number:06}",
            name=f"Article {number}",
            network_id=1,
            lifecycle=Sku.Lifecycle.ACTIVE,
            created_at=FIRST_DAY,
        )
        for number in range(1, size.skus + 1)
    )
    Source.objects.create(pk=1, code=SOURCE, name="Bench")
    for table, last in (
        ("accounts_place", places.stop - 1),
        ("catalog_sku", size.skus),
        ("ledger_source", 1),
    ):
        _run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")


def fill_ledger(size: Size, say: Say) -> None:
    """Rounds over all cells in scattered order, as time goes: opening, sales, receipts, transfers.

    One cell in fifty is counted in the last round and found one short.
    """
    with _without_indexes("ledger_event", "ledger_movement", "ledger_stocklevel", say=say):
        for number in range(size.rounds):
            say(f"movements {number * size.cells:,} of {size.movements:,}")
            _run(_EVENTS, **_round(size, number))
            _run(_MOVEMENTS, **_round(size, number))
        say("levels")
        _run(_LEVELS)
    _run(
        "SELECT setval(pg_get_serial_sequence('ledger_event', 'id'), %(rows)s);",
        rows=size.movements,
    )
    say("statistics")
    for table in ("ledger_event", "ledger_movement", "ledger_stocklevel", "catalog_sku"):
        _run(f"VACUUM (ANALYZE) {table}")


def _round(size: Size, number: int) -> dict[str, Any]:
    return {
        "first": number * size.cells,
        "cells": size.cells,
        "skus": size.skus,
        "locations": size.locations,
        "round": number,
        "last": number == size.rounds - 1,
        "first_day": FIRST_DAY,
    }


# The stride has no factor in common with the number of cells, so each round meets each cell once,
# scattered over SKUs and locations as tills are.
_CELLS = """
    SELECT n, %(first)s + n + 1 AS id,
           1 + (n::bigint * 7919 %% %(cells)s) %% %(skus)s AS sku_id,
           2 + (n::bigint * 7919 %% %(cells)s) / %(skus)s AS location_id,
           %(first_day)s::timestamptz + make_interval(secs => (%(first)s + n) * 0.9) AS occurred_at,
           CASE WHEN %(round)s = 0 THEN 1
                WHEN %(last)s AND n::bigint * 7919 %% %(cells)s %% 50 = 0 THEN 28
                WHEN n %% 5 = 0 THEN 2
                WHEN n %% 11 = 0 THEN 12
                ELSE 4 END AS type
    FROM generate_series(0, %(cells)s - 1) n
"""
# An opening of 100, then 8 receipts of 3 at most and sales of 1: a count knows what it should find.
_EVENTS = f"""
    INSERT INTO ledger_event (id, source_id, key, digest, type, sku_id, location_id, to_location_id,
        state, to_state, quantity, occurred_at, received_at, reference, reason, stream, raw)
    SELECT c.id, 1, 'k' || c.id, sha256(c.id::text::bytea), c.type, c.sku_id, c.location_id,
           CASE c.type WHEN 12 THEN 2 + (c.location_id - 1) %% %(locations)s END,
           CASE c.type WHEN 28 THEN NULL ELSE 2 END,
           CASE c.type WHEN 12 THEN 8 END,
           CASE c.type WHEN 1 THEN 100 WHEN 2 THEN 3
                WHEN 28 THEN COALESCE(shelf.pieces, 0) - 1 ELSE 1 END,
           c.occurred_at, c.occurred_at, 'ref-' || c.id / 10, '', '', ''
    FROM ({_CELLS}) c LEFT JOIN (
        SELECT sku_id, location_id, sum(pieces) AS pieces FROM (
            SELECT sku_id, location_id,
                   CASE WHEN "end" = 2 THEN -quantity ELSE quantity END AS pieces
            FROM ledger_movement WHERE %(last)s
        ) moved GROUP BY 1, 2
    ) shelf ON c.type = 28 AND shelf.sku_id = c.sku_id AND shelf.location_id = c.location_id
"""
_MOVEMENTS = """
    INSERT INTO ledger_movement (event_id, count_id, sku_id, location_id, "end", to_location_id,
        to_end, quantity, occurred_at, reference)
    SELECT e.id, CASE WHEN e.type IN (1, 28) THEN e.id END, e.sku_id, e.location_id,
           CASE e.type WHEN 1 THEN 26 WHEN 2 THEN 21 ELSE 2 END,
           COALESCE(e.to_location_id, e.location_id),
           CASE e.type WHEN 1 THEN 2 WHEN 2 THEN 2 WHEN 12 THEN 8 WHEN 28 THEN 23 ELSE 22 END,
           CASE e.type WHEN 28 THEN 1 ELSE e.quantity END, e.occurred_at, e.reference
    FROM ledger_event e WHERE e.id > %(first)s AND e.id <= %(first)s + %(cells)s ORDER BY e.id
"""
_LEVELS = """
    INSERT INTO ledger_stocklevel (sku_id, location_id, available, in_transit, last_counted_at)
    SELECT sku_id, location_id, sum(available), sum(in_transit), max(counted_at) FROM (
        SELECT sku_id, location_id, CASE WHEN "end" = 2 THEN -quantity ELSE quantity END AS available,
               0 AS in_transit, CASE WHEN count_id IS NOT NULL THEN occurred_at END AS counted_at
        FROM ledger_movement
        UNION ALL
        SELECT sku_id, to_location_id, 0, quantity, NULL FROM ledger_movement WHERE to_end = 8
    ) moved GROUP BY 1, 2 ORDER BY 1, 2
"""


@contextmanager
def _without_indexes(*tables: str, say: Say) -> Iterator[None]:
    """Load first, index afterwards; uniqueness is checked when they come back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text, pg_get_indexdef(i.indexrelid), i.indexrelid::regclass::text,"
            " con.conname, pg_get_constraintdef(con.oid)"
            " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u')"
            " WHERE c.relname = ANY(%s)",
            [list(tables)],
        )
        found = cursor.fetchall()
    for table, _, index, constraint, _ in found:
        _run(
            f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"
            if constraint
            else f"DROP INDEX {index}"
        )
    yield
    _run("SET maintenance_work_mem = '512MB'")
    for table, definition, index, constraint, rule in found:
        say(f"index {index}")
        _run(
            f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {rule}" if constraint else definition
        )


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        if values:
            cursor.execute(statement, values)
        else:
            cursor.execute(statement)
