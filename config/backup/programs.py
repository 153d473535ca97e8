"""pg_dump and pg_restore of a version that fits the server."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config.backup.errors import BackupRefused
from config.engines import programs
from config.engines.home import CLEAN_ENVIRONMENT

VARIABLES = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}


def run(
    name: str, arguments: Sequence[str | Path], *, server: dict[str, Any], release: int
) -> None:
    """Run one of PostgreSQL's programs against a server; its message becomes the refusal."""
    done = subprocess.run(
        [str(fitting(name, release)), *map(str, arguments)],
        env={**CLEAN_ENVIRONMENT, **environment(server)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error:" in line] or [done.stderr]
        raise BackupRefused(f"{name} did not finish: {said[0].strip()[:500]}")


def fitting(name: str, release: int) -> Path:
    """The one that came with us unless the server is newer, then the one on the path."""
    ours = programs.installed().postgres_bin / name
    found = [ours, *(Path(path) for path in [shutil.which(name)] if path)]
    for program in found:
        if program.exists() and version(program) >= release:
            return program
    raise BackupRefused(f"No {name} of version {release} or newer was found for this server.")


def version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return int(re.findall(r"\d+", said.stdout)[0])


def environment(server: dict[str, Any]) -> dict[str, str]:
    """Connection facts as variables: a password on a command line is for everybody to see."""
    options = {
        f"PG{key.upper()}": value
        for key, value in server.get("OPTIONS", {}).items()
        if key.startswith(("ssl", "gss")) and isinstance(value, str)
    }
    given = {VARIABLES[key]: str(server[key]) for key in VARIABLES if server.get(key)}
    return {**options, **given}
