"""Start, stop and describe our own engines under a data folder.

Any process may ask at any time: a look costs some milliseconds, the work is done by one process
under a lock.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from config.engines import addresses, home, programs, record
from config.engines.postgres import Postgres
from config.engines.processes import port_is_taken
from config.engines.record import Record
from config.engines.redis import Redis

Engine = Postgres | Redis

POSTGRES = "postgres"
REDIS = "redis"
BOTH = (POSTGRES, REDIS)


@dataclass(frozen=True, slots=True)
class Status:
    name: str
    pid: int | None
    port: int
    folder: Path


def needed() -> tuple[str, ...]:
    """The engines the environment does not name a server for."""
    wanted = []
    if addresses.uses_own_postgres():
        wanted.append(POSTGRES)
    if addresses.uses_own_redis():
        wanted.append(REDIS)
    return tuple(wanted)


def start(
    data_dir: Path, *, which: tuple[str, ...] = BOTH, durable: bool = True
) -> tuple[str, ...]:
    """Make sure these engines answer; the names of those this call started."""
    known = record.read(data_dir)
    if known and all(_engine(data_dir, name, known, durable=durable).answers() for name in which):
        return ()
    record.read_or_create(data_dir)
    with record.locked(data_dir):
        return tuple(name for name in which if _start_one(data_dir, name, durable=durable))


def stop(data_dir: Path, *, which: tuple[str, ...] = BOTH) -> tuple[str, ...]:
    """Stop what runs; the names of those this call stopped."""
    known = record.read(data_dir)
    if known is None:
        return ()
    stopped = []
    with record.locked(data_dir):
        for name in reversed(which):
            engine = _engine(data_dir, name, known)
            if engine.pid() is not None:
                engine.stop()
                stopped.append(name)
    return tuple(stopped)


def status(data_dir: Path) -> list[Status]:
    known = record.read(data_dir)
    if known is None:
        return []
    engines = [_engine(data_dir, name, known) for name in BOTH]
    return [Status(each.name, each.pid(), each.port, each.home.folder) for each in engines]


def erase(data_dir: Path) -> None:
    """Stop the engines and remove the whole data folder."""
    stop(data_dir)
    home.erase(data_dir)
    shutil.rmtree(data_dir, ignore_errors=True)


def postgres(data_dir: Path, *, durable: bool = True) -> Postgres:
    """The database server of a data folder, for whoever needs its programs or a server of its own."""
    known = record.read_or_create(data_dir)
    place = home.of(data_dir, known)
    return Postgres(place, programs.usable_by(place), known, durable)


def _engine(data_dir: Path, name: str, known: Record, *, durable: bool = True) -> Engine:
    place = home.of(data_dir, known)
    kind: type[Engine] = Postgres if name == POSTGRES else Redis
    return kind(place, programs.usable_by(place), known, durable)


def _start_one(data_dir: Path, name: str, *, durable: bool) -> bool:
    """Under the lock. A port somebody else took meanwhile is exchanged for a free one."""
    known = record.read_or_create(data_dir)
    engine = _engine(data_dir, name, known, durable=durable)
    if engine.answers():
        return False
    if engine.pid() is None and port_is_taken(engine.port):
        known = record.write(data_dir, record.with_free_port(known, name))
        engine = _engine(data_dir, name, known, durable=durable)
    engine.start()
    return True
