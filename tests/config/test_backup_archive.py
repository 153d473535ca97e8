import io
import json
import tarfile

import pytest

from config.backup import archive, programs
from config.backup.errors import BackupRefused


@pytest.fixture
def backup(tmp_path):
    dump = tmp_path / "dump"
    dump.write_bytes(b"rows" * 1000)
    files = tmp_path / "stored"
    (files / "2026").mkdir(parents=True)
    (files / "2026" / "count.xlsx").write_bytes(b"cells")
    manifest = archive.Manifest(
        made_at="2026-11-21T12:00:00+00:00",
        postgres="18",
        migrations=["audit.0001_trail"],
        dump_sha256=archive.sha256(dump),
        dump_bytes=4000,
    )
    target = tmp_path / "today.backup"
    archive.write(target, manifest, dump=dump, anchor=b"line\n", files=files)
    return target


def test_gives_back_what_was_put_in(backup, tmp_path):
    with archive.opened(backup) as (manifest, tar):
        archive.take_dump(tar, manifest, tmp_path / "out")
        archive.take_files(tar, tmp_path / "files")
        anchor = archive.anchor_of(tar)

    assert manifest.migrations == ["audit.0001_trail"]
    assert (tmp_path / "out").read_bytes() == b"rows" * 1000
    assert (tmp_path / "files" / "2026" / "count.xlsx").read_bytes() == b"cells"
    assert anchor == b"line\n"
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_changed_byte_is_found(backup, tmp_path):
    content = bytearray(backup.read_bytes())
    content[content.index(b"rowsrows") + 50] ^= 1
    backup.write_bytes(content)

    with (
        archive.opened(backup) as (manifest, tar),
        pytest.raises(BackupRefused, match="its checksum differs"),
    ):
        archive.take_dump(tar, manifest, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 20480])
def test_another_file_is_refused(tmp_path, content):
    other = tmp_path / "other"
    other.write_bytes(content)

    with (
        pytest.raises(BackupRefused, match="is no backup made by Plumbline"),
        archive.opened(other),
    ):
        pass


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BackupRefused, match="there is no file"), archive.opened(tmp_path / "none"):
        pass


def test_a_later_form_is_refused(tmp_path):
    later = tmp_path / "later"
    with tarfile.open(later, "w") as tar:
        content = json.dumps({"format": 2, "new": "facts"}).encode()
        entry = tarfile.TarInfo(archive.MANIFEST)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))

    with (
        pytest.raises(BackupRefused, match="a later Plumbline made this file"),
        archive.opened(later),
    ):
        pass


def test_a_stored_file_does_not_leave_its_folder(tmp_path):
    bad = tmp_path / "bad"
    with tarfile.open(bad, "w") as tar:
        tar.addfile(tarfile.TarInfo("files/../../outside"))
    with tarfile.open(bad) as tar, pytest.raises(tarfile.FilterError):
        archive.take_files(tar, tmp_path / "files")

    assert not (tmp_path.parent / "outside").exists()


def test_the_password_is_not_on_a_command_line():
    server = {"HOST": "db", "PORT": "5432", "USER": "kim", "PASSWORD": "pw", "NAME": "shop"}

    assert programs.environment({**server, "OPTIONS": {"sslmode": "require", "pool": {}}}) == {
        "PGHOST": "db",
        "PGPORT": "5432",
        "PGUSER": "kim",
        "PGPASSWORD": "pw",
        "PGDATABASE": "shop",
        "PGSSLMODE": "require",
    }


def test_a_server_too_new_for_every_program_is_refused():
    with pytest.raises(BackupRefused, match="No pg_dump of version 99 or newer"):
        programs.fitting("pg_dump", 99)
