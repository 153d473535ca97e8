"""One process the supervisor keeps: how it is started, watched, restarted and stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config import env

# Waits before the next try after the 1st, 2nd, … crash in a row.
PAUSES = (1, 2, 5, 10, 30)
STEADY_SECONDS = 60


@dataclass(slots=True)
class Child:
    name: str
    command: list[str]
    # How long it may take to finish what it does when asked to stop.
    grace: float = 10
    # It has an end of its own: success is not a crash, and it is tried this often.
    tries: int | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    crashes: int = 0
    begun: float = 0
    again_at: float = 0
    over: bool = False

    def start(self, logs: Path) -> None:
        """In a session of its own: Ctrl-C reaches the supervisor alone, which stops in order."""
        with (logs / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=env.BASE_DIR,
                env=env.for_children(PYTHONUNBUFFERED="1"),
                start_new_session=True,
            )
        self.begun = time.monotonic()

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self, logs: Path, say: Callable[[str], None]) -> None:
        """Start it again when it fell; called a few times a second."""
        if self.over or self.runs:
            return
        if self.process is not None:
            self._fell(self.process.returncode, logs, say)
        elif time.monotonic() >= self.again_at:
            self.start(logs)

    def ask_to_stop(self) -> None:
        self.over = True
        if self.runs:
            self._signal(signal.SIGTERM)

    def make_stop(self) -> None:
        """After its grace, with whatever it started."""
        if self.runs:
            self._signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def _signal(self, number: int) -> None:
        if self.process is None:
            return
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass

    def _fell(self, code: int, logs: Path, say: Callable[[str], None]) -> None:
        # Whatever it had started goes too: it may hold the port or work the next one will claim.
        self._signal(signal.SIGKILL)
        self.process = None
        if self.tries is not None:
            self.tries -= 1
            self.over = code == 0 or self.tries <= 0
        if self.tries is not None and code == 0:
            return
        steady = time.monotonic() - self.begun > STEADY_SECONDS
        self.crashes = 1 if steady else self.crashes + 1
        pause = PAUSES[min(self.crashes, len(PAUSES)) - 1]
        self.again_at = time.monotonic() + pause
        what_next = "given up" if self.over else f"started again in {pause} s"
        say(f"{self.name} ended ({_reason(code)}), {what_next}. Its log: {logs / self.name}.log")


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"
