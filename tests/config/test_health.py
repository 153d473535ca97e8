from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django_redis import get_redis_connection
from redis.exceptions import ConnectionError as RedisIsGone

from config import health, metrics
from kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def sweeps(monkeypatch):
    """What Redis remembers of the sweeps, for this test alone."""
    keys = (f"test:{uuid4()}", f"test:{uuid4()}")
    monkeypatch.setattr(metrics, "LAST_RUNS", keys[0])
    monkeypatch.setattr(metrics, "RUNS", keys[1])
    yield metrics
    get_redis_connection("default").delete(*keys)


def gone(*args, **kwargs):
    raise RedisIsGone


def test_alive_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").status_code == 200


def test_ready_when_everything_answers_and_a_sweep_ran(client, sweeps):
    sweeps.note_sweep("audit.tasks.seal", succeeded=True)

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "redis": "ok", "sweeps": "ok"},
    }


def test_not_ready_while_no_sweep_runs(client, sweeps):
    sweeps.note_sweep("audit.tasks.seal", succeeded=False)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["sweeps"] == "silent"


def test_not_ready_when_the_last_sweep_is_long_ago(client, sweeps):
    long_ago = now().timestamp() - health.SILENCE_SECONDS - 1
    get_redis_connection("default").hset(sweeps.LAST_RUNS, "audit.tasks.seal", long_ago)

    assert client.get("/health/ready").json()["checks"]["sweeps"] == "silent"


def test_names_a_quick_sweep_that_is_silent_while_others_run(client, sweeps):
    long_ago = now().timestamp() - health.SILENCE_SECONDS - 1
    get_redis_connection("default").hset(sweeps.LAST_RUNS, "audit.tasks.seal", long_ago)
    sweeps.note_sweep("exceptions.tasks.route", succeeded=True)

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["late"]) == (200, ["audit.tasks.seal"])


def test_does_not_wait_for_long_work(client, sweeps):
    long_ago = now().timestamp() - health.SILENCE_SECONDS - 1
    get_redis_connection("default").hset(sweeps.LAST_RUNS, "workbench.tasks.run_jobs", long_ago)
    sweeps.note_sweep("exceptions.tasks.route", succeeded=True)

    assert "late" not in client.get("/health/ready").json()


def test_not_ready_without_redis_and_no_word_about_where_it_is(client, monkeypatch):
    monkeypatch.setattr(cache, "get", gone)
    monkeypatch.setattr(metrics, "get_redis_connection", gone)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == "unreachable"
    assert answer.json()["checks"]["sweeps"] == "unreachable"


def test_not_ready_without_a_database(client, monkeypatch, sweeps):
    def fail(*args):
        raise OperationalError("password of db.internal is hunter2")

    monkeypatch.setattr(health, "_database", fail)

    answer = client.get("/health/ready")

    assert answer.json()["checks"]["database"] == "unreachable"
    assert b"hunter2" not in answer.content


def test_not_ready_while_a_migration_waits(client, monkeypatch, sweeps):
    monkeypatch.setattr(health, "applied", set())
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: ["one"])

    assert client.get("/health/ready").json()["checks"]["migrations"] == "pending"


def test_figures_count_requests_and_sweeps(client, sweeps):
    client.get("/health/live")
    sweeps.note_sweep("audit.tasks.seal", succeeded=True)
    sweeps.note_sweep("audit.tasks.seal", succeeded=False)

    text = client.get("/metrics").content.decode()

    assert 'plumbline_http_requests_total{method="GET",screen="health-live",status="200"}' in text
    assert 'plumbline_http_seconds_bucket{le="0.005",method="GET",screen="health-live"}' in text
    assert 'plumbline_sweep_runs_total{outcome="failed",sweep="audit.tasks.seal"} 1.0' in text
    assert 'plumbline_sweep_age_seconds{sweep="audit.tasks.seal"}' in text


def test_figures_come_without_redis_too(client, monkeypatch):
    monkeypatch.setattr(metrics, "get_redis_connection", gone)

    assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_nothing_can_be_posted(client, path):
    assert client.post(path).status_code == 405


def test_an_invented_method_makes_no_figure_of_its_own(client):
    client.generic("BREW", "/health/live")

    assert "BREW" not in client.get("/metrics").content.decode()
