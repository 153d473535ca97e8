"""Is a process number still the server it was? After a kill -9 it may be somebody else's."""

import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from config.engines.record import LOOPBACK


def is_alive(pid: int, *, named: tuple[str, ...]) -> bool:
    """The process exists and its command line carries one of these texts."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    line = command_line(pid)
    return any(name in line for name in named)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        asked = subprocess.run(
            ["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return asked.stdout


def first_number(file: Path) -> int | None:
    """The process number on the first line of a pid file."""
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def port_is_taken(port: int, host: str = LOOPBACK) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
        return False
