"""Rules in words, as screens and the API's readers see them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exceptions.facts import FactType, choices_of, fact_of
from exceptions.models import RoutingRule, RuleCondition
from workbench import formats


def condition_words(condition: RuleCondition) -> str:
    """ "Value is over 500.00 GBP"."""
    fact = fact_of(condition.fact)
    label = str(fact.label) if fact else condition.fact
    said = f"{label} {condition.get_operator_display()} {_value(condition)}"
    return said.strip()


def conditions_words(rule: RoutingRule) -> str:
    """All its conditions; of the last rule that it takes every case."""
    words = [condition_words(one) for one in rule.conditions.all()]
    return " · ".join(words) if words else _("every case")


def outcome_words(rule: RoutingRule) -> str:
    """Where it sends a case: queue, owner, severity, limit, playbook."""
    words = [_("queue %(name)s") % {"name": rule.queue.name}, str(rule.get_owner_choice_display())]
    if rule.severity:
        words.append(str(rule.get_severity_display()))
    words.append(limit_words(rule.sla_minutes))
    if rule.playbook:
        words.append(_("playbook %(name)s") % {"name": rule.playbook.name})
    return " · ".join(words)


def limit_words(minutes: int | None) -> str:
    """ "4h 00m", or that there is no limit."""
    return _("no limit") if minutes is None else formats.duration(minutes)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A rule as it was or is: `sign` is "+", "−" or empty."""

    sign: str
    text: str

    @property
    def rule(self) -> str:
        """Its name: a changed rule is one rule, though two lines."""
        return self.text.partition(": ")[0]


def difference(before: Sequence[RoutingRule], after: Sequence[RoutingRule]) -> list[DiffLine]:
    """What changed between two versions, in their order; only what changed."""
    lines = difflib.ndiff(_lines(before), _lines(after))
    signs = {"+ ": "+", "- ": "−"}
    return [DiffLine(signs[one[:2]], one[2:]) for one in lines if one[:2] in signs]


def _lines(rules: Sequence[RoutingRule]) -> list[str]:
    return [f"{one.name}: {conditions_words(one)} → {outcome_words(one)}" for one in rules]


def _value(condition: RuleCondition) -> str:
    if condition.choices:
        fact = fact_of(condition.fact)
        known = dict(choices_of(fact)) if fact else {}
        return _(" or ").join(known.get(one, one) for one in condition.choices)
    if condition.place:
        return condition.place.name
    if condition.number is None:
        return ""
    fact = fact_of(condition.fact)
    if fact and fact.type == FactType.MONEY:
        return f"{condition.number:,.2f} {condition.currency}"
    return f"{condition.number.normalize():,f}"
