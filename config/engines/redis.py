"""Our own Redis server: the broker's queue and the shared cache, kept in an append-only file."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.engines.errors import EngineError
from config.engines.home import Home
from config.engines.processes import first_number, is_alive, wait_until
from config.engines.programs import Programs
from config.engines.record import LOOPBACK, Record

START_SECONDS = 60

SETTINGS = """
bind {host}
port {port}
requirepass {password}
daemonize yes
pidfile "{folder}/redis.pid"
logfile "{folder}/redis.log"
dir "{folder}"
appendonly yes
appendfsync {sync}
save ""
maxmemory-policy noeviction
"""


@dataclass(frozen=True, slots=True)
class Redis:
    home: Home
    programs: Programs
    record: Record
    durable: bool = True

    name = "Redis"

    @property
    def folder(self) -> Path:
        return self.home.folder / "redis"

    @property
    def port(self) -> int:
        return self.record.redis_port

    def pid(self) -> int | None:
        """The server's process, if it lives; Redis writes host and port into its command line."""
        found = first_number(self.folder / "redis.pid")
        if found and is_alive(found, named=(f":{self.port}", str(self.folder))):
            return found
        return None

    def answers(self) -> bool:
        try:
            with self._client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self) -> None:
        if self.pid() is None:
            self._launch()
        if not wait_until(self.answers, seconds=START_SECONDS):
            raise EngineError(f"Redis did not start. Its log: {self.folder / 'redis.log'}")

    def stop(self) -> None:
        """Write the append-only file to disk and leave."""
        pid = self.pid()
        if pid is None:
            return
        try:
            left = wait_until(self._leaves, seconds=30)
        except redis.RedisError as refused:
            raise EngineError(f"Redis (process {pid}) did not stop: {refused}") from refused
        if not left:
            raise EngineError(f"Redis (process {pid}) did not stop.")

    def _leaves(self) -> bool:
        """Asked again while it does not answer in time: on a busy machine that is no refusal."""
        with self._client() as client, suppress(redis.TimeoutError):
            client.shutdown()
        return self.pid() is None

    def _client(self) -> redis.Redis:
        return redis.Redis(
            host=LOOPBACK,
            port=self.port,
            password=self.record.redis_password,
            socket_connect_timeout=3,
            socket_timeout=5,
            # Somebody else on our port may accept and never answer: ask once.
            retry=Retry(NoBackoff(), 0),
        )

    def _launch(self) -> None:
        folder = self.home.make("redis")
        (folder / "redis.pid").unlink(missing_ok=True)
        settings = self.home.write_private(
            folder / "redis.conf",
            SETTINGS.format(
                host=LOOPBACK,
                port=self.port,
                password=self.record.redis_password,
                folder=str(folder).replace("\\", "\\\\").replace('"', '\\"'),
                sync="everysec" if self.durable else "no",
            ),
        )
        done = self.home.run([self.programs.redis_server, settings])
        if done.returncode:
            raise EngineError(f"Redis did not start: {done.stdout.strip()[-300:]}")
