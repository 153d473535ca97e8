"""The API through two web processes: against the ledger function, and against the database alone."""

import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

from django.conf import settings

from bench.bulk import Size
from bench.events import Maker
from bench.posting import ledger_rate
from bench.results import Figure, Report, paired, percentile, spread
from bench.web import Request, Web, web_server
from config import env
from config.engines import programs

BATCH_TARGET = 0.35
SINGLE_TARGET = 0.1
P95_TARGET_MS = 25
CLIENTS = 8


def measure_events(report: Report, size: Size, folder: Path, *, quick: bool) -> None:
    maker = Maker(size, seed=2)
    with web_server(folder) as web:
        _measure_batches(report, maker, web, quick=quick)
        _measure_singles(report, maker, web, size, quick=quick)


def _measure_batches(report: Report, maker: Maker, web: Web, *, quick: bool) -> None:
    events, rounds = (8_000, 3) if quick else (24_000, 7)
    _api_rate(web, maker, events=8_000)
    api, ledger, ratios = paired(
        lambda: _api_rate(web, maker, events=events),
        lambda: ledger_rate(maker, events=events, batch=1_000),
        rounds=rounds,
    )
    report.add(Figure("POST /events, 1,000 a call", api, "events/s", note=f"ledger {ledger:,.0f}"))
    report.add(
        Figure("API / ledger function", median(ratios), "", BATCH_TARGET,
               note=spread(ratios))
    )  # fmt: skip


def _api_rate(web: Web, maker: Maker, *, events: int, clients: int = 4) -> float:
    bodies = [
        json.dumps({"events": [made.payload for made in maker.batch(1_000)]})
        for _ in range(events // 1_000)
    ]
    requests: list[list[Request]] = [
        [("POST", "/api/v1/events", body) for body in bodies[number::clients]]
        for number in range(clients)
    ]
    load = web.load(requests)
    if load.posted != events:
        raise SystemExit(f"{load.posted:,} of {events:,} events were posted.")
    return events / load.wall_s


def _measure_singles(report: Report, maker: Maker, web: Web, size: Size, *, quick: bool) -> None:
    calls, seconds, rounds = (800, 3, 3) if quick else (4_000, 8, 5)
    _single_rate(web, maker, calls=400)
    api, database, ratios = paired(
        lambda: _single_rate(web, maker, calls=calls),
        lambda: _database_rate(maker, size, seconds=seconds),
        rounds=rounds,
    )
    report.add(Figure("POST /events, one a call", api, "calls/s", note=f"database {database:,.0f}"))
    report.add(
        Figure("single call / database's own rate", median(ratios), "", SINGLE_TARGET,
               note=f"aim 0.2; {spread(ratios)}")
    )  # fmt: skip


def _single_rate(web: Web, maker: Maker, *, calls: int) -> float:
    requests: list[list[Request]] = [
        [
            ("POST", "/api/v1/events", json.dumps({"events": [maker.one().payload]}))
            for _ in range(calls // CLIENTS)
        ]
        for _ in range(CLIENTS)
    ]
    return web.load(requests).rate


def _database_rate(maker: Maker, size: Size, *, seconds: int) -> float:
    """The statements of a one-event call by pgbench: prepared, eight clients, no Python."""
    script = (Path(__file__).parent / "single.sql").read_text()
    where = settings.DATABASES["default"]
    done = subprocess.run(
        [
            str(programs.installed().postgres_bin / "pgbench"),
            *("--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2"),
            *(
                f"--time={seconds}",
                f"--define=skus={size.skus}",
                f"--define=stores={size.locations}",
            ),
            f"--define=run={maker.run}{maker.random.randrange(10**6):06}",
            *(f"--host={where['HOST']}", f"--port={where['PORT']}", f"--username={where['USER']}"),
            "--file=/dev/stdin",
            where["NAME"],
        ],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        env=env.for_children(PGPASSWORD=where.get("PASSWORD") or "", PGSSLMODE="disable"),
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        sys.stderr.write(done.stderr[-2_000:])
        raise SystemExit("pgbench could not run the statements of a call.")
    return float(found[1])


def measure_stock(report: Report, size: Size, folder: Path, *, quick: bool) -> None:
    """GET /stock of one SKU over all locations, eight clients as fast as they are answered."""
    maker = Maker(size, seed=3)
    calls = 100 if quick else 400
    requests: list[list[Request]] = [
        [
            ("GET", f"/api/v1/stock?sku=sku-{maker.random.randint(1, size.skus):06}", None)
            for _ in range(calls)
        ]
        for _ in range(CLIENTS)
    ]
    with web_server(folder) as web:
        web.load([mine[:30] for mine in requests])
        load = web.load(requests)
    report.add(
        Figure(
            f"GET /stock?sku= over {size.locations} locations, p95 at {CLIENTS} clients",
            percentile(load.latencies_s, 0.95) * 1_000,
            "ms",
            P95_TARGET_MS,
            at_most=True,
            note=f"{size.cells:,} levels; median {percentile(load.latencies_s, 0.5) * 1_000:.1f} ms,"
            f" {load.rate:,.0f} calls/s",
        )
    )
