"""A database server of its own, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import psycopg

from config import env
from config.engines import addresses, own, record
from config.engines.processes import wait_until

REPOSITORY = env.BASE_DIR
SORTED = "plumbline_sorted"


class Server:
    """PostgreSQL under a temporary folder, durable as in production, and the programs that use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pids: list[int] = []

    def start(self) -> None:
        own.start(self.folder, which=(own.POSTGRES,))
        self.pids.append(self.pid)

    @property
    def pid(self) -> int:
        found = own.postgres(self.folder).pid()
        assert found is not None
        return found

    @property
    def log(self) -> str:
        return (own.postgres(self.folder).cluster / "server.log").read_text(errors="replace")

    def kill(self) -> None:
        """SIGKILL to the server and everything it started, as when memory ends."""
        pid = self.pid
        children = subprocess.run(
            ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for each in (pid, *map(int, children)):
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue
        assert wait_until(lambda: own.postgres(self.folder).pid() is None, seconds=10)

    def make_second_database(self) -> None:
        with self._connect(addresses.DATABASE) as connection:
            connection.execute(f"CREATE DATABASE {SORTED}")

    def rows(self, statement: str, *, database: str = addresses.DATABASE) -> list[tuple[Any, ...]]:
        with self._connect(database) as connection:
            return connection.execute(statement).fetchall()

    def program(self, *words: str, database: str = addresses.DATABASE) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.inventory.ledger.crash.work", *words],
            cwd=REPOSITORY,
            env=self._environment(database),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str, database: str = addresses.DATABASE) -> str:
        """A program to its end; what it said is the message when it fails."""
        program = self.program(*words, database=database)
        said, _ = program.communicate(timeout=1800)
        assert program.returncode == 0, said
        return said

    def _environment(self, database: str) -> dict[str, str]:
        known = record.read_or_create(self.folder)
        mine = {name: text for name, text in os.environ.items() if not name.startswith("PLUMBLINE")}
        return {
            **mine,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PLUMBLINE_DATA_DIR": str(self.folder),
            "DATABASE_URL": self._url(database, addresses.APP, known.app_password),
            "DATABASE_ADMIN_URL": self._url(database, addresses.OWNER, known.owner_password),
            # Nobody speaks to it here; naming one keeps ours from being started.
            "REDIS_URL": f"redis://{record.LOOPBACK}:{known.redis_port}/0",
        }

    def _url(self, database: str, user: str, password: str) -> str:
        port = record.read_or_create(self.folder).postgres_port
        return f"postgres://{user}:{quote(password)}@{record.LOOPBACK}:{port}/{database}"

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        known = record.read_or_create(self.folder)
        return psycopg.connect(
            self._url(database, addresses.OWNER, known.owner_password), autocommit=True
        )


@contextmanager
def server_of_its_own() -> Iterator[Server]:
    with TemporaryDirectory(prefix="plumbline-crash-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Server(folder)
        try:
            server.start()
            yield server
        finally:
            own.erase(folder)


def pause(seconds: float = 0.05) -> None:
    time.sleep(seconds)
