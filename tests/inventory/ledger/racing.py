"""Threads with connections of their own, started together or held at a place of choice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import monotonic, sleep
from typing import Any

from django.db import close_old_connections, connection, transaction

# Only so that a test that hangs ends at last; a machine may be busy with something else for minutes.
PATIENCE_S = 300


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Run all jobs at once, each on its own connection; answers or errors, in order."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=PATIENCE_S)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        return list(pool.map(run, jobs))


class Holding:
    """Runs a job in a transaction that stays open until the block ends, then commits."""

    def __init__(self, job: Callable[[], Any]) -> None:
        self.job = job
        self.done = Event()
        self.release = Event()
        self.pool = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> "Holding":
        self.future = self.pool.submit(self._run)
        assert self.done.wait(timeout=PATIENCE_S)
        return self

    def _run(self) -> Any:
        close_old_connections()
        try:
            with transaction.atomic():
                try:
                    result = self.job()
                    # A posting ends after 30 s of pause; this one is to stay open.
                    connection.connection.execute(
                        "SET LOCAL idle_in_transaction_session_timeout = 0"
                    )
                finally:
                    self.done.set()
                assert self.release.wait(timeout=PATIENCE_S)
            return result
        finally:
            connection.close()

    def __exit__(self, *wrong: object) -> None:
        self.release.set()
        self.result = self.future.result(timeout=PATIENCE_S)
        self.pool.shutdown()


def waiting_for_lock() -> bool:
    """Whether somebody waits for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def wait_for_lock() -> None:
    """Until somebody waits for a lock in this database."""
    until = monotonic() + PATIENCE_S
    while not waiting_for_lock():
        if monotonic() > until:
            raise AssertionError("Nobody waits.")
        sleep(0.02)


def behind(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What the second answers that began before the first committed, and waited for its locks."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        with Holding(first):
            answer = pool.submit(together, second)
            wait_for_lock()
        return answer.result(timeout=PATIENCE_S)[0]
