"""Change what classes mean and where counts make themselves."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Place, User
from audit.services import changed, record
from inventory.counts.errors import (
    PlanAlreadyThere,
    RuleChanged,
    RulesAlreadyThere,
    RuleUnknown,
    SharesNotRising,
)
from inventory.counts.models import ClassRule, CountPlan
from inventory.counts.policies import check_may_plan, check_place
from inventory.counts.queries.rules import rules_for

RULE_FIELDS = ("until_percent", "interval_days", "units", "percent", "value")
PLAN_FIELDS = ("is_active", "lines", "every_days", "on_below_zero", "on_snapshot", "short_picks")


@transaction.atomic
def change_rule(
    *, rule_id: int, wanted: Mapping[str, Any], version: int, actor: User, at: datetime
) -> ClassRule:
    """Change what one class means, for what is judged and computed from now on.

    Refuses, in this order: PlanningNotAllowed, RuleUnknown, PlaceOutsideScope, RuleChanged,
    SharesNotRising.
    """
    check_may_plan(actor)
    rows: QuerySet[ClassRule] = ClassRule.objects.select_for_update(of=("self",))
    rule = rows.select_related("place").filter(pk=rule_id).first()
    if rule is None:
        raise RuleUnknown
    check_place(rule.place, actor=actor)
    if version != rule.version:
        raise RuleChanged
    before = {name: getattr(rule, name) for name in RULE_FIELDS}
    for name in RULE_FIELDS:
        setattr(rule, name, wanted[name])
    _check_shares(rule)
    rule.version += 1
    rule.save(update_fields=[*RULE_FIELDS, "version"])
    _record(
        "inventory.count.rule_changed", rule, rule.place, before, RULE_FIELDS, actor=actor, at=at
    )
    return rule


@transaction.atomic
def create_rules(*, place: Place, actor: User, at: datetime) -> list[ClassRule]:
    """Give a place rules of its own for A, B and C; they begin as what holds there now.

    Refuses, in this order: PlanningNotAllowed, PlaceOutsideScope, RulesAlreadyThere.
    """
    check_may_plan(actor)
    check_place(place, actor=actor)
    # Two people at once: the second waits here and then sees the first one's.
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    if ClassRule.objects.filter(place=place).exists():
        raise RulesAlreadyThere(place=place.code)
    rules = ClassRule.objects.bulk_create(
        ClassRule(place=place, klass=klass, **{name: getattr(rule, name) for name in RULE_FIELDS})
        for klass, rule in sorted(rules_for(place).items())
    )
    action = "inventory.count.rule_created"
    for rule in rules:
        _record(action, rule, place, {}, RULE_FIELDS, actor=actor, at=at)
    return rules


@transaction.atomic
def drop_rules(*, place: Place, actor: User, at: datetime) -> int:
    """Take a place's own rules away, so that those above it hold again; answers how many.

    Refuses, in this order: PlanningNotAllowed, PlaceOutsideScope, RuleUnknown.
    """
    check_may_plan(actor)
    check_place(place, actor=actor)
    rules = list(ClassRule.objects.select_for_update().filter(place=place).order_by("klass"))
    if not rules:
        raise RuleUnknown
    for rule in rules:
        before = {name: getattr(rule, name) for name in RULE_FIELDS}
        record("inventory.count.rule_dropped", rule, actor=actor, at=at, place=place, before=before)
    ClassRule.objects.filter(pk__in=[rule.pk for rule in rules]).delete()
    return len(rules)


@transaction.atomic
def create_plan(*, place: Place, wanted: Mapping[str, Any], actor: User, at: datetime) -> CountPlan:
    """Let counts make themselves within a place.

    Refuses, in this order: PlanningNotAllowed, PlaceOutsideScope, PlanAlreadyThere.
    """
    check_may_plan(actor)
    check_place(place, actor=actor)
    plan, created = CountPlan.objects.get_or_create(
        place=place, defaults={name: wanted[name] for name in PLAN_FIELDS}
    )
    if not created:
        raise PlanAlreadyThere(place=place.code)
    _record("inventory.count.plan_created", plan, place, {}, PLAN_FIELDS, actor=actor, at=at)
    return plan


@transaction.atomic
def change_plan(
    *, plan_id: int, wanted: Mapping[str, Any], version: int | None, actor: User, at: datetime
) -> CountPlan:
    """Change how counts make themselves within a place.

    Refuses, in this order: PlanningNotAllowed, RuleUnknown, PlaceOutsideScope, RuleChanged.
    """
    check_may_plan(actor)
    rows: QuerySet[CountPlan] = CountPlan.objects.select_for_update(of=("self",))
    plan = rows.select_related("place").filter(pk=plan_id).first()
    if plan is None:
        raise RuleUnknown
    check_place(plan.place, actor=actor)
    if version is not None and version != plan.version:
        raise RuleChanged
    before = {name: getattr(plan, name) for name in PLAN_FIELDS}
    for name in PLAN_FIELDS:
        setattr(plan, name, wanted[name])
    plan.version += 1
    plan.save(update_fields=[*PLAN_FIELDS, "version"])
    _record(
        "inventory.count.plan_changed", plan, plan.place, before, PLAN_FIELDS, actor=actor, at=at
    )
    return plan


def _check_shares(rule: ClassRule) -> None:
    """The shares of one place rise from A to C, and C takes the rest."""
    others = ClassRule.objects.filter(place=rule.place).exclude(pk=rule.pk)
    shares: dict[str, Decimal] = dict(others.values_list("klass", "until_percent"))
    shares[rule.klass] = rule.until_percent
    rising = [shares[klass] for klass in sorted(shares)]
    ends = shares.get("C", Decimal(100)) == Decimal(100)
    if not ends or rising[0] <= 0 or any(low >= high for low, high in pairwise(rising)):
        raise SharesNotRising


def _record(
    action: str,
    subject: ClassRule | CountPlan,
    place: Place | None,
    before: Mapping[str, Any],
    fields: tuple[str, ...],
    *,
    actor: User,
    at: datetime,
) -> None:
    after = {name: getattr(subject, name) for name in fields}
    was, now = changed(before, after)
    record(action, subject, actor=actor, at=at, place=place, before=was, after=now)
