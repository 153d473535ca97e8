"""Another system on this machine: what it was sent, and what it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from unittest.mock import patch

from workbench.delivery import webhook


@contextmanager
def receiving(settings: Any) -> Iterator[Any]:
    """Listens until the block ends; `got` are headers and bodies, `status` is what it answers."""

    class Receiver(BaseHTTPRequestHandler):
        got, status, headers_out = [], 204, {}

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.got.append((dict(self.headers), body))
            self.send_response(self.status)
            for name, value in self.headers_out.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *facts):
            pass

    settings.WEBHOOK_ALLOW_HTTP = settings.WEBHOOK_ALLOW_PRIVATE = True
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    Receiver.address = f"http://127.0.0.1:{server.server_port}/hook?a=1"
    try:
        with patch.object(webhook, "TIMEOUT_S", 300):
            yield Receiver
    finally:
        server.shutdown()
        server.server_close()
