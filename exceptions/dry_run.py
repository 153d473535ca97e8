"""What a draft would have done with the cases of the last 30 days, beside the rules in force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models.place import Principal
from exceptions.facts import Asked
from exceptions.matching import Rules, rules_of
from exceptions.models import Case, Routing, RoutingRule, RuleSet

PERIOD = timedelta(days=30)
# Newest first; beyond it the page says so.
MOST_CASES = 20_000
ROWS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Moved:
    """One case that the draft would send elsewhere."""

    reference: str
    title: str
    before: RoutingRule | None
    after: RoutingRule | None


@dataclass(frozen=True, slots=True)
class Change:
    """How many cases go from what one rule says to what another says."""

    before: RoutingRule | None
    after: RoutingRule | None
    cases: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """The whole answer: counts are of all cases looked at, rows the newest of those that move."""

    looked_at: int
    whole: bool
    moved: int
    untaken: int
    changes: list[Change]
    rows: list[Moved]
    taken: dict[int, int]


def dry_run(draft: RuleSet, *, live: RuleSet | None, principal: Principal, at: datetime) -> DryRun:
    """Route the past anew by both versions, with the facts as they were when each case was routed.

    Three questions and two for each version, whatever the number of cases.
    """
    routings = _routings(principal, at - PERIOD)
    asked = [_asked(one) for one in routings[:MOST_CASES]]
    now = rules_of(live).take(asked) if live else [None] * len(asked)
    then_rules: Rules = rules_of(draft)
    then = then_rules.take(asked)
    changes: Counter[tuple[int | None, int | None]] = Counter()
    rows: list[Moved] = []
    known: dict[tuple[int | None, int | None], tuple[RoutingRule | None, RoutingRule | None]] = {}
    for routing, before, after in zip(routings, now, then, strict=False):
        if _outcome(before) == _outcome(after):
            continue
        pair = (before.pk if before else None, after.pk if after else None)
        changes[pair] += 1
        known[pair] = (before, after)
        if len(rows) < ROWS_SHOWN:
            rows.append(
                Moved(Case(pk=routing.case_id).reference, routing.case.title, before, after)
            )
    return DryRun(
        looked_at=len(asked),
        whole=len(routings) <= MOST_CASES,
        moved=sum(changes.values()),
        untaken=sum(1 for one in then if one is None),
        changes=[Change(*known[pair], count) for pair, count in changes.most_common()],
        rows=rows,
        taken=dict(Counter(one.pk for one in then if one)),
    )


def _routings(principal: Principal, since: datetime) -> list[Routing]:
    """The newest routing of each case of the period, newest first."""
    visible = Case.objects.visible_to(principal).values("pk")
    rows = (
        Routing.objects.filter(at__gte=since, case__in=visible)
        .select_related("case__place")
        .only(
            "at", "severity", "units", "value", "currency", "channel", "occurrences", "age_minutes",
            "case__title", "case__kind", "case__subject_type", "case__subject_id", "case__place__path",
        )
        .order_by("-at", "-id")[: MOST_CASES + 1]
    )  # fmt: skip
    newest: dict[int, Routing] = {}
    for row in rows:
        newest.setdefault(row.case_id, row)
    return list(newest.values())


def _asked(routing: Routing) -> Asked:
    case = routing.case
    return Asked(
        kind=case.kind,
        severity=routing.severity,
        place_id=case.place_id,
        path=case.place.path if case.place else "",
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        units=routing.units,
        value=routing.value,
        currency=routing.currency,
        channel=routing.channel,
        occurrences=routing.occurrences,
        age_minutes=routing.age_minutes,
    )


def _outcome(rule: RoutingRule | None) -> tuple[object, ...]:
    """What a case gets of a rule; its name and place in the order do not matter."""
    if rule is None:
        return ()
    return (
        rule.queue_id,
        rule.owner_choice,
        rule.severity,
        rule.sla_minutes,
        rule.warn_minutes,
        rule.playbook_id,
    )
