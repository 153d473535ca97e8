"""The anchor: a file outside the database that names every block, one JSON line each.

Whoever rewrites the database, seals and all, would have to rewrite every copy of this file too; so
keep it on another disk, and ship it to where the database's administrator cannot write. Lines are
only ever appended, under a lock, and are on the disk before the append returns.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from audit.canonical import netstrings
from audit.models import Seal

SEAL = "seal"
RESTORED = "restored"
# The last line is looked for in the last bytes of the file; a line is under 1 kB.
TAIL_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Mark:
    """One line: a block that was sealed, or the block a restore went back to."""

    kind: str
    number: int
    head: str
    at: str
    key: str
    signature: str
    count: int = 0
    last: tuple[int, int] = (0, 0)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line nobody can read, such as one cut off by a power cut."""

    line: int


def path() -> Path:
    return Path(settings.AUDIT_ANCHOR)


def seal_mark(seal: Seal) -> Mark:
    return Mark(
        kind=SEAL,
        number=seal.number,
        head=bytes(seal.head).hex(),
        at=seal.sealed_at.isoformat(),
        key=seal.key_id,
        signature=bytes(seal.signature).hex(),
        count=seal.count,
        last=seal.last,
    )


def restore_message(number: int, head: str, at: str, reason: str) -> bytes:
    """What the key signs when a restore is noted."""
    return b"plumbline audit restored 1\n" + netstrings([number, head, at, reason])


def last_number() -> int:
    """The block the file ends at; 0 when there is no file or no line."""
    if not path().exists():
        return 0
    with path().open("rb") as file:
        return _last_number(file.fileno())


def append_missing(seals_after: Any) -> int:
    """Append what the file lacks: `seals_after(number)` gives the blocks after it, in order.

    Asked again under the lock, so that two sweepers never write a block twice.
    """
    with _locked() as descriptor:
        marks = [seal_mark(seal) for seal in seals_after(_last_number(descriptor))]
        _append(descriptor, marks)
        return len(marks)


def append(mark: Mark) -> None:
    with _locked() as descriptor:
        _append(descriptor, [mark])


def read() -> Iterator[Mark | Unreadable]:
    """Every line of the file, one at a time."""
    with path().open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _parse(line) or Unreadable(number)


@contextmanager
def _locked() -> Iterator[int]:
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _append(descriptor: int, marks: Iterable[Mark]) -> None:
    text = "".join(json.dumps(asdict(mark), separators=(",", ":")) + "\n" for mark in marks)
    if not text:
        return
    if _ends_in_the_middle(descriptor):
        text = "\n" + text
    data = text.encode()
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)
    folder = os.open(path().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _ends_in_the_middle(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _last_number(descriptor: int) -> int:
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, TAIL_BYTES, max(0, size - TAIL_BYTES))
    for line in reversed(tail.split(b"\n")):
        mark = _parse(line)
        if mark:
            return mark.number
    return 0


def _parse(line: bytes) -> Mark | None:
    try:
        fields = json.loads(line)
        mark = Mark(**fields | {"last": tuple(fields["last"])})
        bytes.fromhex(mark.head + mark.signature)
    except (ValueError, TypeError, KeyError):
        return None
    return mark if isinstance(mark.number, int) and mark.kind in {SEAL, RESTORED} else None
