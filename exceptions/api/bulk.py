"""POST /api/v1/cases/bulk: one command on many cases, with an outcome for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from rest_framework import serializers

from exceptions import services
from exceptions.acts import Outcome
from exceptions.api.commands import WRITE, owner_named
from exceptions.api.views import seen
from exceptions.errors import CaseOutOfSight
from exceptions.models import Case
from exceptions.queries import cases_in
from kernel.errors import DomainError
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.people import person_of
from workbench.bulk import each_row

MOST = 1_000
Text = serializers.CharField


@dataclass(frozen=True, slots=True)
class ManyVerb:
    """One command on many: which parts of the body it needs, and what it does."""

    needs: tuple[str, ...]
    run: Callable[[list[Case], dict[str, Any], dict[str, Any]], Outcome]


def _together(
    service: Callable[..., Outcome],
    *needs: str,
    given: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> ManyVerb:
    """A command that takes many itself."""

    def run(cases: list[Case], content: dict[str, Any], usual: dict[str, Any]) -> Outcome:
        more = given(content) if given else {name: content[name] for name in needs}
        return service(case_ids=[case.pk for case in cases], **{**usual, **more})

    return ManyVerb(needs, run)


def _one_by_one(service: Callable[..., Case], *needs: str) -> ManyVerb:
    """A command of one case, each in a savepoint of its own."""

    def run(cases: list[Case], content: dict[str, Any], usual: dict[str, Any]) -> Outcome:
        more = {name: content[name] for name in needs}
        refused: list[tuple[Case, DomainError]] = []

        def act(case: Case) -> None:
            try:
                service(case_id=case.pk, **usual, **more)
            except DomainError as error:
                refused.append((case, error))
                raise

        return Outcome(each_row(cases, act).done, refused)

    return ManyVerb(needs, run)


def _to_other(act: Callable[[Case, Case, dict[str, Any]], object]) -> ManyVerb:
    """A command of each with one other case, which `other` names."""

    def run(cases: list[Case], content: dict[str, Any], usual: dict[str, Any]) -> Outcome:
        other: Case = content["found"]
        refused: list[tuple[Case, DomainError]] = []

        def each(case: Case) -> None:
            try:
                act(case, other, usual)
            except DomainError as error:
                refused.append((case, error))
                raise

        return Outcome(each_row(cases, each).done, refused)

    return ManyVerb(("other",), run)


def _link(case: Case, other: Case, usual: dict[str, Any]) -> object:
    return services.link_cases(case_id=case.pk, other_id=other.pk, **usual)


def _merge(case: Case, other: Case, usual: dict[str, Any]) -> object:
    return services.merge_case(case_id=case.pk, into_id=other.pk, **usual)


VERBS: dict[str, ManyVerb] = {
    "assign": _together(services.assign_cases, "owner"),
    "snooze": _together(services.snooze_cases, "until"),
    "resolve": _together(services.resolve_cases, "code", "note"),
    "severity": _together(services.change_severities, "severity"),
    "reroute": _together(services.reroute_cases),
    "watch": _together(
        services.watch_cases,
        "on_behalf_of",
        given=lambda told: {"actor": told["on_behalf_of"]},
    ),
    "release": _one_by_one(services.release_case),
    "start": _one_by_one(services.start_case),
    "wait": _one_by_one(services.wait_with_case, "on"),
    "resume": _one_by_one(services.resume_case),
    "unsnooze": _one_by_one(services.unsnooze_case),
    "reopen": _one_by_one(services.reopen_case, "reason"),
    "close": _one_by_one(services.close_resolved_case, "note"),
    "comment": _together(services.comment_on_cases, "text"),
    "link": _to_other(_link),
    "merge": _to_other(_merge),
}
# What says why a case was left.
EACH = (
    *(services.assign_cases, services.snooze_cases, services.resolve_cases),
    *(services.change_severities, services.reroute_cases, services.watch_cases),
    *(services.release_case, services.start_case, services.wait_with_case, services.resume_case),
    *(services.unsnooze_case, services.reopen_case, services.close_resolved_case),
    *(services.link_cases, services.merge_case),
)
# What may be left out, and then is this.
OTHERWISE: dict[str, Any] = {"until": None, "note": "", "reason": ""}


class CasesIn(serializers.Serializer[Any]):
    """What the command needs besides is that of the command on one case."""

    verb = Text(help_text=f"One of: {', '.join(sorted(VERBS))}.")
    cases = serializers.ListField(
        child=Text(max_length=30), min_length=1, max_length=MOST, help_text="References."
    )
    owner = serializers.EmailField(required=False)
    until = serializers.DateTimeField(required=False, allow_null=True)
    code = Text(max_length=40, required=False)
    note = Text(max_length=500, required=False, allow_blank=True)
    severity = serializers.ChoiceField(choices=Case.Severity.values, required=False)
    on = Text(max_length=80, required=False)
    reason = Text(max_length=500, required=False, allow_blank=True)
    text = Text(required=False, trim_whitespace=False)
    on_behalf_of = serializers.EmailField(required=False, help_text="Who watches.")
    other = Text(
        max_length=30, required=False, help_text="The case they are linked to, or go on in."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        verb = VERBS.get(attrs["verb"])
        if verb is None:
            raise serializers.ValidationError({"verb": ["There is no such command on many."]})
        given = {**{name: OTHERWISE[name] for name in verb.needs if name in OTHERWISE}, **attrs}
        missing = [name for name in verb.needs if name not in given]
        if missing:
            raise serializers.ValidationError({key: ["This is needed here."] for key in missing})
        return given


class CaseLeftOut(serializers.Serializer[Any]):
    reference = Text()
    code = Text(help_text="Stable, as of the command on one case.")
    detail = Text()


class CasesDoneOut(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    done = serializers.ListField(child=Text(), help_text="References of the cases changed.")
    left = CaseLeftOut(many=True, help_text="Cases left as they were, each with its refusal.")


@described_command(
    operation_id="change_cases",
    summary="One command on up to 1,000 cases, with an outcome for each",
    description="A refused case leaves the others done. A case outside the client's places is left"
    " as `case_out_of_sight`.",
    answer=CasesDoneOut,
    tags=("Cases",),
)
class BulkCasesView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = WRITE
    if_match = etag = False
    serializer = CasesIn
    refuses = (owner_named, services.comment_on_cases, person_of)
    each_refuses = EACH

    def act(self, call: Call, **names: Any) -> dict[str, Any]:
        asked = list(dict.fromkeys(one.strip().upper() for one in call.content["cases"]))
        numbers = {one: number_of(one) for one in asked}
        wanted = [number for number in numbers.values() if number is not None]
        found = cases_in(call.principal).filter(pk__in=wanted).order_by("pk")
        cases = list(found.defer("evidence"))
        verb = VERBS[call.content["verb"]]
        content = {**call.content, **self._named(verb, call)}
        outcome = verb.run(cases, content, {"actor": None, "at": call.at})
        unseen = set(asked) - {case.reference for case in cases}
        gone = CaseOutOfSight()
        left = [left_out(case.reference, error) for case, error in outcome.refused]
        left += [left_out(one, gone) for one in asked if one in unseen]
        return {
            "total": len(asked),
            "done": [case.reference for case in outcome.done],
            "left": left,
        }

    def _named(self, verb: ManyVerb, call: Call) -> dict[str, Any]:
        """What the body names that the verb needs, found among what the client sees."""
        told, principal = call.content, call.principal
        find: dict[str, Callable[[], tuple[str, Any]]] = {
            "other": lambda: ("found", seen(principal, told["other"])),
            "owner": lambda: ("owner", owner_named(told["owner"], principal)),
            "on_behalf_of": lambda: ("on_behalf_of", person_of(call)),
        }
        return dict(find[name]() for name in verb.needs if name in find)

    def shown(self, done: dict[str, Any]) -> dict[str, Any]:
        return done


def number_of(reference: str) -> int | None:
    digits = reference.removeprefix("CS-")
    return int(digits) if digits.isdecimal() and len(digits) < 19 else None


def left_out(reference: str, error: DomainError) -> dict[str, str]:
    return {"reference": reference, "code": error.code, "detail": error.sentence}
