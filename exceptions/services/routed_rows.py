"""Write what a batch of cases was given, in one statement whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from exceptions.models import Case, RoutingRule

# Both halves see the cases as they were: what is kept of each is what the rule saw. Whoever got an
# owner has changed for people too, so its version goes up.
WRITE = """
WITH given AS (
    SELECT * FROM unnest(
        %(ids)s::bigint[], %(rules)s::bigint[], %(due)s::timestamptz[], %(warn)s::timestamptz[],
        %(owners)s::bigint[], %(statuses)s::text[]
    ) AS g (case_id, rule_id, due_at, warn_at, owner_id, status)
), kept AS (
    INSERT INTO exceptions_routing (
        case_id, rule_id, at, severity, units, value, currency, channel, occurrences, age_minutes
    )
    SELECT c.id, g.rule_id, %(at)s, c.severity, c.units, c.value, c.currency, c.channel,
        c.occurrences, GREATEST(0, floor(extract(epoch FROM %(at)s::timestamptz - c.opened_at) / 60))
    FROM given g JOIN exceptions_case c ON c.id = g.case_id
    ORDER BY c.id
)
UPDATE exceptions_case c SET
    rule_version_id = r.id,
    queue_id = r.queue_id,
    playbook_id = r.playbook_id,
    severity = COALESCE(NULLIF(r.severity, ''), c.severity),
    limit_minutes = r.sla_minutes,
    due_at = g.due_at,
    warn_at = g.warn_at,
    breached_at = CASE WHEN g.due_at <= c.breached_at THEN c.breached_at END,
    routed_at = %(at)s,
    version = c.version + CASE WHEN g.owner_id IS DISTINCT FROM c.owner_id THEN 1 ELSE 0 END,
    owner_id = g.owner_id,
    status = g.status
FROM given g JOIN exceptions_routingrule r ON r.id = g.rule_id
WHERE c.id = g.case_id
"""


class Routed(NamedTuple):
    """A locked case with the fields a rule gave it, and that rule."""

    case: Case
    rule: RoutingRule


def write_routed(*, routed: Sequence[Routed], at: datetime) -> None:
    """Save locked cases as routed, and keep the facts as they were for later drafts.

    Refuses nothing: whoever calls it has locked the cases and chosen the rules.
    """
    cases = [one.case for one in routed]
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "ids": [case.pk for case in cases],
                "rules": [one.rule.pk for one in routed],
                "due": [case.due_at for case in cases],
                "warn": [case.warn_at for case in cases],
                "owners": [case.owner_id for case in cases],
                "statuses": [case.status for case in cases],
                "at": at,
            },
        )
