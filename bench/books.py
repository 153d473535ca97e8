"""Verify and rebuild the big book: time, and memory of both ends of the connection."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from bench.bulk import Size
from bench.results import Figure, Report
from inventory.ledger.upkeep.rebuild import rebuild
from inventory.ledger.verify import verify

TARGET_S = 180
SHOWN_EVERY_S = 10


def measure(report: Report, size: Size) -> None:
    millions = f"{size.movements / 1e6:.0f} M movements"
    with _memory() as used:
        began = time.perf_counter()
        found = sum(1 for _ in verify(at=datetime.now(tz=UTC), progress=_Shown(report).verify))
        seconds = time.perf_counter() - began
    if found:
        raise SystemExit(f"verify found {found:,} differences in the bench's own books.")
    report.add(Figure(f"ledger verify, {millions}", seconds, "s", TARGET_S, True, used.text))
    with _memory() as used:
        began = time.perf_counter()
        found = sum(1 for _ in rebuild(at=datetime.now(tz=UTC), progress=_Shown(report).rebuild))
        seconds = time.perf_counter() - began
    report.add(Figure(f"ledger rebuild, {millions}", seconds, "s", TARGET_S, True, used.text))


class _Shown:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.said = time.monotonic()

    def verify(self, what: str, done: int, of: int) -> None:
        if time.monotonic() - self.said > SHOWN_EVERY_S:
            self.said = time.monotonic()
            self.report.say(f"{what}: {done:,} of {of:,}")

    def rebuild(self, done: int, of: int) -> None:
        self.verify("movements", done, of)


class _Used:
    """The most memory of this process and of the server's process for it."""

    def __init__(self) -> None:
        self.client_kb = self.server_kb = 0

    @property
    def text(self) -> str:
        if not self.client_kb:
            return ""
        server = f", server process {self.server_kb / 1024:,.0f} MB" if self.server_kb else ""
        return f"own memory {self.client_kb / 1024:,.0f} MB{server}"

    def look(self, backend: int) -> None:
        self.client_kb = max(self.client_kb, _private_kb("self"))
        self.server_kb = max(self.server_kb, _private_kb(str(backend)))


@contextmanager
def _memory() -> Iterator[_Used]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    used, over = _Used(), threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            used.look(backend)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield used
    finally:
        over.set()
        thread.join()


def _private_kb(process: str) -> int:
    """Memory of its own, without the server's shared buffers; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
