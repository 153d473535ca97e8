"""The exception desk: the first page of the queue, and jobs over a thousand cases."""

import time
from pathlib import Path
from statistics import median
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Place, PlaceScope, User
from accounts.roles import OPS_LEAD
from bench.results import Figure, Report
from bench.screens import ASKED, TARGET_MS, get
from bench.statements import counting
from config.engines import addresses
from config.engines.as_owner import connected_as
from exceptions.models import Case
from kernel.clock import now
from workbench.services.jobs import run_next_job

OPEN = 20_000
AT_ONCE = 1_000
# What is done to many; the first has a target, the others are samples of the two ways to do it.
BULK: dict[str, dict[str, str]] = {
    "assign": {},
    "severity": {"severity": "high"},
    "comment": {"text": "The till was restored."},
}
TARGET_QUERIES = 15
TARGET_BULK_S = 3

# One in so many is open, spread over the whole table as the days spread them.
_CASES = """
    INSERT INTO exceptions_case (kind, fingerprint, title, subject_type, subject_id, subject_text,
        place_id, evidence, occurrences, units, value, currency, channel, severity, status, version,
        waiting_on, resolution_code, resolution_note, snooze_until_changes, reopened, opened_at,
        last_seen_at, due_at, limit_minutes, resolved_at, closed_at, closing_note)
    SELECT (ARRAY['below_zero', 'conflict', 'sequence_gap'])[1 + n %% 3], 'bench:' || n,
        'Article ' || n || ' does not fit', 'catalog.sku', n, 'Article ' || n, 2 + n / %(every)s %% 184, '{}', 1,
        n %% 40 - 20, n %% 900, 'GBP',
        CASE WHEN n %% %(every)s = 0 AND n / %(every)s <= %(together)s THEN 'Bulk' ELSE 'Web' END, 'normal',
        CASE WHEN n %% %(every)s = 0 THEN 'open' ELSE 'closed' END, 1, '', '', '', FALSE, 0,
        now() - make_interval(secs => %(rows)s - n), now(),
        now() + make_interval(secs => n %% 90000 - 7200), 240,
        CASE WHEN n %% %(every)s = 0 THEN NULL ELSE now() END,
        CASE WHEN n %% %(every)s = 0 THEN NULL ELSE now() END, ''
    FROM generate_series(1, %(rows)s) n
"""


def measure(report: Report, folder: Path, *, cases: int) -> None:
    """As a lead of the whole network, through every layer but the socket."""
    every = max(1, cases // OPEN)
    # As the owner: only that one may tidy up the table, as autovacuum would have by now.
    with connected_as(connection, addresses.owner(folder)), connection.cursor() as cursor:
        cursor.execute(_CASES, {"rows": cases, "every": every, "together": AT_ONCE})
        cursor.execute("VACUUM ANALYZE exceptions_case")
    lead = _lead(Place.objects.get(code="bench"))
    name = f"queue, {cases:,} cases, {Case.objects.open().count():,} open"
    with override_settings(SECOND_FACTOR_REQUIRED=False, ALLOWED_HOSTS=["testserver"]):
        client = Client()
        client.force_login(lead)
        _measure_page(report, client, name)
        for verb, said in BULK.items():
            _measure_bulk(report, client, verb, {**said, "owner": lead.pk})


def _measure_page(report: Report, client: Client, name: str) -> None:
    path = reverse("exceptions:cases")
    get(client, path)
    times, worked = [], []
    for _ in range(ASKED):
        began, busy = time.perf_counter(), time.process_time()
        get(client, path)
        times.append((time.perf_counter() - began) * 1_000)
        worked.append((time.process_time() - busy) * 1_000)
    with counting() as statements:
        get(client, path)
    report.add(Figure(f"{name}: first page", median(times), "ms", TARGET_MS, True, path))
    report.add(Figure(f"{name}: of it in Python", median(worked), "ms", note="processor time"))
    report.add(Figure(f"{name}: queries", len(statements), "", TARGET_QUERIES, True))


def _measure_bulk(report: Report, client: Client, verb: str, said: dict[str, Any]) -> None:
    """As people do it: all that match are chosen, the form is sent, a worker takes the job."""
    form = {**said, "all": "1", "query": "channel=Bulk", "seen": str(AT_ONCE), "confirmed": "1"}
    began, busy = time.perf_counter(), time.process_time()
    client.post(reverse("exceptions:bulk", args=[verb]), form)
    with counting() as statements:
        job = run_next_job(clock=now)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    if job is None or job.result.get("done") != AT_ONCE:
        raise RuntimeError(f"The job did not go through: {job and job.message}")
    name = f"{AT_ONCE:,} cases by the job people start, {verb}"
    report.add(Figure(name, took, "s", TARGET_BULK_S if verb == "assign" else None, True))
    report.add(Figure(f"{name}: of it in Python", worked, "s", note="processor time"))
    report.add(Figure(f"{name}: queries", len(statements), ""))


def _lead(place: Place) -> User:
    person, _new = User.objects.get_or_create(
        email="lead@example.com", defaults={"name": "Lead", "password": "!"}
    )
    person.groups.add(Group.objects.get_or_create(name=OPS_LEAD)[0])
    PlaceScope.objects.get_or_create(user=person, place=place)
    return person
