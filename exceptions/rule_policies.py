"""Who may change how cases are routed, and what rules must be like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from accounts.models import Place, User
from accounts.models.place import covers_a_network
from exceptions.facts import OPERATORS, FactType, fact_of
from exceptions.models import RoutingRule, RuleCondition, RuleSet
from exceptions.routing_errors import (
    ConditionNotUnderstood,
    ConditionSaysMore,
    ConditionValueMissing,
    CurrencyMissing,
    DraftChanged,
    DraftOutdated,
    EffectiveInThePast,
    EffectiveTaken,
    LastRuleMustTakeAll,
    LeadingNotAllowed,
    PublishingNoteMissing,
    QueueRetired,
    RuleNameMissing,
    RuleNeverReached,
    RulesComeLater,
    RulesMissing,
    RulesNotAllowed,
    RulesNotDraft,
    RulesNotWaiting,
    RulesOutsideScope,
    WarningAfterLimit,
)
from exceptions.rule_history import changed_since, who_published
from kernel.errors import RuleViolation
from workbench import formats

MAY_MANAGE = "rules.manage"
MAY_LEAD = "cases.lead"
Operator = RuleCondition.Operator


@dataclass(frozen=True, slots=True)
class ConditionContent:
    """One condition as typed: one value, in the column of its type."""

    fact: str
    operator: str
    choices: tuple[str, ...] = ()
    number: Decimal | None = None
    currency: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RuleContent:
    """Everything a rule says."""

    name: str
    queue_id: int
    owner_choice: str = RoutingRule.OwnerChoice.NOBODY
    severity: str = ""
    sla_minutes: int | None = None
    warn_minutes: int | None = None
    playbook_id: int | None = None
    conditions: Sequence[ConditionContent] = field(default_factory=tuple)


def check_manage_rules(actor: User) -> None:
    """Raises, in this order: RulesNotAllowed, RulesOutsideScope."""
    if not actor.may(MAY_MANAGE):
        raise RulesNotAllowed
    if not covers_a_network(actor):
        raise RulesOutsideScope


def check_lead(actor: User) -> None:
    """Raises LeadingNotAllowed."""
    if not actor.may(MAY_LEAD):
        raise LeadingNotAllowed


def check_draft(rules: RuleSet, *, version: int) -> None:
    """Raises, in this order: RulesNotDraft, DraftChanged."""
    if rules.status != RuleSet.Status.DRAFT:
        raise RulesNotDraft(number=rules.pk, status=rules.get_status_display().lower())
    if rules.version != version:
        raise DraftChanged


def check_content(content: RuleContent) -> None:
    """Raises, in this order: RuleNameMissing, WarningAfterLimit, ConditionNotUnderstood,
    ConditionSaysMore, ConditionValueMissing, CurrencyMissing."""
    if not content.name.strip():
        raise RuleNameMissing
    check_warning(limit=content.sla_minutes, warn=content.warn_minutes)
    for condition in content.conditions:
        check_condition(condition)


def check_warning(*, limit: int | None, warn: int | None) -> None:
    """Raises WarningAfterLimit."""
    if limit is not None and warn is not None and warn > limit:
        raise WarningAfterLimit(warn=warn, limit=limit)


def check_condition(condition: ConditionContent) -> None:
    """Raises, in this order: ConditionNotUnderstood, ConditionSaysMore, ConditionValueMissing,
    CurrencyMissing."""
    for mistake in mistakes_of(condition):
        raise mistake


def mistakes_of(condition: ConditionContent) -> Iterator[RuleViolation]:
    """Everything a condition would be refused for, in the order of the check."""
    fact = fact_of(condition.fact)
    if fact is None or condition.operator not in OPERATORS[fact.type]:
        yield ConditionNotUnderstood(fact=fact.label if fact else condition.fact)
        return
    value = None
    asks_value = Operator(condition.operator) not in {Operator.KNOWN, Operator.UNKNOWN}
    if asks_value:
        value = _value(condition, fact.type)
    said = {condition.choices or None, condition.number, condition.place}
    if said - {None, value}:
        yield ConditionSaysMore(fact=fact.label)
    if not asks_value:
        return
    if value is None:
        yield ConditionValueMissing(fact=fact.label)
    if fact.type == FactType.MONEY and not condition.currency:
        yield CurrencyMissing()


def _value(condition: ConditionContent, type_: FactType) -> object:
    if type_ in {FactType.CHOICE, FactType.TEXT}:
        return condition.choices or None
    return condition.place if type_ == FactType.PLACE else condition.number


def check_publish(
    rules: RuleSet,
    ordered: Sequence[RoutingRule],
    *,
    note: str,
    effective_from: datetime,
    at: datetime,
) -> None:
    """Raises, in this order: DraftOutdated, RulesMissing, LastRuleMustTakeAll, RuleNeverReached,
    QueueRetired, PublishingNoteMissing, EffectiveInThePast, EffectiveTaken, RulesComeLater.

    `ordered` are the draft's rules with their conditions.
    """
    check_up_to_date(rules)
    check_rules_whole(ordered)
    if not note.strip():
        raise PublishingNoteMissing
    if effective_from < at:
        raise EffectiveInThePast
    others = RuleSet.objects.exclude(pk=rules.pk).filter(status=RuleSet.Status.PUBLISHED)
    if others.filter(effective_from=effective_from).exists():
        raise EffectiveTaken
    _check_nothing_later(rules, effective_from, at=at)


def check_up_to_date(rules: RuleSet) -> None:
    """Raises DraftOutdated: what it was made from is no longer what it would replace."""
    if rules.based_on != RuleSet.objects.last_to_decide():
        raise DraftOutdated(changes=" ".join(changed_since(rules)))


def _check_nothing_later(rules: RuleSet, effective_from: datetime, *, at: datetime) -> None:
    """Raises RulesComeLater."""
    last = RuleSet.objects.last_to_decide()
    if last is not None and last.effective_from and last.effective_from > effective_from:
        when = formats.moment(last.effective_from, at)
        raise RulesComeLater(number=last.pk, who=who_published(last), when=when)


def check_rules_whole(ordered: Sequence[RoutingRule]) -> None:
    """Raises, in this order: RulesMissing, LastRuleMustTakeAll, RuleNeverReached, QueueRetired."""
    if not ordered:
        raise RulesMissing
    takes_all = [rule for rule in ordered if not rule.conditions.all()]
    if ordered[-1] not in takes_all:
        raise LastRuleMustTakeAll
    if takes_all[0] != ordered[-1]:
        raise RuleNeverReached(position=takes_all[0].position)
    for rule in ordered:
        if rule.queue.retired_at is not None:
            raise QueueRetired(position=rule.position, queue=rule.queue.name)


def check_withdraw(rules: RuleSet, *, at: datetime) -> None:
    """Raises RulesNotWaiting."""
    waiting = rules.status == RuleSet.Status.PUBLISHED and rules.effective_from
    if not waiting or (rules.effective_from and rules.effective_from <= at):
        raise RulesNotWaiting(number=rules.pk)
