"""Which processes one machine runs, with their commands."""

import sys
from pathlib import Path

from config import env
from config.serving.child import Child


def port() -> int:
    given = env.number("PLUMBLINE_PORT", 8000)
    if not 1 <= given <= 65_535:
        raise SystemExit(f"PLUMBLINE_PORT must be a port from 1 to 65535, not {given}.")
    return given


def host() -> str:
    return env.text("PLUMBLINE_HOST", "127.0.0.1")


def web() -> Child:
    return Child(
        "web",
        [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"],
        grace=20,
    )


def worker() -> Child:
    """The sweeps, each of them short."""
    return _worker("worker", "celery", env.number("PLUMBLINE_WORKERS", 2))


def jobs() -> Child:
    """Imports, exports and the nightly checks: minutes long, so they never hold up a sweep."""
    return _worker("jobs", "long", env.number("PLUMBLINE_JOBS", 2))


def _worker(name: str, queue: str, processes: int) -> Child:
    return Child(
        name,
        [
            *_celery("worker"),
            *("--queues", queue, "--concurrency", str(processes), "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "--hostname", f"plumbline-{name}@%h"),
        ],
        # Rows are the record of work: what does not end in time is claimed again.
        grace=15,
    )


def scheduler(folder: Path) -> Child:
    return Child(
        "scheduler",
        [
            *_celery("beat"),
            *("--loglevel", "WARNING", "--pidfile", "", "--schedule", str(folder / "scheduler")),
        ],
        grace=5,
    )


def manage(name: str, *arguments: str, tries: int | None = None) -> Child:
    return Child(
        name,
        [sys.executable, str(env.BASE_DIR / "manage.py"), *arguments],
        grace=10,
        tries=tries,
    )


def _celery(program: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "config.celery:app", "--quiet", program]
