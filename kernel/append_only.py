"""A migration operation that makes a table append-only for everybody but the owner's DDL.

Two fences: a trigger refuses UPDATE, DELETE and TRUNCATE whoever asks, and the application's role
loses the rights. A table that is purged by retention uses `allow_delete` and keeps the rest.
"""

from django.db import migrations

REFUSE = """
CREATE OR REPLACE FUNCTION plumbline_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""

PROTECT = """
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION plumbline_append_only();
DROP TRIGGER IF EXISTS {table}_append_only_truncate ON {table};
CREATE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION plumbline_append_only();
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'plumbline_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM plumbline_app;
    END IF;
END $$;
"""

RELEASE = """
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
DROP TRIGGER IF EXISTS {table}_append_only_truncate ON {table};
"""


class AppendOnly(migrations.RunSQL):
    """Protect one table; `reverse` releases it."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            sql=REFUSE + PROTECT.format(table=table),
            reverse_sql=RELEASE.format(table=table),
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return (self.__class__.__qualname__, [self.table], {})
