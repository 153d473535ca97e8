"""Where the files of our own engines live and which user runs them.

PostgreSQL refuses to run as root, so root hands both engines to `nobody` (or to whoever already
owns the files). That user must be able to reach the folder: where it cannot, because the project
lies under a closed home, the files live under /var/lib/plumbline instead.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from config.engines import record
from config.engines.errors import EngineError

# The programs of PostgreSQL hand paths to a shell.
NOT_IN_A_PATH = set('"$`\\\n')

ELSEWHERE = Path("/var/lib/plumbline")

# Nothing of the caller's PG… variables, locale or library paths reaches the engines.
CLEAN_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Home:
    folder: Path
    # None: whoever we are.
    uid: int | None = None
    gid: int | None = None

    def run(
        self, command: Sequence[str | Path], *, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as the engines' user, in their folder, and wait for it."""
        with (self.folder / "output.log").open("a+") as output:
            start = output.seek(0, os.SEEK_END)
            # A file, not a pipe: a server that goes to the background would hold the pipe open.
            done = subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=timeout,
                cwd=self.folder,
                env=CLEAN_ENVIRONMENT,
                **self._become(),
            )
            output.seek(start)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")

    def can(self, shell_test: str, path: Path) -> bool:
        """Ask the system itself, as that user: `-x`, `-r`, `-d`."""
        done = subprocess.run(
            ["/bin/sh", "-c", f'test {shell_test} "$0"', str(path)],
            check=False,
            cwd="/",
            env=CLEAN_ENVIRONMENT,
            **self._become(),
        )
        return done.returncode == 0

    def make(self, name: str) -> Path:
        """A folder that only the engines' user can read."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        place.chmod(0o700)
        self.give(place)
        return place

    def write_private(self, path: Path, text: str) -> Path:
        """A file that only the engines' user can read, complete or absent."""
        draft = path.with_name(path.name + ".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        self.give(draft)
        draft.replace(path)
        return path

    def give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def _become(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@cache
def of(data_dir: Path, known: record.Record) -> Home:
    """The engines' home for a data folder, made when new."""
    if NOT_IN_A_PATH & set(str(data_dir)):
        raise EngineError(
            f"The engines cannot live in {data_dir}: the path has one of the characters "
            f"{' '.join(sorted(NOT_IN_A_PATH - {chr(10)}))} or a line break. "
            "Set PLUMBLINE_DATA_DIR to another folder."
        )
    record.make_passable(data_dir)
    folder = record.make_passable(record.folder(data_dir))
    if os.geteuid() != 0:
        _refuse_foreign(folder)
        return Home(folder)
    person = _person(folder)
    home = Home(folder, person.pw_uid, person.pw_gid)
    if home.can("-x", folder):
        return home
    place = ELSEWHERE / f"{_name_of(data_dir)}-{known.name}"
    record.make_passable(ELSEWHERE)
    record.make_passable(place)
    person = _person(place)
    return Home(place, person.pw_uid, person.pw_gid)


def erase(data_dir: Path) -> None:
    """Remove the files of engines that are down."""
    of.cache_clear()
    shutil.rmtree(record.folder(data_dir), ignore_errors=True)
    for place in ELSEWHERE.glob(f"{_name_of(data_dir)}-*"):
        shutil.rmtree(place, ignore_errors=True)


def _name_of(data_dir: Path) -> str:
    return hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]


def _person(folder: Path) -> pwd.struct_passwd:
    """For root: the owner of the cluster that is already there, else `nobody`."""
    cluster = folder / "postgres"
    owner = cluster.stat().st_uid if cluster.exists() else 0
    try:
        return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as unknown:
        raise EngineError(
            "PostgreSQL does not run as root and there is no user 'nobody' to run it. "
            "Start Plumbline as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from unknown


def _refuse_foreign(folder: Path) -> None:
    for place in (folder, folder / "postgres"):
        if place.exists() and place.stat().st_uid != os.geteuid():
            raise EngineError(
                f"{place} belongs to another user (number {place.stat().st_uid}). Start Plumbline "
                "as that user, or set PLUMBLINE_DATA_DIR to a folder of your own."
            )
