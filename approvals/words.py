"""Conditions and amounts in the words people read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Condition
from approvals.subjects import Fact, SubjectKind
from kernel.plain import spoken
from workbench import formats


def condition_words(kind: SubjectKind, condition: Condition, currency: str = "") -> str:
    """One condition: "Value over £1,500"."""
    fact = kind.fact(condition.fact)
    if isinstance(condition.value, bool):
        return _truth_words(str(fact.label) if fact else spoken(condition.fact), condition)
    facts = {
        "fact": str(fact.label) if fact else spoken(condition.fact),
        "operator": condition.get_operator_display(),
        "value": value_words(fact, condition.value, currency),
    }
    return _("%(fact)s %(operator)s %(value)s") % facts


def _truth_words(label: str, condition: Condition) -> str:
    """Something that is so or not: "above the limit of its reason", "not above …"."""
    so = condition.value is (condition.operator == Condition.Operator.IS)
    return label if so else _("not %(fact)s") % {"fact": label}


def conditions_words(kind: SubjectKind, conditions: Iterable[Condition], currency: str = "") -> str:
    return ", ".join(condition_words(kind, one, currency) for one in conditions)


def value_words(fact: Fact | None, value: Any, currency: str = "") -> str:
    """A fact's value: money with its currency, a choice by its word."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if fact and fact.type == "money":
        return formats.money(value, currency, pence=value != int(value))
    if fact and fact.type == "choice":
        return str(dict(fact.options()).get(value, value))
    return formats.quantity(value) if isinstance(value, int) else str(value)
