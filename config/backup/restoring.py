"""Put a backup back: everything or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from config.backup import archive, programs
from config.backup.errors import BackupRefused
from config.backup.making import release

# What was there waits under this name until the backup is whole.
BEFORE = "plumbline_before_restore"

TABLES = """
SELECT count(*) FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND usesysid IS NOT NULL  -- autovacuum has no user
"""
STANDS_ASIDE = "SELECT count(*) FROM pg_namespace WHERE nspname = %s"

# Everything of ours in a schema; what an extension brought stays, for it belongs to the server.
MOVES = """
WITH ours AS (
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
               WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind,
        oid::regclass::text AS name, oid, 'pg_class'::regclass AS class, relnamespace AS space
    FROM pg_class WHERE relkind IN ('r', 'p', 'S', 'v', 'm', 'f')
    UNION ALL
    SELECT 'ROUTINE', oid::regprocedure::text, oid, 'pg_proc'::regclass, pronamespace FROM pg_proc
    UNION ALL
    SELECT CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, oid::regtype::text, oid,
        'pg_type'::regclass, typnamespace
    FROM pg_type WHERE typtype IN ('d', 'e')
    UNION ALL
    SELECT 'COLLATION', oid::regcollation::text, oid, 'pg_collation'::regclass, collnamespace
    FROM pg_collation
)
SELECT format('ALTER %%s %%s SET SCHEMA %%I', kind, name, %(after)s::text)
FROM ours WHERE space = %(before)s::regnamespace AND NOT EXISTS (
    -- e: part of an extension; a, i: a sequence that goes with its table
    SELECT FROM pg_depend
    WHERE classid = ours.class AND objid = ours.oid AND deptype IN ('e', 'a', 'i')
)
"""


def restore(*, source: Path, server: dict[str, Any], replace: bool) -> archive.Manifest:
    """Put the database, the anchor and stored files back.

    Refuses, in this order: no or a damaged backup, one made by a later Plumbline, a database in
    use, a database with tables unless it may be replaced.
    """
    with archive.opened(source) as (manifest, tar):
        check_known(manifest)
        check_unused()
        finish_interrupted()
        check_empty(replace=replace)
        with TemporaryDirectory(dir=source.parent, prefix=".restore-") as folder:
            dump = Path(folder) / archive.DUMP
            archive.take_dump(tar, manifest, dump)
            with set_aside():
                programs.run(
                    "pg_restore",
                    [
                        *("--exit-on-error", "--single-transaction", "--no-owner"),
                        *("--no-privileges", "--dbname", server["NAME"], dump),
                    ],
                    server=server,
                    release=release(),
                )
        bring_anchor(archive.anchor_of(tar))
        archive.take_files(tar, Path(settings.MEDIA_ROOT))
    return manifest


def check_known(manifest: archive.Manifest) -> None:
    """Every migration of the backup is one of ours; missing ones are applied afterwards."""
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - ours)
    if unknown:
        raise BackupRefused(
            f"Nothing was restored: this Plumbline does not know the migration {unknown[0]} of the "
            "backup. Install the version that made it, or a later one."
        )


def check_unused() -> None:
    others = _number(OTHERS)
    if others:
        raise BackupRefused(
            f"Nothing was restored: {others} other connections use the database. "
            "Stop Plumbline first."
        )


def check_empty(*, replace: bool) -> None:
    tables = _number(TABLES)
    if tables and not replace:
        raise BackupRefused(
            f"Nothing was restored: the database has {tables} tables. "
            "With --replace they go, and the backup takes their place."
        )


@contextmanager
def set_aside() -> Iterator[None]:
    """What is there steps aside; it is dropped when all went well and comes back when not."""
    step_aside()
    connection.close()
    try:
        yield
    except BaseException:
        finish_interrupted()
        raise
    _say(f"DROP SCHEMA {BEFORE} CASCADE")


def step_aside() -> None:
    with transaction.atomic():
        _say(f"CREATE SCHEMA {BEFORE}")
        _move("public", BEFORE)


def finish_interrupted() -> None:
    """After a restore that ended anywhere: pg_restore writes all or nothing, so one of both is whole."""
    if not _number(STANDS_ASIDE, BEFORE):
        return
    with transaction.atomic():
        if not _number(TABLES):
            _move(BEFORE, "public")
        _say(f"DROP SCHEMA {BEFORE} CASCADE")


def bring_anchor(content: bytes) -> None:
    """On a new machine. Where an anchor is, it stays: it knows what the backup does not."""
    file = Path(settings.AUDIT_ANCHOR)
    if content and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _move(before: str, after: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MOVES, {"before": before, "after": after})
        moves = [statement for (statement,) in cursor.fetchall()]
    _say(*moves)


def _say(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _number(query: str, *values: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])
