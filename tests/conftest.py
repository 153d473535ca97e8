"""What every test needs: a flush that append-only tables survive, and a cache of its own."""

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from hypothesis import HealthCheck, settings

from config import env
from config.engines import own, ready
from config.engines.errors import EngineError
from tests import cache_keys
from tests.clock import Clock

TEST_NUMBER = count()
REGISTRIES = (
    "approvals.subjects._kinds",
    "exceptions.actions._actions",
    "exceptions.kinds._kinds",
    "workbench.imports.kinds._kinds",
    "workbench.job_kinds._kinds",
)

# The same examples in each run, however long one of them takes to draw or to try; others each time
# with `make test ARGS=--hypothesis-profile=search`.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", PATIENT)
settings.register_profile("plumbline", PATIENT, derandomize=True)
settings.load_profile("plumbline")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-value", action="store_true", help="walks try all they know: minutes")
    parser.addoption("--walk-seed", type=int, default=20261128, help="what walks draw a few of")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Engines of this run alone, unless the environment names servers."""
    try:
        ready.require(env.data_dir(), durable=False)
    except EngineError as wrong:
        pytest.exit(str(wrong), returncode=3)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The folder of this process goes, engines and all."""
    own.erase(env.data_dir())


def delete_everything(
    self: DatabaseOperations,
    style: Any,
    tables: list[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    """Empty tables after a transactional test, past the triggers that forbid it.

    Deleting from 60 tables of a few rows takes 10 ms, truncating them 400 ms.
    """
    if not tables:
        return []
    quoted = [self.quote_name(table) for table in tables]
    if reset_sequences:
        emptying = [f"TRUNCATE {', '.join(quoted)} RESTART IDENTITY"]
    else:
        emptying = [f"DELETE FROM {table}" for table in quoted]
    return ["SET LOCAL session_replication_role = replica", *emptying]


@pytest.fixture(scope="session", autouse=True)
def append_only_tables_can_be_flushed() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete_everything)
        yield


@pytest.fixture(scope="session", autouse=True)
def problems_are_declared() -> Iterator[None]:
    """Whatever refuses a call of the API in a test, the description of the call says so."""
    declared = import_module("tests.declared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", declared.checked)
        yield


@pytest.fixture(scope="session", autouse=True)
def counts_are_kept_through_a_test() -> Iterator[None]:
    """A page costs as many questions on a busy machine, where 50 s pass between two of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.nav.COUNT_SECONDS", 3_600)
        patch.setattr("workbench.queries.UNREAD_KEPT_S", 3_600)
        yield


@pytest.fixture(autouse=True)
def own_cache(worker_id: str) -> None:
    """Keys of one test are never seen by another, in whatever process."""
    cache_keys.namespace = f"{cache_keys.RUN}:{worker_id}:{next(TEST_NUMBER)}"


@pytest.fixture(autouse=True)
def nothing_kept_between_tests() -> Iterator[None]:
    """What a process keeps for two seconds, a quick next test would still find."""
    yield
    import_module("inventory.intake.api.principal").forget_sources()
    import_module("inventory.intake.api.authentication").forget_tokens()
    import_module("inventory.intake.queries.kept").forget()


@pytest.fixture(autouse=True)
def nothing_registered_stays() -> Iterator[None]:
    """What a test adds to a registry, or puts in the place of what is there, goes with it."""
    before = [(one, copy(one)) for one in map(registry_of, REGISTRIES)]
    yield
    for registry, known in before:
        registry.clear()
        registry.update(known)


def registry_of(place: str) -> dict[str, Any]:
    module, _dot, name = place.rpartition(".")
    found: dict[str, Any] = getattr(import_module(module), name)
    return found


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A posting of many, or one that waits for many, may take longer than 30 s on a busy machine."""
    monkeypatch.setattr("inventory.ledger.attempt.TIME_LIMIT_S", 1_800)
    monkeypatch.setattr("inventory.ledger.posting.TIME_LIMIT_S", 1_800)


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stopped now: minutes that a page counts are those the test meant, however slow it is."""
    made = Clock(monkeypatch)
    made.hold(datetime.now(tz=UTC))
    return made


@pytest.fixture
def every_value(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--every-value"))


@pytest.fixture
def walk_seed(pytestconfig: pytest.Config) -> int:
    return int(pytestconfig.getoption("--walk-seed"))


@pytest.fixture
def api() -> Any:
    """Other systems as callers. Imported late: the models need the apps first."""
    return import_module("tests.api").Api()
