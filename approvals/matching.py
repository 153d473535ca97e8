"""Whether conditions hold: of one subject in Python, of many stored requests in one question.

What is not known holds every condition: what cannot be judged is asked, never waved through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from approvals.models import Condition, RequestFact
from approvals.subjects import Fact, SubjectKind

COLUMNS = {"money": "money", "whole": "whole", "choice": "text", "text": "text", "yes_no": "yes_no"}
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "over": lambda known, asked: bool(known > asked),
    "at_least": lambda known, asked: bool(known >= asked),
    "under": lambda known, asked: bool(known < asked),
    "at_most": lambda known, asked: bool(known <= asked),
    "is": lambda known, asked: bool(known == asked),
    "is_not": lambda known, asked: bool(known != asked),
}
LOOKUPS = {"over": "gt", "at_least": "gte", "under": "lt", "at_most": "lte"}


def holds(conditions: Iterable[Condition], facts: Mapping[str, Any]) -> bool:
    """Whether all conditions hold for the facts of one subject."""
    return all(_holds(condition, facts.get(condition.fact)) for condition in conditions)


def _holds(condition: Condition, known: Any) -> bool:
    return known is None or TESTS[condition.operator](known, condition.value)


def matching(conditions: Iterable[Condition]) -> Q:
    """The same over stored requests: none of their facts fails a condition."""
    q = Q()
    for condition in conditions:
        known = RequestFact.objects.filter(request=OuterRef("pk"), fact=condition.fact)
        q &= ~Q(
            Exists(known.filter(**{f"{condition.column}__isnull": False}).exclude(_met(condition)))
        )
    return q


def _met(condition: Condition) -> Q:
    lookup = LOOKUPS.get(condition.operator)
    if lookup:
        return Q(**{f"{condition.column}__{lookup}": condition.value})
    q = Q(**{condition.column: condition.value})
    return q if condition.operator == Condition.Operator.IS else ~q


def typed_facts(kind: SubjectKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The known facts in their types. An undeclared fact is a fault of the caller."""
    typed = {}
    for key, value in facts.items():
        fact = kind.fact(key)
        if fact is None:
            raise ValueError(f"{kind.key} declares no fact {key!r}.")
        if value is not None:
            typed[key] = _typed(fact, value)
    return typed


def _typed(fact: Fact, value: Any) -> Any:
    if fact.type == "money":
        return Decimal(value)
    if fact.type == "whole":
        return int(value)
    return bool(value) if fact.type == "yes_no" else str(value)[:120]
