"""Health for load balancers and monitors: alive, ready, figures. No secrets in any answer."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST
from redis.exceptions import RedisError

from config import metrics
from config.celery import LONG_WORK, RHYTHM

# The quickest sweep runs every few seconds; this long without any means nobody works.
SILENCE_SECONDS = 120
# Sweeps at least this quick are named when one of them is silent so long: it fails, or hangs.
QUICK_SECONDS = 60
QUICK = sorted(
    task for task, rhythm in RHYTHM.items() if rhythm <= QUICK_SECONDS and task not in LONG_WORK
)

applied: set[str] = set()


@require_safe
@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    checks = {
        "database": _answer(_database),
        "migrations": _answer(_migrations),
        "redis": _answer(_redis),
        "sweeps": _answer(_sweeps),
    }
    good = all(answer == "ok" for answer in checks.values())
    body: dict[str, Any] = {"status": "ready" if good else "not ready", "checks": checks}
    if checks["sweeps"] == "ok" and (late := late_sweeps()):
        # For a monitor: traffic can be served all the same.
        body["late"] = late
    return JsonResponse(body, status=200 if good else 503)


@require_safe
@login_not_required
def figures(request: HttpRequest) -> HttpResponse:
    return HttpResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST)


def _answer(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, RedisError, OSError):
        return "unreachable"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    """Once applied they stay applied; looking costs 100 ms, so it is done until the first yes."""
    if "all" not in applied:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "pending"
        applied.add("all")
    return "ok"


def _redis() -> str:
    cache.get("health")
    return "ok"


def _sweeps() -> str:
    ages = metrics.last_sweeps()
    return "ok" if ages and min(ages.values()) < SILENCE_SECONDS else "silent"


def late_sweeps() -> list[str]:
    ages = metrics.last_sweeps()
    return [task for task in QUICK if ages.get(task, 0) > SILENCE_SECONDS]
