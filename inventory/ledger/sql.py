"""Statements past the ORM, for posting alone."""

from typing import Any

from django.db import connection


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def execute(sql: str, *params: Any) -> int:
    """How many rows were changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def copy(sql: str, text: str) -> None:
    with connection.cursor() as cursor, cursor.copy(sql) as stream:
        stream.write(text)
