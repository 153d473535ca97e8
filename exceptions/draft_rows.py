"""The rows of a draft of the rules: locked, copied, numbered."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from exceptions import rule_policies as policies
from exceptions.models import RoutingRule, RuleCondition, RuleSet
from exceptions.routing_errors import RuleSetUnknown


def locked_draft(*, draft_id: int, version: int, actor: User) -> RuleSet:
    """A draft that somebody may change and has seen as it is, locked.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged.
    """
    policies.check_manage_rules(actor)
    draft = locked_rules(draft_id)
    policies.check_draft(draft, version=version)
    return draft


def locked_rules(rules_id: int) -> RuleSet:
    """One version of the rules, locked.

    Refuses RuleSetUnknown.
    """
    rules = RuleSet.objects.select_for_update().filter(pk=rules_id).first()
    if rules is None:
        raise RuleSetUnknown
    return rules


def touch(draft: RuleSet) -> None:
    """Whoever saw the draft as it was has to look again."""
    draft.version += 1
    draft.save(update_fields=["version"])


def number_rules(ordered: Sequence[RoutingRule]) -> None:
    """Give the rules of a draft their positions in this order."""
    for position, rule in enumerate(ordered, 1):
        rule.position = position
    RoutingRule.objects.bulk_update(ordered, ["position"])


def copy_rule(rule: RoutingRule, draft: RuleSet) -> None:
    """The same rule in a draft; the row handed in becomes the copy."""
    conditions = list(rule.conditions.all())
    rule.line_id = rule.line_number
    rule.pk, rule.rule_set, rule._state.adding = None, draft, True
    rule.save(force_insert=True)
    for condition in conditions:
        condition.pk, condition.rule, condition._state.adding = None, rule, True
    RuleCondition.objects.bulk_create(conditions)
