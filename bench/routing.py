"""How many new cases a minute the rules take, with owners in turn and clocks in business hours."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import connection

from accounts.models import Calendar, Place, PlaceScope, Team, User
from accounts.roles import OPS_AGENT
from bench.results import Figure, Report
from exceptions.models import Case, Queue, RoutingRule, RuleCondition, RuleSet
from exceptions.services.routing import route_new_cases
from kernel.clock import now

CASES = 10_000
TARGET_A_MINUTE = 10_000
AGENTS = 20
# Clock ticks of the kernel, as /proc counts processor time.
TICKS_A_SECOND = 100
KINDS = ("below_zero", "event_conflict", "snapshot_difference", "count_variance", "other")
FILL = """
INSERT INTO exceptions_case (
    kind, fingerprint, title, subject_type, subject_id, subject_text, place_id, evidence,
    currency, channel, severity, status, version, waiting_on, resolution_code, resolution_note,
    snooze_until_changes, reopened, occurrences, opened_at, last_seen_at, closing_note
)
SELECT (%(kinds)s::text[])[1 + n %% 5],
    'bench-routing:' || n, 'Bench ' || n, 'bench.case', n::text, 'Bench', %(place)s, '{}'::jsonb,
    '', '', 'normal', 'open', 1, '', '', '', FALSE, 0, 1, %(at)s - make_interval(secs => n %% 3600),
    %(at)s, ''
FROM generate_series(1, %(cases)s) AS n
"""


@dataclass(slots=True)
class Spent:
    """Seconds of one measured stretch; those of the server only where it runs on this machine."""

    wall: float = 0.0
    python: float = 0.0
    server: float | None = None


def measure(report: Report, *, cases: int = CASES) -> None:
    """One worker routes a morning's heap of new cases by five rules."""
    at = now()
    place = Place.objects.get(code="bench")
    _publish(_queue(place), at=at)
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"at": at, "cases": cases, "place": place.pk, "kinds": list(KINDS)})
        cursor.execute("ANALYZE exceptions_case")
    with spending() as spent:
        routed = route_new_cases(at=at)
    left = Case.objects.filter(routed_at__isnull=True, resolved_at__isnull=True).exists()
    if routed < cases or left:
        raise RuntimeError("Some cases were not routed.")
    _tell(report, routed, spent)


def _tell(report: Report, routed: int, spent: Spent) -> None:
    rate = routed / spent.wall * 60
    report.add(Figure("cases routed a minute, one worker", rate, "", TARGET_A_MINUTE))
    thousand = 1_000 / routed
    report.add(Figure("processor per 1,000 routed, Python", spent.python * thousand, "s"))
    if spent.server is not None:
        used = (spent.python + spent.server) * thousand
        report.add(Figure("processor per 1,000 routed, with PostgreSQL", used, "s"))


@contextmanager
def spending() -> Iterator[Spent]:
    """Wall time, and processor time of this process and of the server's side of its connection."""
    spent = Spent()
    server, mine, wall = _server_seconds(), time.process_time(), time.perf_counter()
    yield spent
    spent.wall = time.perf_counter() - wall
    spent.python = time.process_time() - mine
    after = _server_seconds()
    if server is not None and after is not None:
        spent.server = after - server


def _server_seconds() -> float | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return None
    words = stat.read_text().rpartition(")")[2].split()
    if not stat.read_text().partition("(")[2].startswith("postgres"):
        return None
    return (int(words[11]) + int(words[12])) / TICKS_A_SECOND


def _queue(place: Place) -> Queue:
    """Twenty agents share it out, in office hours."""
    team = Team.objects.create(code="bench-routing", name="Bench")
    group = Group.objects.get_or_create(name=OPS_AGENT)[0]
    for number in range(AGENTS):
        person = User.objects.create(email=f"agent{number}@example.com", name=f"Agent {number}")
        person.groups.add(group)
        PlaceScope.objects.create(user=person, place=place)
        team.members.add(person)
    hours = Calendar.objects.create(
        name="Bench", opens=[540] * 5 + [0, 0], closes=[1020] * 5 + [0, 0]
    )
    return Queue.objects.create(key="bench", name="Bench", team=team, calendar=hours)


def _publish(queue: Queue, *, at: datetime) -> None:
    """A rule for each kind, by turns in turn and to who has least; the last takes all."""
    rules = RuleSet(created_at=at)
    rules.publish(note="Bench", effective_from=at, at=at)
    rules.save(force_insert=True)
    for position, kind in enumerate(KINDS, 1):
        choice = ("round_robin", "least_loaded")[position % 2]
        rule = RoutingRule.objects.create(
            rule_set=rules,
            position=position,
            name=kind,
            queue=queue,
            owner_choice=choice,
            sla_minutes=60 * position,
            warn_minutes=15,
            severity="high" if position == 1 else "",
        )
        if position < len(KINDS):
            RuleCondition.objects.create(rule=rule, fact="kind", operator="is", choices=[kind])
