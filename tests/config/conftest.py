"""Data folders with engines of their own, outside those of the test run."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from config import env
from config.engines import own

# Only so that what hangs ends at last; a machine may be busy with something else for minutes.
PATIENCE_S = 600

Manage = Callable[..., subprocess.CompletedProcess[str]]


def passable_folder() -> Path:
    """Not pytest's own: those are closed to the user the engines run as."""
    folder = Path(mkdtemp(prefix="plumbline-engines-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = passable_folder()
    yield folder
    own.erase(folder)


@pytest.fixture(scope="module")
def running() -> Iterator[Path]:
    """A data folder whose engines run, shared by the tests of one file."""
    folder = passable_folder()
    own.start(folder, durable=False)
    yield folder
    own.erase(folder)


def manage_arguments(*arguments: str) -> list[str]:
    return [sys.executable, str(env.BASE_DIR / "manage.py"), *arguments]


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """Nothing configured but the data folder."""
    nothing = {"DATABASE_URL": "", "DATABASE_ADMIN_URL": "", "REDIS_URL": ""}
    return env.for_children(
        **{
            **nothing,
            "CELERY_BROKER_URL": "",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PLUMBLINE_DATA_DIR": str(folder),
            **changes,
        }
    )


@pytest.fixture
def manage(data_dir: Path) -> Manage:
    """Run manage.py as a user does, on the data folder of this test."""

    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            manage_arguments(*arguments),
            env=environment(data_dir, **changes),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )

    return run
