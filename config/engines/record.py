"""The small file that says where our own engines listen and with which passwords.

Written once under a lock, readable by its owner alone. Ports change only while an engine is down
and somebody else took its port.
"""

import fcntl
import hashlib
import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from config.engines.errors import EngineError

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Record:
    postgres_port: int
    superuser_password: str
    owner_password: str
    app_password: str
    redis_port: int
    redis_password: str

    @property
    def name(self) -> str:
        """Files of engines that lie elsewhere carry it: a new record never meets an old cluster."""
        return hashlib.sha256(self.superuser_password.encode()).hexdigest()[:8]


def folder(data_dir: Path) -> Path:
    return data_dir / "engines"


def make_passable(place: Path) -> Path:
    """A new folder others may walk through and nothing more; an existing one stays as it is."""
    try:
        if not place.exists():
            place.mkdir(parents=True, exist_ok=True)
            place.chmod(0o711)
    except OSError as refused:
        raise EngineError(
            f"The folder {place} cannot be used: {refused.strerror}. "
            "Set PLUMBLINE_DATA_DIR to a folder you may write to."
        ) from refused
    return place


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """One process at a time starts, stops or writes the record; a dead process holds nothing."""
    make_passable(data_dir)
    place = make_passable(folder(data_dir))
    descriptor = os.open(place / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read(data_dir: Path) -> Record | None:
    try:
        return Record(**json.loads((folder(data_dir) / "record.json").read_text()))
    except FileNotFoundError:
        return None


def read_or_create(data_dir: Path) -> Record:
    found = read(data_dir)
    if found:
        return found
    with locked(data_dir):
        return read(data_dir) or write(data_dir, _fresh())


def write(data_dir: Path, record: Record) -> Record:
    """Replace the file in one step, so that a reader never sees half of it."""
    target = folder(data_dir) / "record.json"
    draft = target.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(record), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    return record


def with_free_port(record: Record, engine: str) -> Record:
    """The same record with another port for `postgres` or `redis`."""
    (port,) = free_ports(1)
    if engine == "postgres":
        return replace(record, postgres_port=port)
    return replace(record, redis_port=port)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _fresh() -> Record:
    postgres_port, redis_port = free_ports(2)
    return Record(
        postgres_port=postgres_port,
        superuser_password=secrets.token_urlsafe(24),
        owner_password=secrets.token_urlsafe(24),
        app_password=secrets.token_urlsafe(24),
        redis_port=redis_port,
        redis_password=secrets.token_urlsafe(24),
    )
