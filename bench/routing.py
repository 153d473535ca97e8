"""How many new cases a minute the rules take, with owners in turn and clocks in business hours."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import connection

from exceptions.models import Case
from exceptions.services.routing import route_new_cases

CASES = 10_000
NEEDED_A_MINUTE = 10_000
FILL = """
INSERT INTO exceptions_case (
    kind, fingerprint, title, subject_type, subject_id, subject_text, place_id, evidence,
    currency, channel, severity, status, version, waiting_on, resolution_code, resolution_note,
    snooze_until_changes, reopened, occurrences, opened_at, last_seen_at, closing_note
)
SELECT (ARRAY['below_zero', 'event_conflict', 'snapshot_difference', 'count_variance', 'other'])
        [1 + n %% 5],
    'bench-routing:' || n, 'Bench ' || n, 'bench.case', n::text, 'Bench', NULL, '{}'::jsonb,
    '', '', 'normal', 'open', 1, '', '', '', FALSE, 0, 1, %(at)s, %(at)s, ''
FROM generate_series(1, %(cases)s) AS n
"""


def fill(*, at: datetime, cases: int = CASES) -> None:
    """New cases by direct SQL: for measuring only."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"at": at, "cases": cases})


def measure(*, at: datetime, cases: int = CASES) -> float:
    """Cases routed a minute by one worker."""
    fill(at=at, cases=cases)
    began = time.perf_counter()
    routed = route_new_cases(at=at)
    took = time.perf_counter() - began
    if routed < cases or Case.objects.filter(routed_at__isnull=True).exists():
        raise RuntimeError("Some cases were not routed.")
    return routed / took * 60
