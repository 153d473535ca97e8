"""Statements past the ORM, for posting alone: bound by the server, several in one round trip."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

Rows = list[tuple[Any, ...]]
# Sends one statement; the cursor has its rows once the block has ended.
Ask = Callable[..., psycopg.Cursor[tuple[Any, ...]]]


def _cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    return psycopg.Cursor(raw)


def rows(statement: str, *params: Any) -> Rows:
    with _cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def execute(statement: str, *params: Any) -> int:
    """How many rows were changed."""
    with _cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


@contextmanager
def together() -> Iterator[Ask]:
    """Send statements without waiting for each; the server works while the block goes on.

    They run one after the other, each with a snapshot of its own, as if sent alone.
    """

    def ask(statement: str, *params: Any) -> psycopg.Cursor[tuple[Any, ...]]:
        return _cursor().execute(statement, params)

    connection.ensure_connection()
    with connection.connection.pipeline():
        yield ask


@contextmanager
def copying(statement: str, text: str) -> Iterator[None]:
    """Send rows to COPY; the server writes them while the block goes on."""
    with _cursor() as cursor, cursor.copy(statement) as stream:
        stream.write(text)
        yield
