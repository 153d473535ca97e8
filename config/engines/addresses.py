"""Which servers this installation uses, as settings: from the environment, else our own.

Reading an address starts nothing.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from config import env
from config.engines import record
from config.engines.errors import EngineError

DATABASE = "plumbline"
OWNER = "plumbline_owner"
APP = "plumbline_app"
SUPERUSER = "postgres"

# Our own server is on the loopback: two round trips less for each connection.
PLAIN: dict[str, Any] = {"sslmode": "disable", "gssencmode": "disable"}


def database_url() -> str:
    """The application's own database address, empty when the embedded server is used."""
    return env.text("DATABASE_URL")


def admin_url() -> str:
    """The owner's address: runs migrations, owns the tables."""
    return env.text("DATABASE_ADMIN_URL") or database_url()


def uses_own_postgres() -> bool:
    return not database_url()


def uses_own_redis() -> bool:
    return not env.text("REDIS_URL")


def names_own_broker() -> bool:
    return bool(env.text("CELERY_BROKER_URL"))


def databases(data_dir: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: the application's role, which may not rewrite history."""
    if uses_own_postgres():
        return {"default": _own(data_dir, APP, record.read_or_create(data_dir).app_password)}
    return {"default": parse(database_url(), "DATABASE_URL")}


def owner(data_dir: Path) -> dict[str, Any]:
    """How migrations, backup and restore connect."""
    if uses_own_postgres():
        return _own(data_dir, OWNER, record.read_or_create(data_dir).owner_password)
    return parse(admin_url(), "DATABASE_ADMIN_URL")


def redis_url(data_dir: Path, *, database: int = 0) -> str:
    if not uses_own_redis():
        return env.text("REDIS_URL")
    own = record.read_or_create(data_dir)
    return f"redis://:{quote(own.redis_password)}@{record.LOOPBACK}:{own.redis_port}/{database}"


def broker_url(data_dir: Path) -> str:
    """Celery's broker; on our own Redis it has a database of its own."""
    return env.text("CELERY_BROKER_URL") or redis_url(data_dir, database=1)


def _own(data_dir: Path, user: str, password: str) -> dict[str, Any]:
    return {
        "ENGINE": "config.postgres",
        "NAME": DATABASE,
        "USER": user,
        "PASSWORD": password,
        "HOST": record.LOOPBACK,
        "PORT": str(record.read_or_create(data_dir).postgres_port),
        "OPTIONS": dict(PLAIN),
    }


def parse(url: str, variable: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name?sslmode=require` as Django's settings."""
    parts = urlsplit(url)
    name = unquote(parts.path[1:])
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise EngineError(
            f"{variable} must look like postgres://user:password@host:5432/name; "
            "PostgreSQL is the only database Plumbline runs on."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "config.postgres",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
