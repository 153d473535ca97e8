"""Routing rules: drafted from those in force, changed, published with an effective time, retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit.services import record
from exceptions import rule_policies as policies
from exceptions.models import Queue, RoutingRule, RuleCondition, RuleSet
from exceptions.routing_errors import QueueUnknown, RulesChanged, RuleSetUnknown, RuleUnknown
from exceptions.rule_policies import RuleContent
from kernel.plain import clean_text


@transaction.atomic
def draft_rules(*, actor: User, at: datetime) -> RuleSet:
    """Begin a draft that says what the rules in force say.

    Refuses: RulesNotAllowed.
    """
    policies.check_manage_rules(actor)
    live = RuleSet.objects.in_force(at)
    draft = RuleSet(based_on=live, created_at=at, created_by=actor)
    draft.save(force_insert=True)
    for rule in live.rules.prefetch_related("conditions") if live else ():
        _copy(rule, draft)
    after = {"based_on": live.pk if live else None}
    record("exceptions.rules.drafted", draft, actor=actor, at=at, after=after)
    return draft


@transaction.atomic
def add_rule(
    *, draft_id: int, content: RuleContent, position: int, version: int, actor: User, at: datetime
) -> RoutingRule:
    """Add a rule at a position; those from there on move down.

    Refuses, in this order: RulesNotAllowed, RuleSetUnknown, RulesNotDraft, DraftChanged,
    RuleNameMissing, WarningAfterLimit, ConditionNotUnderstood, ConditionValueMissing,
    CurrencyMissing, QueueUnknown.
    """
    draft = _draft(draft_id, version=version, actor=actor)
    policies.check_content(content)
    _check_queue(content.queue_id)
    place = max(1, min(position, draft.rules.count() + 1))
    draft.rules.filter(position__gte=place).update(position=F("position") + 1)
    rule = RoutingRule(rule_set=draft, position=place, **_columns(content))
    rule.save(force_insert=True)
    _set_conditions(rule, content)
    _touch(draft)
    record("exceptions.rules.rule_added", draft, actor=actor, at=at, after=_facts(rule))
    return rule


@transaction.atomic
def change_rule(
    *, draft_id: int, rule_id: int, content: RuleContent, version: int, actor: User, at: datetime
) -> RoutingRule:
    """Change what a rule of a draft says.

    Refuses, in this order: RulesNotAllowed, RuleSetUnknown, RulesNotDraft, DraftChanged,
    RuleUnknown, RuleNameMissing, WarningAfterLimit, ConditionNotUnderstood,
    ConditionValueMissing, CurrencyMissing, QueueUnknown.
    """
    draft = _draft(draft_id, version=version, actor=actor)
    rule = _rule(draft, rule_id)
    policies.check_content(content)
    _check_queue(content.queue_id)
    before = _facts(rule)
    columns = _columns(content)
    for name, value in columns.items():
        setattr(rule, name, value)
    rule.save(update_fields=list(columns))
    rule.conditions.all().delete()
    _set_conditions(rule, content)
    _touch(draft)
    fresh = _rule(draft, rule_id)
    record(
        "exceptions.rules.rule_changed",
        draft,
        actor=actor,
        at=at,
        before=before,
        after=_facts(fresh),
    )
    return fresh


@transaction.atomic
def move_rule(
    *, draft_id: int, rule_id: int, position: int, version: int, actor: User, at: datetime
) -> RoutingRule:
    """Give a rule another position; beyond the ends means the end.

    Refuses, in this order: RulesNotAllowed, RuleSetUnknown, RulesNotDraft, DraftChanged, RuleUnknown.
    """
    draft = _draft(draft_id, version=version, actor=actor)
    rule = _rule(draft, rule_id)
    ordered = [one for one in draft.rules.order_by("position") if one.pk != rule.pk]
    ordered.insert(max(0, min(position - 1, len(ordered))), rule)
    before = {"rule": rule.name, "position": rule.position}
    _number(ordered)
    _touch(draft)
    after = {"rule": rule.name, "position": rule.position}
    record("exceptions.rules.rule_moved", draft, actor=actor, at=at, before=before, after=after)
    return rule


@transaction.atomic
def delete_rule(*, draft_id: int, rule_id: int, version: int, actor: User, at: datetime) -> RuleSet:
    """Take a rule out of a draft, the last one too: a draft may be unfinished.

    Refuses, in this order: RulesNotAllowed, RuleSetUnknown, RulesNotDraft, DraftChanged, RuleUnknown.
    """
    draft = _draft(draft_id, version=version, actor=actor)
    rule = _rule(draft, rule_id)
    before = _facts(rule)
    rule.delete()
    _number(list(draft.rules.order_by("position")))
    _touch(draft)
    record("exceptions.rules.rule_deleted", draft, actor=actor, at=at, before=before)
    return draft


@transaction.atomic
def publish_rules(
    *,
    draft_id: int,
    note: str,
    effective_from: datetime | None,
    version: int,
    actor: User,
    at: datetime,
) -> RuleSet:
    """Let a draft decide from a time on, from now when none is given. Then it never changes.

    Refuses, in this order: RulesNotAllowed, RuleSetUnknown, RulesNotDraft, DraftChanged,
    RulesMissing, LastRuleMustTakeAll, RuleNeverReached, QueueRetired, PublishingNoteMissing,
    EffectiveInThePast, EffectiveTaken.
    """
    draft = _draft(draft_id, version=version, actor=actor)
    begins = effective_from or at
    ordered = rules_in(draft)
    policies.check_publish(draft, ordered, note=note, effective_from=begins, at=at)
    draft.publish(note=clean_text(note, longest=500), effective_from=begins, at=at)
    draft.published_by = actor
    draft.version += 1
    draft.save(
        update_fields=[
            "status", "note", "effective_from", "published_at", "published_by", "version",
        ]
    )  # fmt: skip
    record(
        "exceptions.rules.published",
        draft,
        actor=actor,
        at=at,
        after={"effective_from": begins, "rules": len(ordered)},
        reason=draft.note,
    )
    return draft


@transaction.atomic
def discard_draft(*, draft_id: int, version: int, actor: User, at: datetime) -> RuleSet:
    """Put a draft away; it stays readable and never decides.

    Refuses, in this order: RulesNotAllowed, RuleSetUnknown, RulesNotDraft, DraftChanged.
    """
    draft = _draft(draft_id, version=version, actor=actor)
    _retire(draft, at=at)
    record("exceptions.rules.discarded", draft, actor=actor, at=at)
    return draft


@transaction.atomic
def withdraw_rules(*, rules_id: int, version: int, actor: User, at: datetime) -> RuleSet:
    """Take back rules that were published for later; those in force stay.

    Refuses, in this order: RulesNotAllowed, RuleSetUnknown, RulesNotWaiting, RulesChanged.
    """
    policies.check_manage_rules(actor)
    rules = _locked(rules_id)
    policies.check_withdraw(rules, at=at)
    if rules.version != version:
        raise RulesChanged(number=rules.pk)
    _retire(rules, at=at)
    record("exceptions.rules.withdrawn", rules, actor=actor, at=at)
    return rules


@transaction.atomic
def retire_replaced_rules(*, at: datetime) -> int:
    """Retire the published versions that a later one has replaced; answers how many.

    Bookkeeping alone: which version decides follows from the effective times.
    """
    live = RuleSet.objects.in_force(at)
    if live is None:
        return 0
    replaced = list(
        RuleSet.objects.select_for_update(skip_locked=True)
        .filter(status=RuleSet.Status.PUBLISHED, effective_from__lt=live.effective_from)
        .order_by("pk")
    )
    for rules in replaced:
        _retire(rules, at=at)
        record("exceptions.rules.retired", rules, actor=None, at=at, after={"by": live.pk})
    return len(replaced)


def rules_in(rules: RuleSet) -> list[RoutingRule]:
    """The rules of a version in their order, with queue, playbook and conditions."""
    return list(
        rules.rules.order_by("position")
        .select_related("queue", "playbook")
        .prefetch_related("conditions__place")
    )


def _retire(rules: RuleSet, *, at: datetime) -> None:
    rules.retire(at=at)
    rules.version += 1
    rules.save(update_fields=["status", "retired_at", "version"])


def _draft(draft_id: int, *, version: int, actor: User) -> RuleSet:
    policies.check_manage_rules(actor)
    draft = _locked(draft_id)
    policies.check_draft(draft, version=version)
    return draft


def _locked(rules_id: int) -> RuleSet:
    rules = RuleSet.objects.select_for_update().filter(pk=rules_id).first()
    if rules is None:
        raise RuleSetUnknown
    return rules


def _rule(draft: RuleSet, rule_id: int) -> RoutingRule:
    found = draft.rules.filter(pk=rule_id).prefetch_related("conditions__place").first()
    if found is None:
        raise RuleUnknown
    return found


def _check_queue(queue_id: int) -> None:
    if not Queue.objects.in_use().filter(pk=queue_id).exists():
        raise QueueUnknown


def _touch(draft: RuleSet) -> None:
    draft.version += 1
    draft.save(update_fields=["version"])


def _number(ordered: Sequence[RoutingRule]) -> None:
    for position, rule in enumerate(ordered, 1):
        rule.position = position
    RoutingRule.objects.bulk_update(ordered, ["position"])


def _columns(content: RuleContent) -> dict[str, object]:
    return {
        "name": clean_text(content.name, longest=120),
        "queue_id": content.queue_id,
        "owner_choice": RoutingRule.OwnerChoice(content.owner_choice),
        "severity": RoutingRule.Severity(content.severity),
        "sla_minutes": content.sla_minutes,
        "warn_minutes": content.warn_minutes,
        "playbook_id": content.playbook_id,
    }


def _set_conditions(rule: RoutingRule, content: RuleContent) -> None:
    RuleCondition.objects.bulk_create(
        RuleCondition(
            rule=rule,
            fact=one.fact,
            operator=one.operator,
            choices=list(one.choices),
            number=one.number,
            currency=one.currency,
            place=one.place,
        )
        for one in content.conditions
    )


def _copy(rule: RoutingRule, draft: RuleSet) -> None:
    conditions = list(rule.conditions.all())
    rule.pk, rule.rule_set, rule._state.adding = None, draft, True
    rule.save(force_insert=True)
    for condition in conditions:
        condition.pk, condition.rule, condition._state.adding = None, rule, True
    RuleCondition.objects.bulk_create(conditions)


def _facts(rule: RoutingRule) -> dict[str, object]:
    """What the trail keeps of a rule."""
    return {
        "rule": rule.name,
        "position": rule.position,
        "queue": rule.queue.key,
        "owner_choice": rule.owner_choice,
        "severity": rule.severity,
        "sla_minutes": rule.sla_minutes,
        "warn_minutes": rule.warn_minutes,
        "playbook": rule.playbook.key if rule.playbook else None,
        "conditions": [
            {
                "fact": one.fact,
                "operator": one.operator,
                "choices": one.choices,
                "number": one.number,
                "currency": one.currency,
                "place": one.place.code if one.place else None,
            }
            for one in rule.conditions.all()
        ],
    }
