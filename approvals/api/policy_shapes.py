"""Policies as they go in and out of the API: numbers and times as the editor has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.models import Condition, Policy, PolicyStep, PolicyVersion
from approvals.queries.choosing import version_conditions
from approvals.queries.effect import Effect
from workbench.api.people import ForPersonIn

Text = serializers.CharField
Whole = serializers.IntegerField
VERSION_STATUSES = PolicyVersion.Status.values
HOURS = "In business hours of the place, such as 4 or 0.5; empty: no limit."


class PolicyConditionShape(serializers.Serializer[Any]):
    fact = Text(max_length=40)
    operator = Text(max_length=10, help_text=f"One of: {', '.join(Condition.Operator.values)}.")
    value = Text(max_length=120, help_text="An amount, a whole number, yes or no, or a choice.")


class PolicyStepShape(serializers.Serializer[Any]):
    role = Text(max_length=40)
    place = Text(max_length=40, help_text="Which of the subject's places: a key of its kind.")
    quorum = Whole(min_value=1, max_value=9, required=False, default=1)
    due_hours = Text(max_length=12, required=False, allow_blank=True, default="", help_text=HOURS)
    escalate_role = Text(max_length=40, required=False, allow_blank=True, default="")
    escalate_hours = Text(
        max_length=12, required=False, allow_blank=True, default="", help_text=HOURS
    )
    conditions = PolicyConditionShape(many=True, required=False, default=list)


class PolicyDraftShape(serializers.Serializer[Any]):
    currency = Text(max_length=3, required=False, allow_blank=True, default="")
    confirm_limit = Text(
        max_length=20, required=False, allow_blank=True, default="", help_text="A decimal."
    )
    sample_percent = Whole(min_value=0, max_value=100, required=False, default=0)
    may_lower = serializers.BooleanField(required=False, default=True)
    conditions = PolicyConditionShape(many=True, max_length=20)  # type: ignore[call-arg]
    steps = PolicyStepShape(many=True, max_length=9)  # type: ignore[call-arg]


class PolicyDraftIn(ForPersonIn, PolicyDraftShape):
    """The whole draft: what is not said is not in it."""


class PolicyIn(ForPersonIn):
    kind = Text(max_length=80)
    name = Text(max_length=80)
    place = Text(
        max_length=40, required=False, allow_blank=True, default="", help_text="Empty: everywhere."
    )
    rank = Whole(min_value=1, max_value=999, required=False, default=100)


class PublishPolicyIn(ForPersonIn):
    note = Text(max_length=500)
    effective_from = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="Null: now."
    )


class RetirePolicyIn(ForPersonIn):
    reason = Text(max_length=500)


class PolicyVersionOut(PolicyDraftShape):
    number = Whole()
    status = serializers.ChoiceField(choices=VERSION_STATUSES)
    note = Text()
    effective_from = serializers.DateTimeField(allow_null=True)
    effective_until = serializers.DateTimeField(allow_null=True)
    version = Whole(help_text="Also the ETag: send it as If-Match when you change the draft.")


class PolicyOut(serializers.Serializer[Any]):
    number = Whole()
    kind = Text()
    name = Text()
    rank = Whole(help_text="The lowest that matches decides.")
    place = Text(allow_null=True, help_text="The code of the place it is for; null: everywhere.")
    in_force = Whole(allow_null=True, help_text="The number of the version in force.")
    draft = Whole(allow_null=True, help_text="The number of the draft.")
    versions = Whole(help_text="How many there are.")


class PoliciesOut(serializers.Serializer[Any]):
    results = PolicyOut(many=True)
    next = Text(allow_null=True)


class PolicyVersionsOut(serializers.Serializer[Any]):
    results = PolicyVersionOut(many=True)
    next = Text(allow_null=True)


class PolicyChangeOut(serializers.Serializer[Any]):
    before = Text(help_text="Who decided; empty: it passed by itself or by the usual role.")
    after = Text(help_text="Who would decide; empty: it would pass by itself.")
    count = Whole()
    moves = serializers.BooleanField()


class PolicyEffectOut(serializers.Serializer[Any]):
    total = Whole(help_text="Requests of the kind in the last 30 days.")
    asked = Whole(help_text="Of them asked of somebody by the draft.")
    passing = Whole(help_text="Of them passing by themselves.")
    moved = Whole(help_text="Of them decided by another policy than they were.")
    changes = PolicyChangeOut(many=True)
    examples = serializers.ListField(child=Text(), help_text="References in the client's places.")


def draft_of(content: Mapping[str, Any]) -> Draft:
    """The draft that was sent, as the editor hands it over."""
    return Draft(
        currency=content["currency"],
        confirm_limit=content["confirm_limit"],
        sample_percent=str(content["sample_percent"]),
        may_lower=content["may_lower"],
        conditions=_asked(content["conditions"]),
        steps=tuple(
            AskedStep(
                role=step["role"],
                place_key=step["place"],
                quorum=str(step["quorum"]),
                due_hours=step["due_hours"],
                escalate_role=step["escalate_role"],
                escalate_hours=step["escalate_hours"],
                conditions=_asked(step["conditions"]),
            )
            for step in content["steps"]
        ),
    )


def _asked(rows: Iterable[Mapping[str, str]]) -> tuple[AskedCondition, ...]:
    return tuple(AskedCondition(row["fact"], row["operator"], row["value"]) for row in rows)


def policy_out(policy: Policy, versions: list[PolicyVersion], live: int | None) -> dict[str, Any]:
    drafts = [row.number for row in versions if row.status == PolicyVersion.Status.DRAFT]
    return {
        "number": policy.pk,
        **{name: getattr(policy, name) for name in ("kind", "name", "rank")},
        "place": policy.place.code if policy.place else None,
        "in_force": live,
        "draft": drafts[0] if drafts else None,
        "versions": len(versions),
    }


def version_out(row: PolicyVersion) -> dict[str, Any]:
    """A version with its parts, in the very shape a draft is sent in."""
    return {
        "number": row.number,
        "status": row.status,
        "note": row.note,
        "effective_from": row.effective_from and row.effective_from.isoformat(),
        "effective_until": row.effective_until and row.effective_until.isoformat(),
        "version": row.version,
        "currency": row.currency,
        "confirm_limit": "" if row.confirm_limit is None else str(row.confirm_limit),
        "sample_percent": row.sample_percent,
        "may_lower": row.may_lower,
        "conditions": [_condition_out(one) for one in version_conditions(row)],
        "steps": [_step_out(step) for step in row.steps.all()],
    }


def _step_out(step: PolicyStep) -> dict[str, Any]:
    return {
        "role": step.role,
        "place": step.place_key,
        "quorum": step.quorum,
        "due_hours": _hours(step.due_minutes),
        "escalate_role": step.escalate_role,
        "escalate_hours": _hours(step.escalate_minutes) if step.escalate_role else "",
        "conditions": [_condition_out(one) for one in step.conditions.all()],
    }


def _condition_out(condition: Condition) -> dict[str, str]:
    value = condition.value
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return {"fact": condition.fact, "operator": condition.operator, "value": str(value)}


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else str((Decimal(minutes) / 60).quantize(Decimal("0.01")))


def effect_out(effect: Effect, seen: Iterable[str]) -> dict[str, Any]:
    names = ("total", "asked", "passing", "moved")
    return {
        **{name: getattr(effect, name) for name in names},
        "changes": [
            {"before": one.before, "after": one.after, "count": one.count, "moves": one.moves}
            for one in effect.changes
        ],
        "examples": list(seen),
    }
