import os
import shutil
import subprocess
from dataclasses import replace

import psycopg
import pytest

from config.backup import archive
from config.engines import addresses, own, record
from tests.config.conftest import environment, manage_arguments, passable_folder

pytestmark = pytest.mark.slow

WRITE = """
from audit.models import Entry
from kernel.clock import now
Entry.objects.create(action="config.test", subject_text="{text}", occurred_at=now())
"""


STEP_ASIDE = """
from django.db import connection
from config import env
from config.backup.restoring import step_aside
from config.engines import addresses
from config.engines.as_owner import connected_as
with connected_as(connection, addresses.owner(env.data_dir())):
    step_aside()
"""


class Installation:
    """A data folder with engines, tables and commands."""

    def __init__(self):
        self.folder = passable_folder()

    def __call__(self, *arguments, succeeds=True):
        done = subprocess.run(
            manage_arguments(*arguments),
            env=environment(self.folder),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is succeeds, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, text):
        self("shell", "--no-imports", "-c", WRITE.format(text=text))

    def connect(self):
        known = record.read(self.folder)
        return psycopg.connect(
            host=record.LOOPBACK,
            port=known.postgres_port,
            user=addresses.APP,
            password=known.app_password,
            dbname=addresses.DATABASE,
            autocommit=True,
        )

    def texts(self):
        with self.connect() as connection:
            rows = connection.execute("SELECT subject_text FROM audit_entry ORDER BY id")
            return [text for (text,) in rows if text in {"before", "after"}]


@pytest.fixture(scope="module")
def shop():
    made = Installation()
    made("migrate", "--verbosity", "0")
    made.write("before")
    made("audit", "seal")
    (made.folder / "files").mkdir(exist_ok=True)
    (made.folder / "files" / "count.csv").write_text("cells")
    made.backup = made.folder / "today.backup"
    made("backup", str(made.backup))
    yield made
    own.erase(made.folder)


@pytest.fixture
def elsewhere():
    made = Installation()
    yield made
    own.erase(made.folder)


def test_brings_the_moment_of_the_backup_back(shop):
    shop.write("after")
    shop("audit", "seal")
    (shop.folder / "files" / "count.csv").unlink()

    said = shop("restore", str(shop.backup), "--replace")

    assert shop.texts() == ["before"]
    assert (shop.folder / "files" / "count.csv").read_text() == "cells"
    assert "The ledger holds" in said
    assert "sound" in said
    shop.write("after")
    shop("audit", "seal")
    assert "sound" in shop("audit", "verify")


def test_moves_to_another_machine_with_its_key(shop, elsewhere):
    shutil.copy(shop.folder / "audit_key", elsewhere.folder)

    said = elsewhere("restore", str(shop.backup))

    assert elsewhere.texts() == ["before"]
    assert "sound" in said
    with elsewhere.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM audit_entry")


def test_a_database_with_tables_stays_unless_told(shop):
    said = shop("restore", str(shop.backup), succeeds=False)

    assert "With --replace they go" in said
    assert "before" in shop.texts()


def test_a_database_in_use_stays(shop):
    with shop.connect():
        said = shop("restore", str(shop.backup), "--replace", succeeds=False)

    assert "Nothing was restored: 1 other connections use the database." in said


def test_a_dump_that_fails_halfway_changes_nothing(shop, tmp_path):
    before = shop.texts()
    broken = with_dump(shop.backup, tmp_path / "broken", cut=0.6)

    said = shop("restore", str(broken), "--replace", succeeds=False)

    assert "pg_restore did not finish" in said
    assert shop.texts() == before


def test_a_restore_killed_in_the_middle_is_undone_by_the_next(shop):
    before = shop.texts()
    shop("shell", "--no-imports", "-c", STEP_ASIDE)
    with shop.connect() as connection:
        assert not connection.execute("SELECT to_regclass('audit_entry')").fetchone()[0]

    said = shop("restore", str(shop.backup), succeeds=False)

    assert "With --replace they go" in said
    assert shop.texts() == before


def test_a_backup_of_a_later_version_is_refused(shop, tmp_path):
    later = with_dump(shop.backup, tmp_path / "later", migration="audit.9999_future")

    said = shop("restore", str(later), "--replace", succeeds=False)

    assert "does not know the migration audit.9999_future" in said


def test_a_backup_never_overwrites_a_file(shop):
    size = shop.backup.stat().st_size

    assert "exists already" in shop("backup", str(shop.backup), succeeds=False)
    assert shop.backup.stat().st_size == size


def with_dump(source, target, *, cut=1.0, migration=None):
    """The same backup with another dump or manifest, its checksum right."""
    with archive.opened(source) as (manifest, tar):
        dump = target.with_suffix(".dump")
        archive.take_dump(tar, manifest, dump)
    os.truncate(dump, int(dump.stat().st_size * cut))
    migrations = [*manifest.migrations, *([migration] if migration else [])]
    facts = {"migrations": migrations, "dump_sha256": archive.sha256(dump)}
    changed = replace(manifest, **facts)
    archive.write(target, changed, dump=dump, anchor=b"", files=target.parent / "none")
    return target
