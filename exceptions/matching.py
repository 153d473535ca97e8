"""The first rule whose conditions all hold. Pure once the rules and the facts are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exceptions.facts import Asked, fact_of
from exceptions.models import RoutingRule, RuleCondition, RuleSet

Operator = RuleCondition.Operator
Test = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Rules:
    """One version, read once: a case is routed whole by it, whatever is published meanwhile."""

    rule_set: RuleSet
    ordered: tuple[RoutingRule, ...]
    tests: tuple[tuple[tuple[str, Test], ...], ...]

    @property
    def facts(self) -> set[str]:
        return {fact for rule in self.tests for fact, _test in rule}

    def take(self, asked: Sequence[Asked]) -> list[RoutingRule | None]:
        """The rule that takes each case; None only in a draft whose last rule does not take all."""
        known = {key: _read(key, asked) for key in self.facts}
        return [self._first(known, number) for number in range(len(asked))]

    def read(self, key: str, asked: Asked) -> Any:
        """One fact of one case."""
        return _read(key, [asked])[0]

    def _first(self, known: dict[str, Sequence[Any]], number: int) -> RoutingRule | None:
        for rule, tests in zip(self.ordered, self.tests, strict=True):
            if all(test(known[fact][number]) for fact, test in tests):
                return rule
        return None


def rules_of(rule_set: RuleSet) -> Rules:
    """A version with its rules and conditions, in two queries."""
    ordered = tuple(
        RoutingRule.objects.filter(rule_set=rule_set)
        .order_by("position")
        .select_related("queue__calendar", "playbook")
        .prefetch_related("conditions__place")
    )
    tests = tuple(
        tuple((one.fact, _test(one)) for one in rule.conditions.all()) for rule in ordered
    )
    return Rules(rule_set, ordered, tests)


def _read(key: str, asked: Sequence[Asked]) -> Sequence[Any]:
    """An app that is gone knows nothing of any case: its conditions hold for none."""
    fact = fact_of(key)
    return fact.read(asked) if fact else [None] * len(asked)


def _test(condition: RuleCondition) -> Test:
    operator = Operator(condition.operator)
    if operator == Operator.KNOWN:
        return lambda value: value is not None
    if operator == Operator.UNKNOWN:
        return lambda value: value is None
    if operator in {Operator.IS, Operator.IS_NOT}:
        return _choice(frozenset(condition.choices), wanted=operator == Operator.IS)
    if operator in {Operator.WITHIN, Operator.NOT_WITHIN}:
        path = condition.place.path if condition.place else "/"
        return _within(path, wanted=operator == Operator.WITHIN)
    return _compare(operator, condition.number or Decimal(0), condition.currency)


def _choice(choices: frozenset[str], *, wanted: bool) -> Test:
    return lambda value: (value in choices) is wanted


def _within(path: str, *, wanted: bool) -> Test:
    return lambda value: (value is not None and value.startswith(path)) is wanted


def _compare(operator: Operator, limit: Decimal, currency: str) -> Test:
    """What is not known, or is money of another currency, is neither over nor under."""

    def holds(value: Any) -> bool:
        amount = value
        if isinstance(value, tuple):
            amount = value[0] if value[1] == currency else None
        if amount is None:
            return False
        if operator == Operator.OVER:
            return bool(amount > limit)
        return bool(amount >= limit) if operator == Operator.AT_LEAST else bool(amount < limit)

    return holds
