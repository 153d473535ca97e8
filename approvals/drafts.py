"""What a draft says, as it was typed: read into typed rows, or refused with the place named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from approvals.errors import (
    ConditionMalformed,
    CurrencyMissing,
    SettingMalformed,
    StepMalformed,
)
from approvals.matching import COLUMNS
from approvals.models import Condition
from approvals.queries.people import deciding_roles
from approvals.subjects import Fact, SubjectKind
from kernel.errors import RuleViolation

Operator = Condition.Operator
ORDERED = {Operator.OVER, Operator.AT_LEAST, Operator.UNDER, Operator.AT_MOST}
YES_NO = {"yes": True, "no": False}
MOST_MINUTES = 60 * 24 * 60
MOST_MONEY = Decimal("999999999999.99")


@dataclass(frozen=True, slots=True)
class AskedCondition:
    fact: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class AskedStep:
    role: str
    place_key: str
    quorum: str = "1"
    # In hours, as people say them.
    due_hours: str = ""
    escalate_role: str = ""
    escalate_hours: str = ""
    conditions: tuple[AskedCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    currency: str = ""
    confirm_limit: str = ""
    sample_percent: str = "0"
    may_lower: bool = True
    conditions: tuple[AskedCondition, ...] = ()
    steps: tuple[AskedStep, ...] = field(default_factory=tuple)


def read_settings(draft: Draft, kind: SubjectKind) -> dict[str, Any]:
    """Raises, in this order: SettingMalformed, CurrencyMissing."""
    for mistake in _wrong_settings(draft, kind):
        raise mistake
    return {
        "currency": draft.currency.strip().upper(),
        "confirm_limit": _amount(draft.confirm_limit),
        "sample_percent": _whole(draft.sample_percent),
        "may_lower": draft.may_lower,
    }


def _wrong_settings(draft: Draft, kind: SubjectKind) -> Iterator[RuleViolation]:
    limit, percent = _amount(draft.confirm_limit), _whole(draft.sample_percent)
    currency = draft.currency.strip()
    if draft.confirm_limit.strip() and limit is None:
        reason = _("the confirm limit is an amount, such as 5,000.")
        yield SettingMalformed(setting="confirm_limit", reason=reason)
    if percent is None or percent > 100:
        reason = _("the share to review is a whole number from 0 to 100.")
        yield SettingMalformed(setting="sample_percent", reason=reason)
    if currency and (len(currency) != 3 or not currency.isalpha()):
        reason = _("a currency is three letters, such as GBP.")
        yield SettingMalformed(setting="currency", reason=reason)
    if not currency and (limit is not None or _names_money(draft, kind)):
        yield CurrencyMissing()


def _names_money(draft: Draft, kind: SubjectKind) -> bool:
    every = [*draft.conditions, *(one for step in draft.steps for one in step.conditions)]
    facts = (kind.fact(condition.fact) for condition in every)
    return any(fact is not None and fact.type == "money" for fact in facts)


def mistakes_of(draft: Draft, kind: SubjectKind) -> list[RuleViolation]:
    """Everything a draft would be refused for, in the order of its form."""
    found = []
    for read in _readings(draft, kind):
        try:
            read()
        except RuleViolation as error:
            found.append(error)
    return [*found, *_wrong_settings(draft, kind)]


def _readings(draft: Draft, kind: SubjectKind) -> Iterator[Callable[[], object]]:
    for number, condition in enumerate(draft.conditions, 1):
        yield partial(_read_condition, condition, kind, number=number)
    for number, step in enumerate(draft.steps, 1):
        yield partial(read_step, step, kind, number=number)
        yield partial(read_conditions, step.conditions, kind, of_step=number)


def read_conditions(
    asked: Sequence[AskedCondition], kind: SubjectKind, *, of_step: int | None = None
) -> list[dict[str, Any]]:
    """The conditions as columns. Raises ConditionMalformed, of a step StepMalformed."""
    numbered = enumerate(asked, 1)
    return [_read_condition(one, kind, number=number, of_step=of_step) for number, one in numbered]


def _read_condition(
    condition: AskedCondition, kind: SubjectKind, *, number: int, of_step: int | None = None
) -> dict[str, Any]:
    fact = kind.fact(condition.fact)
    reason = _("choose a fact, or clear its value.") if fact is None else _fault(fact, condition)
    if reason and of_step is None:
        raise ConditionMalformed(number=number, reason=reason)
    if reason:
        raise StepMalformed(number=of_step, reason=reason)
    assert fact is not None  # noqa: S101 - no reason
    return {
        "position": number,
        "fact": fact.key,
        "operator": condition.operator,
        COLUMNS[fact.type]: _value(fact, condition.value),
    }


def _fault(fact: Fact, condition: AskedCondition) -> str:
    """What is wrong with a condition; "" when nothing is."""
    ordered = fact.type in {"money", "whole"}
    if condition.operator not in Operator.values or (not ordered and condition.operator in ORDERED):
        return _("“%(fact)s” can only be compared by “is” and “is not”.") % {"fact": fact.label}
    if _value(fact, condition.value) is not None:
        return ""
    if fact.type == "choice":
        known = ", ".join(str(label) for _value_, label in fact.options())
        return _("“%(fact)s” is one of: %(known)s.") % {"fact": fact.label, "known": known}
    if fact.type == "yes_no":
        return _("“%(fact)s” is yes or no.") % {"fact": fact.label}
    return _("“%(fact)s” needs a number, such as 1,500.") % {"fact": fact.label}


def _value(fact: Fact, text: str) -> Any:
    """The typed value, or None when it is none of that type."""
    text = text.strip()
    if fact.type == "money":
        return _amount(text)
    if fact.type == "whole":
        return _whole(text)
    if fact.type == "yes_no":
        return YES_NO.get(text.lower())
    if fact.type == "choice":
        by_word = {str(label).lower(): value for value, label in fact.options()}
        known = {value for value, _label in fact.options()}
        return text if text in known else by_word.get(text.lower())
    return text[:120] or None


# 1,500 and 1,500.50 as English writes them; 0,5 and 999,99 as others write a fraction.
GROUPED = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
PLAIN = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)


def _amount(text: str) -> Decimal | None:
    written = text.strip().lstrip("£€$")
    if GROUPED.fullmatch(written):
        written = written.replace(",", "")
    elif not PLAIN.fullmatch(written):
        return None
    amount = Decimal(written.replace(",", "."))
    return amount.quantize(Decimal("0.01")) if abs(amount) <= MOST_MONEY else None


def _whole(text: str) -> int | None:
    amount = _amount(text)
    return int(amount) if amount is not None and amount >= 0 and amount == int(amount) else None


def _minutes(text: str) -> int | None:
    amount = _amount(text)
    minutes = None if amount is None else int(amount * 60)
    return minutes if minutes is not None and 0 <= minutes <= MOST_MINUTES else None


def read_step(step: AskedStep, kind: SubjectKind, *, number: int) -> dict[str, Any]:
    """The columns of a step, without its conditions. Raises StepMalformed."""
    quorum = _whole(step.quorum)
    due, after = _minutes(step.due_hours), _minutes(step.escalate_hours)
    reason = ""
    if step.role not in deciding_roles():
        missing = _("choose who decides, or clear the rest of the step.")
        reason = _("choose a role that decides.") if step.role else missing
    elif step.place_key not in dict(kind.place_keys):
        reason = _("choose one of the places.")
    elif not quorum or quorum > 9:
        reason = _("between 1 and 9 people decide.")
    elif step.due_hours.strip() and not due:
        reason = _("the time to decide is in hours, such as 4 or 0.5.")
    elif step.escalate_role and step.escalate_role not in deciding_roles():
        reason = _("escalate to a role that decides.")
    elif step.escalate_hours.strip() and after is None:
        reason = _("the time until it is escalated is in hours.")
    if reason:
        raise StepMalformed(number=number, reason=reason)
    return {
        "position": number,
        "role": step.role,
        "place_key": step.place_key,
        "quorum": quorum,
        "due_minutes": due,
        "escalate_role": step.escalate_role,
        "escalate_minutes": after or 0,
    }
