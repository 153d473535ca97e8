"""Damage the ledger as no posting ever could: past its triggers, as a bad disk or a hand would."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from inventory.ledger.models import StockLevel


def damage(statement: str, *values: object) -> int:
    """Run one statement with the append-only triggers asleep; how many rows it hit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        return cursor.rowcount


def spoil_level(sku, location, **columns: object) -> None:
    StockLevel.objects.filter(pk=(sku.pk, location.pk)).update(**columns)


@contextmanager
def without_constraint(table: str, constraint: str) -> Iterator[None]:
    """A unique rule that is not there, and comes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [constraint]
        )
        rule = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        yield
        damage(f"DELETE FROM {table}")
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {rule}")
