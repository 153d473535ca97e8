"""Send cases where the rules say: new ones in batches, one anew on demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import Line, record_many
from exceptions.clocks import Limits, Pause
from exceptions.facts import Asked, minutes_between
from exceptions.matching import rules_of
from exceptions.models import Case, RoutingRule, RuleSet
from exceptions.models import Routing as RoutingRow
from exceptions.routing_errors import RuleSetUnknown
from exceptions.services.clocks import HoursOf, pauses_of, set_clock
from exceptions.services.owners import Owners
from exceptions.services.routed_rows import Routed, write_routed

BATCH = 1_000
SYSTEM = "system:routing"


def route_new_cases(*, at: datetime) -> int:
    """Route every case that no rule took yet, in batches; answers how many.

    Refuses: RuleSetUnknown, while no rules are published.

    Rows that another worker routes are skipped. Each batch reads one version of the rules, so a
    version published meanwhile takes whole cases or none.
    """
    routed = 0
    while done := _route_some(at):
        routed += done
    return routed


@transaction.atomic
def _route_some(at: datetime) -> int:
    cases = list(
        Case.objects.open()
        .filter(routed_at__isnull=True)
        .select_related("place")
        .order_by("opened_at", "pk")
        .select_for_update(of=("self",), skip_locked=True)[:BATCH]
    )
    if not cases:
        return 0
    rules = rules_of(rules_in_force(at=at))
    taken = rules.take([asked_of(case=case, at=at) for case in cases])
    _send(cases, taken, at)
    return len(cases)


def _send(cases: Sequence[Case], taken: Sequence[RoutingRule | None], at: datetime) -> None:
    hours = HoursOf()
    pairs = zip(cases, taken, strict=True)
    routed = [Routed(case, rule) for case, rule in pairs if rule is not None]
    owners = Owners([one.rule for one in routed])
    # Only what was over before its first routing has stood still already.
    pauses = pauses_of([case for case in cases if case.reopened])
    for case, rule in routed:
        _take(case, rule, at, hours, pauses.get(case.pk, ()))
        owner = None if case.owner_id else owners.choose(case, rule)
        if owner is not None:
            case.assign(owner)
    owners.remember()
    write_routed(routed=routed, at=at)
    record_many((_line(*one) for one in routed), actor=None, at=at, agent=SYSTEM)


def reroute(*, case: Case, actor: User | None, at: datetime) -> None:
    """Ask the rules in force anew for a locked case; sets its fields, keeps its owner, saves no case.

    Refuses: RuleSetUnknown. A rule that asks for the severity is answered with the one it was opened
    with: what an earlier rule made of it does not count.
    """
    rules = rules_of(rules_in_force(at=at))
    first = RoutingRow.objects.filter(case=case).order_by("pk").first()
    asked = asked_of(case=case, at=at)
    if first is not None:
        asked = asked._replace(severity=first.severity)
    rule = rules.take([asked])[0]
    if rule is None:
        return
    row = _row(case, rule, actor, at)
    row.severity = asked.severity
    row.save(force_insert=True)
    case.severity = asked.severity
    _take(case, rule, at, HoursOf(), pauses_of([case])[case.pk])


def rules_in_force(*, at: datetime) -> RuleSet:
    """The version that decides at a moment. Raises RuleSetUnknown."""
    live = RuleSet.objects.in_force(at)
    if live is None:
        raise RuleSetUnknown
    return live


def asked_of(*, case: Case, at: datetime) -> Asked:
    """A case as the rules see it."""
    return Asked(
        kind=case.kind,
        severity=case.severity,
        place_id=case.place_id,
        path=case.place.path if case.place else "",
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        units=case.units,
        value=case.value,
        currency=case.currency,
        channel=case.channel,
        occurrences=case.occurrences,
        age_minutes=minutes_between(case.opened_at, at),
    )


def _take(
    case: Case, rule: RoutingRule, at: datetime, hours: HoursOf, pauses: Sequence[Pause] = ()
) -> None:
    case.rule_version, case.queue, case.playbook = rule, rule.queue, rule.playbook
    case.severity = rule.severity or case.severity
    case.routed_at = at
    warn = rule.warn_minutes if rule.warn_minutes is not None else rule.queue.warn_minutes
    limits = Limits(rule.sla_minutes, warn)
    set_clock(case, hours=hours(rule.queue), limits=limits, pauses=pauses)


def _row(case: Case, rule: RoutingRule, actor: User | None, at: datetime) -> RoutingRow:
    """The facts as they were, so that a later draft can be tried on them."""
    return RoutingRow(
        case=case,
        rule=rule,
        at=at,
        actor=actor,
        severity=case.severity,
        units=case.units,
        value=case.value,
        currency=case.currency,
        channel=case.channel,
        occurrences=case.occurrences,
        age_minutes=minutes_between(case.opened_at, at),
    )


def _line(case: Case, rule: RoutingRule) -> Line:
    after = {
        "rule": rule.name,
        "rules": rule.rule_set_id,
        "queue": rule.queue.key,
        "owner": case.owner_id,
        "due_at": case.due_at,
    }
    return Line("exceptions.case.routed", case, place=case.place, after=after)
