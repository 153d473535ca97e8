"""How the desk is set up, as it goes in and out of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.authentication import ClientPrincipal
from accounts.models import Calendar, Place, Team
from accounts.models.place import in_networks_of
from exceptions.api.routing_shapes import RuleOut
from exceptions.dry_run import DryRun
from exceptions.models import (
    EscalationStep,
    HandoverNote,
    Playbook,
    PlaybookStep,
    Queue,
    ResolutionCode,
    RoutingRule,
    RuleCondition,
    RuleSet,
)
from exceptions.queue_policies import ChainStep, CodeContent, QueueContent
from exceptions.routing_errors import PlaybookUnknown, QueueUnknown
from exceptions.rule_merge import KEEPS
from exceptions.rule_policies import ConditionContent, RuleContent
from exceptions.services.playbooks import StepContent
from workbench.api.people import ForPersonIn, person_named, place_named

Text, Whole = serializers.CharField, serializers.IntegerField
MOST_MINUTES = 525_600


class ConditionIn(serializers.Serializer[Any]):
    fact = Text(max_length=40)
    operator = serializers.ChoiceField(choices=RuleCondition.Operator.values)
    choices = serializers.ListField(
        child=Text(max_length=80), required=False, default=list, max_length=50
    )
    number = serializers.DecimalField(
        max_digits=16, decimal_places=2, required=False, allow_null=True, default=None
    )
    currency = Text(max_length=3, required=False, allow_blank=True, default="")
    place = Text(max_length=40, required=False, allow_null=True, default=None)


class RuleIn(ForPersonIn):
    name = Text(max_length=120)
    conditions = ConditionIn(many=True, required=False, default=list)
    queue = Text(max_length=40, help_text="The key of the queue.")
    owner = serializers.ChoiceField(
        choices=RoutingRule.OwnerChoice.values,
        required=False,
        default=RoutingRule.OwnerChoice.NOBODY.value,
    )
    severity = Text(
        max_length=6, required=False, allow_blank=True, default="", help_text="Empty: as opened."
    )
    sla_minutes = Whole(
        min_value=1, max_value=MOST_MINUTES, required=False, allow_null=True, default=None
    )
    warn_minutes = Whole(
        min_value=0, max_value=MOST_MINUTES, required=False, allow_null=True, default=None
    )
    playbook = Text(max_length=40, required=False, allow_null=True, default=None)


class NewRuleIn(RuleIn):
    position = Whole(min_value=1, max_value=10_000, required=False, default=1)


class MoveRuleIn(ForPersonIn):
    position = Whole(min_value=1, max_value=10_000)


class PublishRulesIn(ForPersonIn):
    note = Text(max_length=500)
    effective_from = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="Null: now."
    )


class KeepRulesIn(ForPersonIn):
    keep = serializers.DictField(
        child=serializers.ChoiceField(choices=KEEPS),
        required=False,
        default=dict,
        help_text="What both changed: rule-<its line>, or order. Without, a clash is refused and named.",
    )


class DraftedRuleOut(RuleOut):
    number = Whole(help_text="As in the address of the rule.")
    line = Whole(help_text="The same in every version that has this rule.")


class RuleVersionOut(serializers.Serializer[Any]):
    number = Whole()
    version = Whole(help_text="Also the ETag: send it as If-Match when you change a draft.")
    status = Text(help_text=f"One of: {', '.join(RuleSet.Status.values)}.")
    note = Text()
    based_on = Whole(allow_null=True)
    created_at = serializers.DateTimeField()
    effective_from = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)


class RuleVersionWholeOut(RuleVersionOut):
    rules = DraftedRuleOut(many=True)


class RuleVersionsOut(serializers.Serializer[Any]):
    results = RuleVersionOut(many=True)
    next = Text(allow_null=True)


class MovedCaseOut(serializers.Serializer[Any]):
    reference = Text()
    before = Text(allow_null=True, help_text="The name of the rule that takes it now.")
    after = Text(allow_null=True, help_text="The name of the draft's rule.")


class RulesDryRunOut(serializers.Serializer[Any]):
    looked_at = Whole(help_text="Cases of the last 30 days in the client's places.")
    whole = serializers.BooleanField(help_text="Whether these were all of them.")
    moved = Whole()
    untaken = Whole(help_text="Taken by no rule of the draft.")
    rows = MovedCaseOut(many=True, help_text="The newest of those that move.")


class PlaybookStepShape(serializers.Serializer[Any]):
    number = Whole(required=False, allow_null=True, help_text="Of a step there is; null: new.")
    title = Text(max_length=120)
    detail = Text(max_length=500, required=False, allow_blank=True, default="")
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]  # collected
    evidence = Text(
        max_length=10, required=False, allow_blank=True, default="",
        help_text="note, attachment or value; empty: nothing.",
    )  # fmt: skip
    action = Text(
        max_length=60, required=False, allow_blank=True, default="",
        help_text="The command it runs; empty: done by hand.",
    )  # fmt: skip

    def validate_evidence(self, value: str) -> str:
        if value not in PlaybookStep.Evidence.values:
            raise serializers.ValidationError("This is note, attachment, value or empty.")
        return value


class PlaybookChangeIn(ForPersonIn):
    name = Text(max_length=80)
    steps = PlaybookStepShape(many=True, max_length=40)  # type: ignore[call-arg]


class PlaybookIn(PlaybookChangeIn):
    key = serializers.SlugField(max_length=40)


class PlaybookOut(serializers.Serializer[Any]):
    key = Text()
    version = Whole()
    name = Text()
    steps = PlaybookStepShape(many=True)


class PlaybooksOut(serializers.Serializer[Any]):
    results = PlaybookOut(many=True)
    next = Text(allow_null=True)


class CodeChangeIn(ForPersonIn):
    label = Text(max_length=80)  # type: ignore[assignment]  # collected likewise
    kinds = serializers.ListField(
        child=Text(max_length=60), required=False, default=list, help_text="Empty: of every kind."
    )
    position = Whole(min_value=1, max_value=32_000, required=False, default=100)
    note_required = serializers.BooleanField(default=False)


class CodeIn(CodeChangeIn):
    key = serializers.SlugField(max_length=40)


class CodeOut(serializers.Serializer[Any]):
    key = Text()
    version = Whole()
    label = Text()  # type: ignore[assignment]  # collected likewise
    kinds = serializers.ListField(child=Text())
    position = Whole()
    note_required = serializers.BooleanField()
    retired_at = serializers.DateTimeField(allow_null=True)


class CodesOut(serializers.Serializer[Any]):
    results = CodeOut(many=True)
    next = Text(allow_null=True)


class ChainStepIn(serializers.Serializer[Any]):
    to = serializers.ChoiceField(choices=EscalationStep.To.values)
    after_minutes = Whole(min_value=0, max_value=MOST_MINUTES, required=False, default=0)
    person = serializers.EmailField(required=False, allow_null=True, default=None)
    by_email = serializers.BooleanField(default=False)
    address = Text(max_length=300, required=False, allow_blank=True, default="")


class QueueChangeIn(ForPersonIn):
    """The whole queue: what is not said is not kept."""

    name = Text(max_length=80)
    team = Text(max_length=40, required=False, allow_null=True, default=None)
    place = Text(max_length=40, required=False, allow_null=True, default=None)
    calendar = Text(max_length=80, required=False, allow_null=True, default=None)
    time_zone = Text(max_length=64, required=False, default="Europe/London")
    warn_minutes = Whole(min_value=0, max_value=MOST_MINUTES, required=False, default=30)
    escalation = ChainStepIn(many=True, required=False, default=list)


class QueueIn(QueueChangeIn):
    key = serializers.SlugField(max_length=40)


class HandoverIn(ForPersonIn):
    text = Text(max_length=1000)


class HandoverOut(serializers.Serializer[Any]):
    queue = Text()
    text = Text()
    written_by = Text(
        allow_null=True, help_text="The person's name; null of a network the client does not see."
    )
    written_at = serializers.DateTimeField()


class HandoversOut(serializers.Serializer[Any]):
    results = HandoverOut(many=True)
    next = Text(allow_null=True)


def rule_content(told: Mapping[str, Any], principal: ClientPrincipal) -> RuleContent:
    """Refuses QueueUnknown, PlaybookUnknown."""
    queue = Queue.objects.visible_to(principal).in_use().filter(key=told["queue"]).first()
    if queue is None:
        raise QueueUnknown
    playbook = Playbook.objects.filter(key=told["playbook"]).first() if told["playbook"] else None
    if told["playbook"] and playbook is None:
        raise PlaybookUnknown
    if told["severity"] not in RoutingRule.Severity.values:
        raise ValidationError({"severity": ["There is no such severity."]})
    return RuleContent(
        name=told["name"],
        queue_id=queue.pk,
        owner_choice=told["owner"],
        severity=told["severity"],
        sla_minutes=told["sla_minutes"],
        warn_minutes=told["warn_minutes"],
        playbook_id=playbook.pk if playbook else None,
        conditions=tuple(_condition(one, principal) for one in told["conditions"]),
    )


def _condition(told: Mapping[str, Any], principal: ClientPrincipal) -> ConditionContent:
    return ConditionContent(
        fact=told["fact"],
        operator=told["operator"],
        choices=tuple(told["choices"]),
        number=told["number"],
        currency=told["currency"],
        place=place_named(told["place"], principal),
    )


def _person_id(email: str | None, principal: ClientPrincipal) -> int | None:
    return person_named(email, principal).pk if email else None


def queue_content(told: Mapping[str, Any], principal: ClientPrincipal) -> QueueContent:
    """What a queue should be, with everything it names found."""
    place = place_named(told["place"], principal)
    team = _one(Team.objects.filter(code=told["team"]), told, "team")
    calendar = _one(Calendar.objects.filter(name=told["calendar"]), told, "calendar")
    return QueueContent(
        name=told["name"],
        team_id=team.pk if team else None,
        place_id=place.pk if place else None,
        calendar_id=calendar.pk if calendar else None,
        time_zone=told["time_zone"],
        warn_minutes=told["warn_minutes"],
        chain=tuple(
            ChainStep(
                to=one["to"],
                after_minutes=one["after_minutes"],
                person_id=_person_id(one["person"], principal),
                by_email=one["by_email"],
                address=one["address"],
            )
            for one in told["escalation"]
        ),
    )


def _one(rows: Any, told: Mapping[str, Any], name: str) -> Any:
    """What the body names, or none where it names nothing."""
    if not told[name]:
        return None
    found = rows.first()
    if found is None:
        raise ValidationError({name: [f"There is no such {name}."]})
    return found


def code_content(told: Mapping[str, Any]) -> CodeContent:
    return CodeContent(told["label"], told["kinds"], told["position"], told["note_required"])


def steps_content(told: Mapping[str, Any]) -> list[StepContent]:
    names = ("title", "detail", "required", "evidence", "action")
    return [
        StepContent(**{name: step[name] for name in names}, pk=step.get("number"))
        for step in told["steps"]
    ]


def version_out(rules: RuleSet) -> dict[str, Any]:
    names = ("version", "status", "note", "created_at", "effective_from", "retired_at")
    kept = {name: getattr(rules, name) for name in names}
    return {"number": rules.pk, "based_on": rules.based_on_id, **kept}


def dry_run_out(run: DryRun) -> dict[str, Any]:
    names = ("looked_at", "whole", "moved", "untaken")
    rows = [
        {
            "reference": one.reference,
            "before": one.before.name if one.before else None,
            "after": one.after.name if one.after else None,
        }
        for one in run.rows
    ]
    return {**{name: getattr(run, name) for name in names}, "rows": rows}


def playbook_out(book: Playbook) -> dict[str, Any]:
    names = ("title", "detail", "required", "evidence", "action")
    steps = book.steps.filter(retired_at__isnull=True).order_by("position")
    return {
        "key": book.key,
        "version": book.version,
        "name": book.name,
        "steps": [
            {"number": step.pk, **{name: getattr(step, name) for name in names}} for step in steps
        ],
    }


def code_out(code: ResolutionCode) -> dict[str, Any]:
    names = ("key", "version", "label", "position", "note_required")
    return {
        **{name: getattr(code, name) for name in names},
        "kinds": list(code.kinds),
        "retired_at": code.retired_at and code.retired_at.isoformat(),
    }


def note_out(note: HandoverNote, principal: ClientPrincipal) -> dict[str, Any]:
    """Without the name of somebody of a network the client does not see."""
    known = in_networks_of(principal, *note.written_by.scope_paths)
    return {
        "queue": note.queue.key,
        "text": note.text,
        "written_by": str(note.written_by) if known else None,
        "written_at": note.written_at.isoformat(),
    }


def places_seen(rules: list[RoutingRule], principal: ClientPrincipal) -> set[int]:
    """Of the places that rules name, those the client sees."""
    named = {one.place_id for rule in rules for one in rule.conditions.all() if one.place_id}
    rows = Place.objects.visible_to(principal).filter(pk__in=named)
    return set(rows.values_list("pk", flat=True))
