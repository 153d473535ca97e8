"""Set-based statements: thousands of values travel as one array each, not as thousands of literals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from psycopg import sql

# Column -> its type, as arrays of it are sent.
Columns = dict[str, str]


def among(texts: Iterable[str]) -> RawSQL:
    """For `field__in=`: a list of any length as one parameter (~10 times faster at 6,000 texts)."""
    return RawSQL("SELECT unnest(%s::text[])", [list(texts)], output_field=TextField())


def insert_rows(
    table: str, columns: Columns, rows: Sequence[tuple[Any, ...]], tail: str = ""
) -> list[tuple[Any, ...]]:
    """Insert the rows in one statement; `tail` is what follows, such as ON CONFLICT or RETURNING."""
    if not rows:
        return []
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("INSERT INTO {table} ({names}) SELECT {casts} FROM {given} {tail}").format(
        table=sql.Identifier(table),
        names=names,
        casts=_casts(columns),
        given=_given(columns),
        tail=sql.SQL(tail),
    )
    return _run(statement, rows)


def update_rows(table: str, key: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
    """Set the columns of the rows that have these keys; `key` is the first of the columns."""
    if not rows:
        return
    sets = sql.SQL(", ").join(
        sql.SQL("{name} = {cast}").format(name=sql.Identifier(name), cast=_cast(name, kind))
        for name, kind in columns.items()
        if name != key
    )
    statement = sql.SQL("UPDATE {table} SET {sets} FROM {given} WHERE {table}.{key} = given.{key}")
    _run(
        statement.format(
            table=sql.Identifier(table), sets=sets, given=_given(columns), key=sql.Identifier(key)
        ),
        rows,
    )


def _given(columns: Columns) -> sql.Composed:
    arrays = sql.SQL(", ").join(
        sql.SQL("%s::{}[]").format(sql.SQL("text" if kind == "jsonb" else kind))
        for kind in columns.values()
    )
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("unnest({arrays}) AS given ({names})").format(arrays=arrays, names=names)


def _casts(columns: Columns) -> sql.Composed:
    return sql.SQL(", ").join(_cast(name, kind) for name, kind in columns.items())


def _cast(name: str, kind: str) -> sql.Composable:
    column = sql.SQL("given.{}").format(sql.Identifier(name))
    return sql.SQL("{}::jsonb").format(column) if kind == "jsonb" else column


def _run(statement: sql.Composed, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    arrays = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(connection.connection), arrays)
        return list(cursor.fetchall()) if cursor.description else []
