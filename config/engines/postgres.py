"""Our own PostgreSQL server: made, started, stopped, and found again after a kill -9."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from config.engines import addresses
from config.engines.errors import EngineError
from config.engines.home import Home
from config.engines.processes import first_number, is_alive, wait_until
from config.engines.programs import Programs
from config.engines.record import LOOPBACK, Record

MEBIBYTE = 1024 * 1024
# Recovery after a crash reads at most `max_wal_size`; 2 GB took under 30 s on a slow disk.
START_SECONDS = 180
ORPHAN_SECONDS = 60
ADVICE = ("Examine", "stopped waiting", "pg_ctl: could not start")
ORPHANS_LIVE = "is still in use"

SETTINGS = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
max_connections = 200
shared_buffers = {shared}MB
effective_cache_size = {cached}MB
work_mem = 16MB
maintenance_work_mem = 256MB
dynamic_shared_memory_type = {shared_memory}
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
jit = off
max_locks_per_transaction = 256
idle_in_transaction_session_timeout = 5min
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
{durability}
"""

# Only for tests: a crash of the machine may lose the cluster, a kill -9 may not.
NOT_DURABLE = "fsync = off\nfull_page_writes = off"


@dataclass(frozen=True, slots=True)
class Postgres:
    home: Home
    programs: Programs
    record: Record
    durable: bool = True

    name = "PostgreSQL"

    @property
    def cluster(self) -> Path:
        return self.home.folder / "postgres"

    @property
    def port(self) -> int:
        return self.record.postgres_port

    def pid(self) -> int | None:
        """The server's process, if it lives."""
        found = first_number(self.cluster / "postmaster.pid")
        if found and is_alive(found, named=(str(self.cluster),)):
            return found
        return None

    def answers(self) -> bool:
        """The application can work: the server runs and our role and database are there."""
        return self._connects(addresses.APP, self.record.app_password, addresses.DATABASE)

    def start(self) -> None:
        if not (self.cluster / "PG_VERSION").exists():
            self._create()
        if self.pid() is None:
            self._forget_dead()
            self._launch()
        elif not wait_until(self._accepts, seconds=START_SECONDS):
            raise EngineError(f"PostgreSQL runs but does not answer. Its log: {self._log}")
        self._prepare()

    def stop(self) -> None:
        """Let transactions end by rollback, write everything, leave."""
        pid = self.pid()
        if pid is None:
            return
        for mode in ("fast", "immediate"):
            self.home.run(
                [self._program("pg_ctl"), "stop", "-D", self.cluster, "-m", mode, "-t", "60"]
            )
            if wait_until(lambda: self.pid() is None, seconds=1):
                return
        raise EngineError(f"PostgreSQL (process {pid}) did not stop. Its log: {self._log}")

    @property
    def _log(self) -> Path:
        return self.cluster / "server.log"

    def _program(self, name: str) -> Path:
        return self.programs.postgres_bin / name

    def _create(self) -> None:
        """In a draft folder, renamed when complete: a killed start leaves no half cluster."""
        draft = self.home.folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        self.home.make(draft.name)
        password = self.home.write_private(
            self.home.folder / "postgres.password", self.record.superuser_password
        )
        done = self.home.run(
            [
                *(self._program("initdb"), "-D", draft, "-U", addresses.SUPERUSER),
                *(f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8"),
                *("--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(() if self.durable else ("--no-sync",)),
            ]
        )
        password.unlink()
        if done.returncode:
            raise EngineError(f"PostgreSQL could not be set up: {_last_line(done.stdout)}")
        with (draft / "postgresql.conf").open("a") as file:
            file.write("include_if_exists = 'plumbline.conf'\n")
        draft.rename(self.cluster)

    def _forget_dead(self) -> None:
        """A pid file whose process is gone, or whose number now belongs to another program."""
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self) -> None:
        self.home.write_private(self.cluster / "plumbline.conf", self._settings())
        if not wait_until(self._started, seconds=ORPHAN_SECONDS):
            raise EngineError(
                f"PostgreSQL did not start: {_last_line(_tail(self._log))} Its log: {self._log}"
            )

    def _started(self) -> bool:
        """False only while children of a killed server still end their last query."""
        done = self.home.run(
            [
                *(self._program("pg_ctl"), "start", "-D", self.cluster, "-w"),
                *("-t", str(START_SECONDS), "-l", self._log),
            ],
            timeout=START_SECONDS + 20,
        )
        if done.returncode == 0:
            return True
        said = _tail(self._log) or done.stdout
        if ORPHANS_LIVE in said:
            return False
        raise EngineError(f"PostgreSQL did not start: {_last_line(said)} Its log: {self._log}")

    def _settings(self) -> str:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEBIBYTE
        return SETTINGS.format(
            host=LOOPBACK,
            port=self.port,
            shared=min(1024, max(128, memory // 16)),
            cached=max(256, memory // 3),
            shared_memory="posix" if _roomy_shared_memory() else "mmap",
            durability="" if self.durable else NOT_DURABLE,
        )

    def _accepts(self) -> bool:
        return self._connects(addresses.SUPERUSER, self.record.superuser_password, "postgres")

    def _connects(self, user: str, password: str, database: str) -> bool:
        try:
            self._connect(user, password, database).close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, user: str, password: str, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=user,
            password=password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
            **addresses.PLAIN,
        )

    def _prepare(self) -> None:
        """The two roles and the database; each step may have happened before."""
        if self.answers():
            return
        try:
            admin = self._connect(addresses.SUPERUSER, self.record.superuser_password, "postgres")
        except psycopg.OperationalError as refused:
            raise EngineError(
                f"PostgreSQL refuses the password kept beside it: {_last_line(str(refused))}"
            ) from refused
        with admin:
            self._role(admin, addresses.OWNER, self.record.owner_password, "LOGIN CREATEDB")
            self._role(admin, addresses.APP, self.record.app_password, "LOGIN")
            # The owner could drop the triggers anyway; tests empty protected tables with it.
            # The owner may try what the application may not: verification and tests do.
            admin.execute(f"GRANT {addresses.APP} TO {addresses.OWNER}")
            admin.execute(f"GRANT SET ON PARAMETER session_replication_role TO {addresses.OWNER}")
            known = admin.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [addresses.DATABASE]
            )
            if not known.fetchone():
                admin.execute(f"CREATE DATABASE {addresses.DATABASE} OWNER {addresses.OWNER}")

    def _role(self, admin: psycopg.Connection[Any], role: str, password: str, rights: str) -> None:
        known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        admin.execute(
            sql.SQL("{verb} ROLE {role} {rights} PASSWORD {password}").format(
                verb=sql.SQL("ALTER" if known else "CREATE"),
                role=sql.Identifier(role),
                rights=sql.SQL(rights),
                password=sql.Literal(password),
            )
        )


def _roomy_shared_memory() -> bool:
    """Containers often have 64 MB of it, too little for a parallel query."""
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return True
    return found.f_bavail * found.f_frsize > 512 * MEBIBYTE


def _tail(file: Path) -> str:
    return file.read_text(errors="replace")[-2000:] if file.exists() else ""


def _last_line(text: str) -> str:
    """What a program said last, before its own advice."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(ADVICE) and "HINT:" not in line]
    return telling[-1] if telling else "no message."
