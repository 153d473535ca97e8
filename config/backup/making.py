"""Make a backup of the running installation."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection

from config.backup import archive, programs
from config.backup.errors import BackupRefused


def back_up(*, target: Path, server: dict[str, Any], at: datetime) -> archive.Manifest:
    """Write the backup file, while everything goes on working.

    Refuses, in this order: a file that is already there, a folder that is not.

    The anchor is read before the database: a line the database lacks would look like damage, a
    block the anchor lacks is added by the next seal.
    """
    if target.exists():
        raise BackupRefused(f"Nothing was written: {target} exists already.")
    if not target.parent.is_dir():
        raise BackupRefused(f"Nothing was written: there is no folder {target.parent}.")
    anchor_file = Path(settings.AUDIT_ANCHOR)
    anchor = anchor_file.read_bytes() if anchor_file.exists() else b""
    with TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder) / archive.DUMP
        programs.run(
            "pg_dump",
            ["--format=custom", "--no-owner", "--no-privileges", "--file", dump],
            server=server,
            release=release(),
        )
        manifest = archive.Manifest(
            made_at=at.isoformat(),
            postgres=f"{connection.pg_version // 10_000}",  # type: ignore[attr-defined]
            migrations=applied(),
            dump_sha256=archive.sha256(dump),
            dump_bytes=dump.stat().st_size,
        )
        files = Path(settings.MEDIA_ROOT)
        archive.write(target, manifest, dump=dump, anchor=anchor, files=files)
    return manifest


def release() -> int:
    """The server's major version."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def applied() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
        return [name for (name,) in cursor.fetchall()]
