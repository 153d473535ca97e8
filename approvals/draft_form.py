"""The editor of a draft: rows of a form, with a few empty ones to fill, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.errors import ConditionMalformed, CurrencyMissing, SettingMalformed, StepMalformed
from approvals.models import Condition, PolicyVersion
from approvals.queries.choosing import version_conditions, with_parts
from approvals.queries.people import deciding_roles
from approvals.subjects import Fact, SubjectKind, subject_kind
from kernel.errors import DomainError
from workbench.conflicts import said

CONDITIONS, STEPS = 6, 4
ROW = re.compile(r"[cs]\d+-")


def editor(version: PolicyVersion, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the editor shows: the draft as it is kept, or as it was typed."""
    kind = subject_kind(version.policy.kind)
    shown = with_parts(PolicyVersion.objects.filter(pk=version.pk)).get()
    values = dict(typed.items()) if typed is not None else _kept(shown)
    return {
        "draft": shown,
        "policy": shown.policy,
        "first": not shown.policy.versions.exclude(pk=shown.pk).exists(),
        "kind_label": kind.label,
        "version": values.get("version", str(shown.version)),
        "values": values,
        "facts": [(fact.key, fact.label) for fact in kind.facts],
        "operators": Condition.Operator.choices,
        "hints": _hints(kind),
        "roles": [(role, capfirst(role)) for role in deciding_roles()],
        "places": [(key, capfirst(str(label))) for key, label in kind.place_keys],
        "conditions": [_names(f"c{n}", values) for n in range(CONDITIONS)],
        "steps": [{**_names(f"s{n}", values), "number": n + 1} for n in range(STEPS)],
    }


PARTS = ("fact", "op", "value", "role", "place", "quorum", "due", "up", "after")


def _names(prefix: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The fields of one row: name and value by part."""
    return {
        part: {"name": f"{prefix}-{part}", "value": values.get(f"{prefix}-{part}", "")}
        for part in PARTS
    }


def differences(version: PolicyVersion, typed: Mapping[str, str]) -> list[str]:
    """What was typed and says something else than the draft that is kept now."""
    kept = _kept(with_parts(PolicyVersion.objects.filter(pk=version.pk)).get())
    names = dict.fromkeys(name for name in [*kept, *typed] if _label(name))
    pairs = [(name, typed.get(name, "").strip(), kept.get(name, "")) for name in names]
    return [said(_label(name), mine, now) for name, mine, now in pairs if mine != now]


def _label(name: str) -> str:
    """What a field of the editor is called; "" for what nobody types."""
    settings = {
        "currency": _("Currency of the amounts"),
        "confirm_limit": _("Ask once more over"),
        "sample_percent": _("Percent to review of what passes by itself"),
        "may_lower": _("Approvers may lower quantities"),
    }
    parts = {
        "fact": _("fact"),
        "op": _("compared"),
        "value": _("value"),
        "role": _("who decides"),
        "place": _("place"),
        "quorum": _("how many people"),
        "due": _("hours to decide"),
        "up": _("escalate to"),
        "after": _("hours after that"),
    }
    row, _dash, part = name.partition("-")
    if name in settings or part not in parts or not row[1:].isdecimal():
        return settings.get(name, "")
    number = {"n": int(row[1:]) + 1, "part": parts[part]}
    return (_("Step %(n)d, %(part)s") if row[0] == "s" else _("Condition %(n)d, %(part)s")) % number


def _hints(kind: SubjectKind) -> list[str]:
    """What a value may be, for people who type."""
    known = {fact.label: _known(fact) for fact in kind.facts}
    return [
        _("%(fact)s: %(known)s") % {"fact": label, "known": words}
        for label, words in known.items()
        if words
    ]


def _known(fact: Fact) -> str:
    if fact.type == "yes_no":
        return _("yes, no")
    return (
        ", ".join(str(label) for _value, label in fact.options()) if fact.type == "choice" else ""
    )


def _kept(version: PolicyVersion) -> dict[str, str]:
    """The draft as the fields of its form."""
    values = {
        "version": str(version.version),
        "currency": version.currency or _currency_of(version),
        "confirm_limit": _amount(version.confirm_limit),
        "sample_percent": str(version.sample_percent),
        "may_lower": "on" if version.may_lower else "",
    }
    for number, condition in enumerate(version_conditions(version)):
        values |= _condition(f"c{number}", condition)
    for number, step in enumerate(version.steps.all()):
        prefix = f"s{number}"
        values |= {
            f"{prefix}-role": step.role,
            f"{prefix}-place": step.place_key,
            f"{prefix}-quorum": str(step.quorum),
            f"{prefix}-due": _hours(step.due_minutes),
            f"{prefix}-up": step.escalate_role,
            f"{prefix}-after": _hours(step.escalate_minutes) if step.escalate_role else "",
        }
        for condition in step.conditions.all()[:1]:
            values |= _condition(prefix, condition)
    return values


def _currency_of(version: PolicyVersion) -> str:
    return version.policy.place.currency if version.policy.place else ""


def _condition(prefix: str, condition: Condition) -> dict[str, str]:
    value: Any = condition.value
    if isinstance(value, bool):
        value = "yes" if value else "no"
    shown = _amount(value) if isinstance(value, Decimal) else str(value)
    return {
        f"{prefix}-fact": condition.fact,
        f"{prefix}-op": condition.operator,
        f"{prefix}-value": shown,
    }


def _amount(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes / 60:g}"


def fields_of(errors: Sequence[DomainError]) -> list[tuple[DomainError, str]]:
    """What a draft is refused for, each with the id of the field that mends it."""
    return [(error, _field_of(error)) for error in errors]


def _field_of(error: DomainError) -> str:
    if isinstance(error, CurrencyMissing):
        return "currency"
    if isinstance(error, SettingMalformed):
        return str(error.facts["setting"])
    row = error.facts.get("number", 1) - 1
    if isinstance(error, ConditionMalformed):
        return f"c{row}-fact"
    return f"s{row}-role" if isinstance(error, StepMalformed) else ""


def closed_up(data: Mapping[str, str], version: PolicyVersion) -> dict[str, str]:
    """The form with its used rows first, so that a row has the number it is refused with. A condition
    is used where a fact or a value is given, a step where anything is; a step of the draft that nobody
    decides any more, and that is else as it was, is taken away."""
    typed = {name: value for name, value in data.items() if not ROW.match(name)}
    kept = _kept(with_parts(PolicyVersion.objects.filter(pk=version.pk)).get())
    known = [_of_step(kept, f"s{n}") for n in range(STEPS)]
    used = {
        "c": [n for n in range(CONDITIONS) if _is_asked(data, f"c{n}")],
        "s": [n for n in range(STEPS) if _is_used(data, f"s{n}", known)],
    }
    for letter, rows in used.items():
        for n, row in enumerate(rows):
            named = {f"{letter}{n}-{part}": data.get(f"{letter}{row}-{part}", "") for part in PARTS}
            typed |= {name: value for name, value in named.items() if value}
    return typed


def _is_used(data: Mapping[str, str], prefix: str, known: Sequence[list[str]]) -> bool:
    rest = _of_step(data, prefix)
    return bool(data.get(f"{prefix}-role")) or (any(rest) and rest not in known)


def _of_step(data: Mapping[str, str], prefix: str) -> list[str]:
    """What a step says besides who decides it and where; one person decides it if nothing is said."""
    said = [data.get(f"{prefix}-{part}", "").strip() for part in ("due", "up", "after")]
    quorum = data.get(f"{prefix}-quorum", "").strip()
    condition = (
        _condition_in(data, prefix) if _is_asked(data, prefix) else AskedCondition("", "", "")
    )
    asked = [condition.fact, condition.operator, condition.value.strip()]
    return [*said, "" if quorum == "1" else quorum, *asked]


def drafted(data: Mapping[str, str]) -> Draft:
    """A draft from its form, closed up; rows left empty are left out."""
    return Draft(
        currency=data.get("currency", ""),
        confirm_limit=data.get("confirm_limit", ""),
        sample_percent=data.get("sample_percent", "0") or "0",
        may_lower="may_lower" in data and data["may_lower"] != "",
        conditions=tuple(
            _condition_in(data, f"c{n}") for n in range(CONDITIONS) if _is_asked(data, f"c{n}")
        ),
        steps=tuple(_step_in(data, f"s{n}") for n in range(STEPS) if _is_step(data, f"s{n}")),
    )


def _is_step(data: Mapping[str, str], prefix: str) -> bool:
    return bool(data.get(f"{prefix}-role")) or any(_of_step(data, prefix))


def _is_asked(data: Mapping[str, str], prefix: str) -> bool:
    return any(data.get(f"{prefix}-{part}", "").strip() for part in ("fact", "value"))


def _condition_in(data: Mapping[str, str], prefix: str) -> AskedCondition:
    return AskedCondition(
        data.get(f"{prefix}-fact", ""),
        data.get(f"{prefix}-op", ""),
        data.get(f"{prefix}-value", ""),
    )


def _step_in(data: Mapping[str, str], prefix: str) -> AskedStep:
    own = (_condition_in(data, prefix),) if _is_asked(data, prefix) else ()
    return AskedStep(
        role=data.get(f"{prefix}-role", ""),
        place_key=data.get(f"{prefix}-place", ""),
        quorum=data.get(f"{prefix}-quorum", "") or "1",
        due_hours=data.get(f"{prefix}-due", ""),
        escalate_role=data.get(f"{prefix}-up", ""),
        escalate_hours=data.get(f"{prefix}-after", ""),
        conditions=own,
    )
