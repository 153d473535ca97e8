"""Clients of the API in a process of their own: `python -m bench.load < plan.json > answer.json`.

Plain sockets kept open, one thread per client: measuring must cost little beside what is measured.
The plan is `{"port", "clients": [{"token", "requests": [[method, path, body]]}]}`.
"""

import json
import re
import socket
import sys
import threading
import time
from collections import Counter
from typing import Any

POSTED = re.compile(rb'"posted":(\d+)')
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

# Of an answer without a length: gunicorn sends its end in one piece.
LAST_CHUNK = b"0\r\n\r\n"


class Client:
    def __init__(self, port: int, token: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.token = token

    def message(self, method: str, path: str, body: str | None) -> bytes:
        content = (body or "").encode()
        return (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        ).encode() + content

    def ask(self, message: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        self.socket.sendall(message)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, body = data.split(b"\r\n\r\n", 1)
        length = LENGTH.search(head)
        parts, have, tail = [body], len(body), body[-len(LAST_CHUNK) :]
        while have < int(length[1]) if length else tail != LAST_CHUNK:
            parts.append(self._more())
            have += len(parts[-1])
            tail = (tail + parts[-1])[-len(LAST_CHUNK) :]
        return int(head[9:12]), b"".join(parts)

    def _more(self) -> bytes:
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("The web server closed the connection.")
        return data


class Tally:
    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.posted = 0
        self.errors: list[str] = []
        self.lock = threading.Lock()

    def take(self, seconds: list[float], statuses: Counter[int], posted: int) -> None:
        with self.lock:
            self.latencies += seconds
            self.statuses += statuses
            self.posted += posted


def work(plan: dict[str, Any], port: int, gate: threading.Barrier, tally: Tally) -> None:
    client = Client(port, plan["token"])
    messages = [client.message(*request) for request in plan["requests"]]
    seconds, statuses, posted = [], Counter[int](), 0
    gate.wait()
    try:
        for message in messages:
            began = time.perf_counter()
            status, body = client.ask(message)
            seconds.append(time.perf_counter() - began)
            statuses[status] += 1
            found = POSTED.search(body[-200:])
            posted += int(found[1]) if found else 0
    except (OSError, ValueError) as error:
        tally.errors.append(str(error))
    tally.take(seconds, statuses, posted)


def main() -> None:
    plan = json.load(sys.stdin)
    tally = Tally()
    gate = threading.Barrier(len(plan["clients"]) + 1)
    threads = [
        threading.Thread(target=work, args=(client, plan["port"], gate, tally))
        for client in plan["clients"]
    ]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    json.dump(
        {
            "wall_s": time.perf_counter() - began,
            "latencies_s": tally.latencies,
            "statuses": {str(status): n for status, n in tally.statuses.items()},
            "posted": tally.posted,
            "errors": tally.errors,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
