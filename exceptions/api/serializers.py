"""What goes in and out of the API of the desk."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from exceptions.models import Case, Occurrence, PlaybookStep, StepDone
from workbench.api.people import ForPersonIn
from workbench.models import Comment

Text = serializers.CharField


class CaseOut(serializers.Serializer[Any]):
    reference = Text()
    version = serializers.IntegerField(help_text="As in the ETag of the case.")
    kind = Text()
    title = Text()
    status = serializers.ChoiceField(choices=Case.Status.choices)
    severity = serializers.ChoiceField(choices=Case.Severity.values)
    place = Text(allow_null=True, help_text="The code of the place; null when it has none.")
    subject_type = Text()
    subject_id = Text()
    subject = Text()
    channel = Text()
    units = serializers.IntegerField(allow_null=True)
    value = Text(allow_null=True, help_text="What is at risk, as a decimal.")
    currency = Text()
    queue = Text(allow_null=True)
    owner = Text(allow_null=True, help_text="The email of who works on it.")
    waiting_on = Text()
    occurrences = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    snoozed_until = serializers.DateTimeField(allow_null=True)
    snooze_until_changes = serializers.BooleanField()
    resolution_code = Text()
    resolution_note = Text()
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closing_note = Text()
    merged_into = Text(allow_null=True, help_text="The case it goes on in.")


class OccurrenceOut(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="What `split` takes.")
    at = serializers.DateTimeField()
    evidence = serializers.DictField()


class CaseCommentOut(serializers.Serializer[Any]):
    who = Text(help_text="The person by name, or the client.")
    at = serializers.DateTimeField()
    text = Text()


class CaseWholeOut(CaseOut):
    evidence = serializers.DictField()
    seen = OccurrenceOut(many=True, help_text="The newest times it happened.")
    links = serializers.ListField(child=Text(), help_text="Cases it has to do with.")
    comments = CaseCommentOut(many=True)


class CasesOut(serializers.Serializer[Any]):
    results = CaseOut(many=True)
    next = Text(allow_null=True)


class AssignIn(serializers.Serializer[Any]):
    owner = serializers.EmailField(help_text="The email of a person who may work on the case.")


class WaitIn(serializers.Serializer[Any]):
    on = Text(max_length=80, help_text="On whom it waits.")


class ResolveIn(serializers.Serializer[Any]):
    code = Text(max_length=40, help_text="A resolution code of the installation.")
    note = Text(max_length=500, required=False, allow_blank=True, default="")


class CaseReasonIn(serializers.Serializer[Any]):
    reason = Text(max_length=500, required=False, allow_blank=True, default="")


class CommentIn(serializers.Serializer[Any]):
    text = Text(
        trim_whitespace=False,
        allow_blank=True,
        help_text="At most 4,000 characters; `@name` tells somebody who may see the case.",
    )


class CloseIn(serializers.Serializer[Any]):
    note = Text(max_length=500, required=False, allow_blank=True, default="")


class SnoozeIn(serializers.Serializer[Any]):
    until = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="Null: until it happens again."
    )


class SeverityIn(serializers.Serializer[Any]):
    severity = serializers.ChoiceField(choices=Case.Severity.values)


class OtherCaseIn(serializers.Serializer[Any]):
    other = Text(max_length=30, help_text="The reference of another case.")


class SplitIn(serializers.Serializer[Any]):
    seen = serializers.ListField(
        child=serializers.IntegerField(),
        max_length=1_000,
        help_text="Numbers of the case's `seen`.",
    )
    title = Text(max_length=200, required=False, allow_blank=True, default="")


class StepDoneIn(ForPersonIn):
    note = Text(max_length=500, required=False, allow_blank=True, default="")
    number = serializers.DecimalField(
        max_digits=16, decimal_places=2, required=False, allow_null=True, default=None
    )


class StepProofOut(serializers.Serializer[Any]):
    who = Text()
    at = serializers.DateTimeField()
    note = Text()
    number = Text(allow_null=True, help_text="A decimal.")
    result = Text(help_text="What its command answered.")


class CaseStepOut(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="As in the address of the step.")
    title = Text()
    detail = Text()
    required = serializers.BooleanField()  # type: ignore[assignment]  # collected likewise
    evidence = Text(help_text="What proves it: note, attachment, value; empty: nothing.")
    action = Text(help_text="The command it runs; empty: done by hand.")
    done = StepProofOut(allow_null=True)


class CaseStepsOut(serializers.Serializer[Any]):
    results = CaseStepOut(many=True)
    next = Text(allow_null=True)


class StepTriedOut(CaseStepsOut):
    said = Text(help_text="What the step's command answered; empty where it has none.")


def occurrence_out(one: Occurrence) -> dict[str, Any]:
    return {"number": one.pk, "at": one.at, "evidence": one.evidence}


def comment_out(one: Comment) -> dict[str, Any]:
    return {"who": str(one.author or one.agent), "at": one.at, "text": one.text}


def step_out(step: PlaybookStep, done: StepDone | None) -> dict[str, Any]:
    names = ("title", "detail", "required", "evidence", "action")
    return {
        "number": step.pk,
        **{name: getattr(step, name) for name in names},
        "done": done and proof_out(done),
    }


def proof_out(done: StepDone) -> dict[str, Any]:
    return {
        "who": str(done.done_by),
        "at": done.done_at.isoformat(),
        "note": done.note,
        "number": None if done.number is None else str(done.number),
        "result": done.result,
    }


def case_out(case: Case) -> dict[str, Any]:
    """A case as it is answered; what names people and places is loaded with it."""
    plain = (
        *("reference", "version", "kind", "title", "status", "severity", "subject_type"),
        *("subject_id", "channel", "units", "currency", "waiting_on", "occurrences", "opened_at"),
        *("last_seen_at", "due_at", "breached_at", "paused_at", "snoozed_until"),
        *("snooze_until_changes", "resolution_code", "resolution_note", "resolved_at"),
        *("closed_at", "closing_note"),
    )
    merged = case.merged_into_id
    return {name: _plain(getattr(case, name)) for name in plain} | {
        "subject": case.subject_text,
        "place": case.place.code if case.place else None,
        "value": None if case.value is None else str(case.value),
        "queue": case.queue.key if case.queue else None,
        "owner": case.owner.email if case.owner else None,
        "merged_into": Case(pk=merged).reference if merged else None,
    }


def _plain(value: Any) -> Any:
    """As JSON has it: an answer may be kept and given again."""
    return value.isoformat() if isinstance(value, datetime) else value
