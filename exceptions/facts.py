"""What routing rules may ask about a case. The desk knows the first nine; other apps add theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exceptions.kinds import known_kinds
from exceptions.models.rules import RoutingRule, RuleCondition

Operator = RuleCondition.Operator


class FactType(StrEnum):
    CHOICE = "choice"
    TEXT = "text"
    PLACE = "place"
    NUMBER = "number"
    MONEY = "money"


# What may be asked of each type, in the order of the form.
OPERATORS: dict[FactType, tuple[Operator, ...]] = {
    FactType.CHOICE: (Operator.IS, Operator.IS_NOT),
    FactType.TEXT: (Operator.IS, Operator.IS_NOT, Operator.KNOWN, Operator.UNKNOWN),
    FactType.PLACE: (
        Operator.WITHIN,
        Operator.NOT_WITHIN,
        Operator.KNOWN,
        Operator.UNKNOWN,
    ),
    FactType.NUMBER: (
        Operator.OVER,
        Operator.AT_LEAST,
        Operator.UNDER,
        Operator.KNOWN,
        Operator.UNKNOWN,
    ),
    FactType.MONEY: (
        Operator.OVER,
        Operator.AT_LEAST,
        Operator.UNDER,
        Operator.KNOWN,
        Operator.UNKNOWN,
    ),
}


class Asked(NamedTuple):
    """A case as a rule sees it: what was known when it was opened, or what somebody typed."""

    kind: str
    severity: str = "normal"
    place_id: int | None = None
    path: str = ""
    subject_type: str = ""
    subject_id: str = ""
    units: int | None = None
    value: Decimal | None = None
    currency: str = ""
    channel: str = ""
    occurrences: int = 1
    age_minutes: int = 0


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One thing a condition may ask. `read` answers for many cases at once, in their order:
    a text, a path of places, a number, or (amount, currency); None when it is not known."""

    key: str
    label: str | Promise
    type: FactType
    read: Callable[[Sequence[Asked]], Sequence[Any]]
    choices: Callable[[], Sequence[tuple[str, str | Promise]]] | None = None


_facts: dict[str, CaseFact] = {}


def register_fact(fact: CaseFact) -> None:
    """Add a fact; a second of the same key takes its place."""
    _facts[fact.key] = fact


def fact_of(key: str) -> CaseFact | None:
    """The fact of a key; None when its app is not there any more."""
    return _facts.get(key)


def known_facts() -> list[CaseFact]:
    """Every fact, the desk's own first."""
    return list(_facts.values())


def choices_of(fact: CaseFact) -> list[tuple[str, str]]:
    """What may be chosen for it, in words."""
    return [(key, str(label)) for key, label in (fact.choices() if fact.choices else ())]


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes by the wall clock; zero when they are swapped."""
    return max(0, int((end - start).total_seconds() // 60))


def _severities() -> list[tuple[str, str | Promise]]:
    return [(value, label) for value, label in RoutingRule.Severity.choices if value]


def _money(asked: Asked) -> tuple[Decimal, str] | None:
    return None if asked.value is None else (asked.value, asked.currency)


OWN = (
    CaseFact(
        "kind",
        _("Kind"),
        FactType.CHOICE,
        lambda rows: [row.kind for row in rows],
        known_kinds,
    ),
    CaseFact(
        "severity",
        _("Severity when opened"),
        FactType.CHOICE,
        lambda rows: [row.severity for row in rows],
        _severities,
    ),
    CaseFact("place", _("Place"), FactType.PLACE, lambda rows: [row.path or None for row in rows]),
    CaseFact("value", _("Value"), FactType.MONEY, lambda rows: [_money(row) for row in rows]),
    CaseFact("units", _("Units"), FactType.NUMBER, lambda rows: [row.units for row in rows]),
    CaseFact(
        "channel", _("Channel"), FactType.TEXT, lambda rows: [row.channel or None for row in rows]
    ),
    CaseFact(
        "occurrences", _("Times seen"), FactType.NUMBER, lambda rows: [r.occurrences for r in rows]
    ),
    CaseFact(
        "age", _("Age in minutes"), FactType.NUMBER, lambda rows: [row.age_minutes for row in rows]
    ),
)
for fact in OWN:
    register_fact(fact)
