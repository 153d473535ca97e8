"""The only place that reads the environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number; anything else stops the program with one sentence."""
    given = os.environ.get(name, "")
    if not given:
        return default
    if not given.isdecimal():
        raise SystemExit(f"{name} must be a whole number, not {given!r}.")
    return int(given)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_dir() -> Path:
    """Where the embedded engines, files and keys of this installation live."""
    return Path(text("PLUMBLINE_DATA_DIR") or BASE_DIR / ".data").resolve()


def use_data_dir_of_this_test_run() -> None:
    """A folder of this run alone, and within it one for each parallel process.

    Engines are not shared between processes: the commit-safe horizon spans a whole server, so an open
    transaction of one test would hold back what another expects to read.
    """
    if "PLUMBLINE_TEST_DATA_DIR" not in os.environ:
        folder = mkdtemp(prefix="plumbline-test-")
        Path(folder).chmod(0o711)
        os.environ["PLUMBLINE_TEST_DATA_DIR"] = folder
    folder = os.environ["PLUMBLINE_TEST_DATA_DIR"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    os.environ["PLUMBLINE_DATA_DIR"] = str(Path(folder) / worker)


def gather_metrics_in(folder: Path) -> None:
    """Where the processes of one machine add up their figures; read when the library is imported."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise SystemExit(
            f"The data folder {folder.parent} cannot be used: {refused.strerror}. "
            "Set PLUMBLINE_DATA_DIR to a folder you may write to."
        ) from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def allow_django_beside_an_event_loop() -> None:
    """The browser's driver runs one in the thread of the tests."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def for_children(**changes: str) -> dict[str, str]:
    """The environment to start a child process with."""
    return {**os.environ, **changes}


@contextmanager
def pretending(**changes: str) -> Iterator[None]:
    """Other variables for the length of a block: for tests of what reads them."""
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
