"""The web server as in production, and clients that call it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from accounts.services import create_client
from bench.bulk import SOURCE
from config import env
from config.engines.record import free_ports

PROCESSES = 2
START_S = 60

# method, path, body
Request = tuple[str, str, str | None]


class Load(NamedTuple):
    """What clients saw."""

    wall_s: float
    latencies_s: list[float]
    posted: int

    @property
    def rate(self) -> float:
        return len(self.latencies_s) / self.wall_s


class Web:
    """A running server and a token for each of its clients."""

    def __init__(self, port: int, tokens: Sequence[str]) -> None:
        self.port = port
        self.tokens = tokens

    def load(self, requests: Sequence[Sequence[Request]]) -> Load:
        """Each list is sent by one client, all at once; anything but 200 ends the bench."""
        plan = {
            "port": self.port,
            "clients": [
                {"token": token, "requests": mine}
                for token, mine in zip(self.tokens, requests, strict=False)
            ],
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            check=True,
            cwd=env.BASE_DIR,
        )
        answer = json.loads(done.stdout)
        if answer["errors"] or set(answer["statuses"]) != {"200"}:
            raise SystemExit(f"The API answered {answer['statuses']} {answer['errors'][:1]}")
        return Load(answer["wall_s"], answer["latencies_s"], answer["posted"])


@contextmanager
def web_server(folder: Path, *, clients: int = 8) -> Iterator[Web]:
    """Two gunicorn processes with threads, on a free port."""
    (port,) = free_ports(1)
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"],
            cwd=env.BASE_DIR,
            env=env.for_children(PLUMBLINE_PORT=str(port), PLUMBLINE_WEB_WORKERS=str(PROCESSES)),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, server)
        yield Web(port, [_token(number) for number in range(clients)])
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The web server did not start; see web.log.")


def _token(number: int) -> str:
    """A client per connection: each has its own limit, and none is near it."""
    at = datetime.now(tz=UTC)
    _, token = create_client(
        name=f"bench {at:%H%M%S.%f} {number}",
        source_code=SOURCE,
        place=None,
        scopes=["events:write", "stock:read"],
        actor=None,
        at=at,
        calls_per_minute=60_000,
    )
    return token
