"""The backup file: an uncompressed tar with a manifest first, so that a look at it is cheap."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from config.backup.errors import BackupRefused

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
ANCHOR = "audit-anchor.jsonl"
FILES = "files"


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str
    postgres: str
    # Every migration the database had, as "app.name".
    migrations: list[str]
    dump_sha256: str
    dump_bytes: int
    format: int = FORMAT


def write(target: Path, manifest: Manifest, *, dump: Path, anchor: bytes, files: Path) -> None:
    """Complete or absent: it takes its name when the last byte is written."""
    draft = target.with_name(target.name + ".new")
    with tarfile.open(draft, "w") as tar:
        _add(tar, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        tar.add(dump, DUMP)
        _add(tar, ANCHOR, anchor)
        if files.is_dir():
            tar.add(files, FILES)
    draft.chmod(0o600)
    draft.replace(target)


@contextmanager
def opened(source: Path) -> Iterator[tuple[Manifest, tarfile.TarFile]]:
    """Refuses what is no backup of ours, or one of a later form."""
    try:
        with tarfile.open(source, "r:") as tar:
            yield _manifest(tar), tar
    except FileNotFoundError as missing:
        raise BackupRefused(f"Nothing was restored: there is no file {source}.") from missing
    except (tarfile.TarError, KeyError, ValueError, TypeError) as unreadable:
        raise BackupRefused(
            f"Nothing was restored: {source} is no backup made by Plumbline, or it is damaged."
        ) from unreadable


def take_dump(tar: tarfile.TarFile, manifest: Manifest, target: Path) -> None:
    """The dump as a file, after its checksum was compared."""
    digest = hashlib.sha256()
    inside = tar.extractfile(DUMP)
    if inside is None:
        raise KeyError(DUMP)
    with target.open("wb") as out:
        while block := inside.read(1 << 20):
            digest.update(block)
            out.write(block)
    if digest.hexdigest() != manifest.dump_sha256:
        raise BackupRefused("Nothing was restored: the file is damaged, its checksum differs.")


def anchor_of(tar: tarfile.TarFile) -> bytes:
    inside = tar.extractfile(ANCHOR)
    return inside.read() if inside else b""


def take_files(tar: tarfile.TarFile, target: Path) -> None:
    """Stored files under their names; none leaves the folder, none is a link."""
    members = [member for member in tar.getmembers() if member.name.startswith(FILES + "/")]
    for member in members:
        member.name = member.name.removeprefix(FILES + "/")
        tar.extract(member, target, filter="data")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(tar: tarfile.TarFile) -> Manifest:
    inside = tar.extractfile(MANIFEST)
    if inside is None:
        raise KeyError(MANIFEST)
    facts = json.loads(inside.read())
    if facts["format"] > FORMAT:
        raise BackupRefused("Nothing was restored: a later Plumbline made this file.")
    return Manifest(**facts)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(content))
