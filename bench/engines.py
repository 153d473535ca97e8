"""Where the bench runs: a database of its own, on the server named in the environment or on our own.

Imported and used before Django: settings are read once.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config import env
from config.engines import addresses, own

SUFFIX = "_bench"


@contextmanager
def own_place(*, keep: bool) -> Iterator[Path]:
    """A data folder and an empty database, with the environment pointing at them; gone afterwards."""
    folder = env.data_dir() / "bench"
    os.environ["PLUMBLINE_DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    os.environ["PLUMBLINE_LOG_LEVEL"] = "ERROR"
    if not addresses.uses_own_postgres():
        _name_bench_databases(keep=keep)
    try:
        own.start(folder, which=own.needed())
        yield folder
    finally:
        if keep:
            own.stop(folder)
        else:
            own.erase(folder)


def _name_bench_databases(*, keep: bool) -> None:
    """Beside the database named in the environment, never in it."""
    admin = os.environ.get("DATABASE_ADMIN_URL") or os.environ["DATABASE_URL"]
    name = _name_of(os.environ["DATABASE_URL"])
    with psycopg.connect(admin, autocommit=True) as connection:
        if not keep:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name + SUFFIX))
            )
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name + SUFFIX])
        if not known.fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name + SUFFIX)))
    for variable in ("DATABASE_URL", "DATABASE_ADMIN_URL"):
        if os.environ.get(variable):
            os.environ[variable] = _renamed(os.environ[variable], name + SUFFIX)


def _name_of(url: str) -> str:
    return urlsplit(url).path[1:].removesuffix(SUFFIX)


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
