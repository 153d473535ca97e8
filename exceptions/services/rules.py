"""Routing rules: drafted from those in force, changed, published with an effective time, retired."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit.services import record
from exceptions import rule_policies as policies
from exceptions.draft_rows import copy_rule, locked_draft, locked_rules, number_rules, touch
from exceptions.locks import lock_publishing
from exceptions.models import Queue, RoutingRule, RuleCondition, RuleSet
from exceptions.routing_errors import QueueUnknown, RulesChanged, RuleUnknown
from exceptions.rule_policies import RuleContent
from kernel.plain import clean_text


@transaction.atomic
def draft_rules(*, actor: User, at: datetime) -> RuleSet:
    """Begin a draft of what it will replace: the rules in force, or those that come after them.

    Refuses: RulesNotAllowed, RulesOutsideScope.
    """
    policies.check_manage_rules(actor)
    last = RuleSet.objects.last_to_decide()
    draft = RuleSet(based_on=last, created_at=at, created_by=actor)
    draft.save(force_insert=True)
    for rule in rules_in(last) if last else ():
        copy_rule(rule, draft)
    after = {"based_on": last.pk if last else None}
    record("exceptions.rules.drafted", draft, actor=actor, at=at, after=after)
    return draft


@transaction.atomic
def draft_anew(*, draft_id: int, version: int, actor: User, at: datetime) -> RuleSet:
    """Put a draft away and begin another one, of the rules as they are published now.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged.
    """
    discard_draft(draft_id=draft_id, version=version, actor=actor, at=at)
    return draft_rules(actor=actor, at=at)


@transaction.atomic
def add_rule(
    *, draft_id: int, content: RuleContent, position: int, version: int, actor: User, at: datetime
) -> RoutingRule:
    """Add a rule at a position; those from there on move down.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged, RuleNameMissing, WarningAfterLimit, ConditionNotUnderstood, ConditionSaysMore,
    ConditionValueMissing, CurrencyMissing, QueueUnknown.
    """
    draft = locked_draft(draft_id=draft_id, version=version, actor=actor)
    policies.check_content(content)
    _check_queue(content.queue_id)
    place = max(1, min(position, draft.rules.count() + 1))
    draft.rules.filter(position__gte=place).update(position=F("position") + 1)
    rule = RoutingRule(rule_set=draft, position=place, **_columns(content))
    rule.save(force_insert=True)
    _set_conditions(rule, content)
    touch(draft)
    record("exceptions.rules.rule_added", draft, actor=actor, at=at, after=_facts(rule))
    return rule


@transaction.atomic
def change_rule(
    *, draft_id: int, rule_id: int, content: RuleContent, version: int, actor: User, at: datetime
) -> RoutingRule:
    """Change what a rule of a draft says.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged, RuleUnknown, RuleNameMissing, WarningAfterLimit, ConditionNotUnderstood,
    ConditionSaysMore, ConditionValueMissing, CurrencyMissing, QueueUnknown.
    """
    draft = locked_draft(draft_id=draft_id, version=version, actor=actor)
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
    touch(draft)
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

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged, RuleUnknown.
    """
    draft = locked_draft(draft_id=draft_id, version=version, actor=actor)
    rule = _rule(draft, rule_id)
    ordered = [one for one in draft.rules.order_by("position") if one.pk != rule.pk]
    ordered.insert(max(0, min(position - 1, len(ordered))), rule)
    before = {"rule": rule.name, "position": rule.position}
    number_rules(ordered)
    touch(draft)
    after = {"rule": rule.name, "position": rule.position}
    record("exceptions.rules.rule_moved", draft, actor=actor, at=at, before=before, after=after)
    return rule


@transaction.atomic
def delete_rule(*, draft_id: int, rule_id: int, version: int, actor: User, at: datetime) -> RuleSet:
    """Take a rule out of a draft, the last one too: a draft may be unfinished.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged, RuleUnknown.
    """
    draft = locked_draft(draft_id=draft_id, version=version, actor=actor)
    rule = _rule(draft, rule_id)
    before = _facts(rule)
    rule.delete()
    number_rules(list(draft.rules.order_by("position")))
    touch(draft)
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

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged, DraftOutdated, RulesMissing, LastRuleMustTakeAll, RuleNeverReached, QueueRetired,
    PublishingNoteMissing, EffectiveInThePast, EffectiveTaken, RulesComeLater.
    """
    lock_publishing()
    draft = locked_draft(draft_id=draft_id, version=version, actor=actor)
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

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged.
    """
    draft = locked_draft(draft_id=draft_id, version=version, actor=actor)
    _retire(draft, at=at)
    record("exceptions.rules.discarded", draft, actor=actor, at=at)
    return draft


@transaction.atomic
def withdraw_rules(*, rules_id: int, version: int, actor: User, at: datetime) -> RuleSet:
    """Take back rules that were published for later; those in force stay.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotWaiting,
    RulesChanged.
    """
    policies.check_manage_rules(actor)
    lock_publishing()
    rules = locked_rules(rules_id)
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


def _rule(draft: RuleSet, rule_id: int) -> RoutingRule:
    found = draft.rules.filter(pk=rule_id).prefetch_related("conditions__place").first()
    if found is None:
        raise RuleUnknown
    return found


def _check_queue(queue_id: int) -> None:
    if not Queue.objects.in_use().filter(pk=queue_id).exists():
        raise QueueUnknown


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
