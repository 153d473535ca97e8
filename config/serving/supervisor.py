"""Keeps children running until it is asked to stop, then stops them in order.

A supervisor that was killed leaves its children's numbers in a file; the next one ends them first.
"""

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from config.engines.errors import EngineError
from config.engines.processes import is_alive, wait_until
from config.serving.child import Child

OURS = ("gunicorn", "celery", "manage.py")
LOG_BYTES = 20 * 1024 * 1024


class Stopped(Exception):
    """Somebody asked us to stop."""


def stop_when_asked() -> None:
    """Ctrl-C, a termination and a closed terminal all end the same way."""

    def stop(number: int, frame: FrameType | None) -> None:
        # A second Ctrl-C while stopping must not leave half of it running.
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One supervisor for one data folder; a dead one holds nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "serving.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EngineError(f"Plumbline already runs on {folder}.") from None
        yield
    finally:
        os.close(descriptor)


class Supervisor:
    def __init__(self, *, folder: Path, say: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self.folder = folder
        self.logs = folder / "logs"
        self.say = say

    def add(self, child: Child) -> None:
        """Start one more and keep it running."""
        self.children.append(child)
        self.logs.mkdir(exist_ok=True)
        _turn_over(self.logs / f"{child.name}.log")
        child.start(self.logs)
        self._note()

    def watch(self) -> None:
        """Start again what fell."""
        before = self._numbers()
        for child in self.children:
            child.watch(self.logs, self.say)
        if self._numbers() != before:
            self._note()

    def watch_forever(self) -> None:
        """Until Stopped is raised."""
        while True:
            self.watch()
            time.sleep(0.3)

    def stop(self) -> None:
        """The last started goes first; each has its grace, together they take the longest one."""
        for child in reversed(self.children):
            child.ask_to_stop()
        began = time.monotonic()
        for child in self.children:
            left = began + child.grace - time.monotonic()
            wait_until(lambda child=child: not child.runs, seconds=max(0, left))  # type: ignore[misc]
            child.make_stop()
        self._file.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        return self.folder / "serving.json"

    def _numbers(self) -> dict[str, int]:
        return {child.name: child.process.pid for child in self.children if child.process}

    def _note(self) -> None:
        """In one step: whoever reads it, also after a kill, never finds half of it."""
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(self._numbers()))
        draft.replace(self._file)

    def end_leftovers(self) -> bool:
        """Children of a supervisor that was killed still hold the port and claim work."""
        try:
            known = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return False
        left = [pid for pid in known.values() if is_alive(pid, named=OURS)]
        for pid in left:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        self._file.unlink(missing_ok=True)
        return bool(left)


def _turn_over(log: Path) -> None:
    """Keep one older log of at most this size beside the running one."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
