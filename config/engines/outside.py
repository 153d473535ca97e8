"""Servers named in the environment: reachable, new enough, and set up as queues need it."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.engines import addresses
from config.engines.errors import EngineError

OLDEST_POSTGRES = 15
OLDEST_REDIS = (6, 2)

PATIENCE_S = 5


def check_postgres(settings: dict[str, Any], variable: str) -> None:
    """One look at a server: it answers and it is at least PostgreSQL 15."""
    where = f"{settings['HOST'] or 'the local socket'}:{settings['PORT'] or 5432}"
    try:
        with psycopg.connect(**_arguments(settings), connect_timeout=PATIENCE_S) as connection:
            release = connection.info.server_version
    except psycopg.Error as refused:
        raise EngineError(
            f"PostgreSQL at {where} ({variable}) cannot be used: {_sentence(refused)}"
        ) from refused
    if release < OLDEST_POSTGRES * 10_000:
        raise EngineError(
            f"PostgreSQL at {where} ({variable}) is version {release // 10_000}; "
            f"Plumbline needs {OLDEST_POSTGRES} or newer."
        )


def check_redis(url: str, variable: str) -> None:
    """One look at a server: it answers, it is at least Redis 6.2, and it never evicts a queue."""
    where = without_password(url)
    try:
        with redis.Redis.from_url(url, **_once()) as client:
            facts: Any = client.info()
    except (redis.RedisError, ValueError) as refused:
        raise EngineError(
            f"Redis at {where} ({variable}) cannot be used: {_sentence(refused)}"
        ) from refused
    release = str(facts["redis_version"])
    if tuple(int(part) for part in re.findall(r"\d+", release)[:2]) < OLDEST_REDIS:
        raise EngineError(
            f"Redis at {where} ({variable}) is version {release}; Plumbline needs 6.2 or newer."
        )
    if facts.get("maxmemory_policy", "noeviction") != "noeviction":
        raise EngineError(
            f"Redis at {where} ({variable}) may evict queued work "
            f"(maxmemory-policy {facts['maxmemory_policy']}); set it to noeviction."
        )


def check_named(data_dir: Path) -> None:
    """Every server the environment names."""
    if not addresses.uses_own_postgres():
        check_postgres(addresses.databases(data_dir)["default"], "DATABASE_URL")
        if addresses.admin_url() != addresses.database_url():
            check_postgres(addresses.owner(data_dir), "DATABASE_ADMIN_URL")
    if not addresses.uses_own_redis():
        check_redis(addresses.redis_url(data_dir), "REDIS_URL")
    broker = addresses.broker_url(data_dir)
    if addresses.names_own_broker() and broker.startswith(("redis:", "rediss:", "unix:")):
        check_redis(broker, "CELERY_BROKER_URL")


def without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _once() -> dict[str, Any]:
    return {
        "socket_connect_timeout": PATIENCE_S,
        "socket_timeout": PATIENCE_S,
        "retry": Retry(NoBackoff(), 0),
    }


def _arguments(settings: dict[str, Any]) -> dict[str, Any]:
    given = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    options = {
        key: value for key, value in settings.get("OPTIONS", {}).items() if isinstance(value, str)
    }
    return {**{key: value for key, value in given.items() if value}, **options}


def _sentence(error: Exception) -> str:
    """The first line of a driver's message, without the caller's address twice."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    return text if text.endswith(".") else f"{text}."
