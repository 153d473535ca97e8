"""What a request wrote: the tables that differ from before, and the rows it put there.

All of it happens within one transaction of the test, each request in a savepoint that is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from tests.states.walk import everything

# What a request writes of itself.
OWN = {"django_session", "accounts_signin", "workbench_formkey"}
TOUCHED = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
WHERE schemaname = 'public'
"""
SAID = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} t"
ROWS = "SELECT to_jsonb(t)::text FROM {table} t WHERE t.xmin::text::bigint >= %s"
MARKS = "CREATE TEMPORARY TABLE IF NOT EXISTS form_marks (number int)"
MARK = "INSERT INTO form_marks VALUES (1) RETURNING xmin::text::bigint"
Row = dict[str, Any]


@dataclass
class Ledger:
    """What stood in every table before the first request."""

    before: dict[str, Any] = field(default_factory=everything)

    def sheet(self) -> Sheet:
        return Sheet(self, touched(), mark())


@dataclass
class Sheet:
    """One savepoint: what was written since it began."""

    ledger: Ledger
    touched: dict[str, int]
    since: int

    def tables(self) -> list[str]:
        """Tables that differ from before, without those a request writes of itself."""
        now = touched()
        maybe = [name for name in now if now[name] != self.touched.get(name) and name not in OWN]
        return [name for name in maybe if said(name) != self.ledger.before[name]]

    def rows(self, tables: list[str]) -> Iterator[tuple[str, Row]]:
        """Rows that were added or changed."""
        for table in tables:
            with connection.cursor() as cursor:
                cursor.execute(ROWS.format(table=connection.ops.quote_name(table)), [self.since])
                yield from ((table, json.loads(row)) for (row,) in cursor.fetchall())


def touched() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED)
        return dict(cursor.fetchall())


def said(table: str) -> tuple[int, Any]:
    with connection.cursor() as cursor:
        cursor.execute(SAID.format(table=connection.ops.quote_name(table)))
        rows, hashed = cursor.fetchone()
        return rows, hashed


def mark() -> int:
    """The number of this savepoint: whatever is written from here on carries it or a later one."""
    assert transaction.get_connection().in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(MARKS)
        cursor.execute(MARK)
        return int(cursor.fetchone()[0])


def texts(row: Any) -> Iterator[str]:
    """Every text in a row, also inside of what is kept as JSON."""
    if isinstance(row, str):
        yield row
    elif isinstance(row, dict):
        for key, value in row.items():
            yield from (key, *texts(value))
    elif isinstance(row, list):
        for value in row:
            yield from texts(value)
