"""What comes out of the API about queues and rules."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rest_framework import serializers

from exceptions.models import EscalationStep, Queue, RoutingRule, RuleCondition
from exceptions.rule_words import condition_words

Text = serializers.CharField
Whole = serializers.IntegerField


class ChainStepOut(serializers.Serializer[Any]):
    after_minutes = Whole(help_text="Open minutes after the clock was missed.")
    to = serializers.ChoiceField(choices=EscalationStep.To.values)
    by_email = serializers.BooleanField()


class QueueOut(serializers.Serializer[Any]):
    key = Text()
    version = Whole()
    name = Text()
    team = Text(allow_null=True, help_text="The code of the team; null: whoever may work there.")
    place = Text(allow_null=True, help_text="The code of the place it is kept to.")
    calendar = Text(allow_null=True, help_text="The name of the calendar; null: all hours.")
    time_zone = Text()
    warn_minutes = Whole()
    escalation = ChainStepOut(many=True)
    retired_at = serializers.DateTimeField(allow_null=True)


class QueuesOut(serializers.Serializer[Any]):
    results = QueueOut(many=True)
    next = Text(allow_null=True)


class ConditionOut(serializers.Serializer[Any]):
    fact = Text()
    operator = serializers.ChoiceField(choices=RuleCondition.Operator.values)
    choices = serializers.ListField(child=Text())
    number = Text(allow_null=True, help_text="A decimal.")
    currency = Text()
    place = Text(
        allow_null=True, help_text="The code of a place; null outside the client's places."
    )
    words = Text(help_text="The condition as staff read it.")


class RuleOut(serializers.Serializer[Any]):
    position = Whole()
    name = Text()
    conditions = ConditionOut(many=True)
    queue = Text(help_text="The key of the queue.")
    owner = serializers.ChoiceField(choices=RoutingRule.OwnerChoice.values)
    severity = Text(help_text="Empty: as the case was opened.")
    sla_minutes = Whole(allow_null=True)
    warn_minutes = Whole(allow_null=True)
    playbook = Text(allow_null=True)


class RulesOut(serializers.Serializer[Any]):
    version = Whole(
        allow_null=True, help_text="The number of the version; null while none decides."
    )
    effective_from = serializers.DateTimeField(allow_null=True)
    results = RuleOut(many=True)
    next = Text(allow_null=True)


def queue_out(queue: Queue) -> dict[str, Any]:
    return {
        "key": queue.key,
        "version": queue.version,
        "name": queue.name,
        "team": queue.team.code if queue.team else None,
        "place": queue.place.code if queue.place else None,
        "calendar": queue.calendar.name if queue.calendar else None,
        "time_zone": queue.time_zone,
        "warn_minutes": queue.warn_minutes,
        "escalation": [
            {"after_minutes": one.after_minutes, "to": one.to, "by_email": one.by_email}
            for one in queue.escalation.all()
        ],
        "retired_at": queue.retired_at,
    }


def rule_out(rule: RoutingRule, seen: Collection[int]) -> dict[str, Any]:
    """A rule; a place that is not among those seen is not named."""
    return {
        "position": rule.position,
        "name": rule.name,
        "conditions": [condition_out(one, seen) for one in rule.conditions.all()],
        "queue": rule.queue.key,
        "owner": rule.owner_choice,
        "severity": rule.severity,
        "sla_minutes": rule.sla_minutes,
        "warn_minutes": rule.warn_minutes,
        "playbook": rule.playbook.key if rule.playbook else None,
    }


def condition_out(condition: RuleCondition, seen: Collection[int]) -> dict[str, Any]:
    hidden = condition.place_id is not None and condition.place_id not in seen
    number = condition.number
    return {
        "fact": condition.fact,
        "operator": condition.operator,
        "choices": condition.choices,
        "number": None if number is None else str(number),
        "currency": condition.currency,
        "place": condition.place.code if condition.place and not hidden else None,
        "words": "" if hidden else condition_words(condition),
    }
