"""What the application's role may do: read and write, but never rewrite append-only history."""

from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

# pg_trigger.tgtype: which statements a trigger answers.
REFUSED_BY_BIT = {8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""

PROTECTED = """
SELECT protected.relname, trigger.tgtype
FROM pg_trigger trigger
JOIN pg_class protected ON protected.oid = trigger.tgrelid
JOIN pg_proc refusing ON refusing.oid = trigger.tgfoid
JOIN pg_namespace space ON space.oid = protected.relnamespace
WHERE refusing.proname = 'plumbline_append_only' AND space.nspname = 'public'
"""


def settle(connection: BaseDatabaseWrapper, role: str) -> None:
    """Grant the role its daily work, then take away what the append-only triggers refuse.

    As the owner, after every migration; in one transaction, so that no moment has too many rights.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_statement(GRANTS, role))
        cursor.execute(PROTECTED)
        for table, kinds in cursor.fetchall():
            cursor.execute(_revocation(table, kinds, role))


def _revocation(table: str, kinds: int, role: str) -> Any:
    refused = ", ".join(right for bit, right in REFUSED_BY_BIT.items() if kinds & bit)
    return sql.SQL("REVOKE {rights} ON {table} FROM {role}").format(
        rights=sql.SQL(refused), table=sql.Identifier(table), role=sql.Identifier(role)
    )


def _statement(text: Any, role: str) -> Any:
    return sql.SQL(text).format(role=sql.Identifier(role))
