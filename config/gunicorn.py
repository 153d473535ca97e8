"""The production web server: processes with threads, one log line per request from our own layer."""

from typing import Any

from config import env, even_worker
from config.engines import ready
from config.engines.errors import EngineError
from config.serving.plan import host, port

bind = f"{host()}:{port()}"
workers = env.number("PLUMBLINE_WEB_WORKERS", 2)
threads = env.number("PLUMBLINE_WEB_THREADS", 4)
worker_class = "config.even_worker.EvenWorker"
# One import for all workers: a second less to the first page, and shared memory.
preload_app = True
timeout = 60
graceful_timeout = 15
keepalive = 5
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Without its engines the server says so in one sentence and leaves."""
    for stale in (env.data_dir() / "metrics").glob("*.db"):
        stale.unlink(missing_ok=True)
    try:
        ready.require(env.data_dir())
    except EngineError as wrong:
        raise SystemExit(str(wrong)) from None


def child_exit(server: Any, worker: Any) -> None:
    even_worker.forget(worker)
