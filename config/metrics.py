"""Figures for a monitor: requests and their latency per screen, and how the sweeps do.

Web processes add up through files in the data folder, sweeps through Redis, so that every web
process answers for all of them.
"""

from collections.abc import Iterator

from django_redis import get_redis_connection
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError

from kernel.clock import now

LAST_RUNS = "plumbline:sweeps:last"
RUNS = "plumbline:sweeps:runs"

REQUESTS = Counter("plumbline_http_requests", "Requests answered.", ["method", "screen", "status"])
LATENCY = Histogram(
    "plumbline_http_seconds",
    "Server time of a request.",
    ["method", "screen"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count_request(*, method: str, screen: str, status: int, seconds: float) -> None:
    # A caller may invent methods; each label is kept for ever.
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, screen, str(status)).inc()
    LATENCY.labels(known, screen).observe(seconds)


def note_sweep(task: str, *, succeeded: bool) -> None:
    """A background task ended. A monitor without news is no reason to fail the work."""
    try:
        with get_redis_connection("default").pipeline(transaction=False) as pipe:
            pipe.hincrby(RUNS, f"{task} {'succeeded' if succeeded else 'failed'}", 1)
            if succeeded:
                pipe.hset(LAST_RUNS, task, now().timestamp())
            pipe.execute()
    except RedisError:
        return


def last_sweeps() -> dict[str, float]:
    """Seconds since each sweep last succeeded."""
    at = now().timestamp()
    found: dict[bytes, bytes] = get_redis_connection("default").hgetall(LAST_RUNS)
    return {task.decode(): at - float(moment) for task, moment in found.items()}


class Sweeps:
    """Read at the moment somebody asks."""

    def collect(self) -> Iterator[Metric]:
        ages = GaugeMetricFamily(
            "plumbline_sweep_age_seconds", "Since this sweep last succeeded.", labels=["sweep"]
        )
        runs = CounterMetricFamily(
            "plumbline_sweep_runs", "Runs of this sweep.", labels=["sweep", "outcome"]
        )
        try:
            for task, age in last_sweeps().items():
                ages.add_metric([task], round(age, 1))
            counted: dict[bytes, bytes] = get_redis_connection("default").hgetall(RUNS)
        except RedisError:
            return
        for key, number in counted.items():
            runs.add_metric(key.decode().split(" "), float(number))
        yield ages
        yield runs


def text() -> bytes:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Sweeps())
    return generate_latest(registry)
