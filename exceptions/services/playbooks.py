"""Playbooks: the steps of a case done one by one, with what proves them; and their upkeep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from exceptions import playbook_policies as policies
from exceptions.actions import CaseAction, Unfinished
from exceptions.acts import changed_by, told_by_others
from exceptions.locks import lock_cases
from exceptions.models import Case, Playbook, PlaybookStep, StepDone
from exceptions.routing_errors import (
    CaseUnknown,
    KeyTaken,
    PlaybookUnknown,
    SettingChanged,
    StepAlreadyDone,
    StepUnknown,
)
from kernel.plain import clean_text


@dataclass(frozen=True, slots=True)
class StepContent:
    """One step as typed; `pk` names the step it replaces, none is a new one."""

    title: str
    detail: str = ""
    required: bool = False
    evidence: str = ""
    action: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class StepTried:
    """A step whose command ran and left it to be done, with what the command said."""

    step: PlaybookStep
    result: str


@transaction.atomic
def do_step(
    *,
    case_id: int,
    step_id: int,
    note: str = "",
    number: Decimal | None = None,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> StepDone | StepTried:
    """Do one step of a case: run its command, if it has one, and keep what proves it.

    A command that did not get to its end leaves the step to be done; what it did stands, and the
    trail says both.

    Refuses, in this order: CaseUnknown, CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother, CaseChanged, StepUnknown, StepAlreadyDone, EvidenceMissing, UnknownAction,
    ActionNotAllowed, ActionDoesNotApply, EarlierStepsLeft, and what the command itself refuses.

    The command locks its own rows first and the case last, so the case is locked after it; with a
    `version`, whoever changed the case until then was faster, and the command is taken back.
    """
    known = told_by_others(case_id).count()
    case = Case.objects.select_related("place", "owner").filter(pk=case_id).first()
    if case is None:
        raise CaseUnknown
    policies.check_case(case, actor=actor)
    if version is not None and version != case.version:
        raise changed_by(case, at=at)
    step = _step_of(case, step_id)
    policies.check_not_done(case, step)
    policies.check_evidence(case, step, note=note, number=number)
    action = policies.check_action(case, step, actor=actor)
    result = _run(action, case, actor, at, note)
    row = StepDone(
        case=case,
        step=step,
        round=case.reopened,
        done_by=actor,
        done_at=at,
        note=clean_text(note, longest=500),
        number=number,
        result=clean_text(result, longest=500),
    )
    done = StepTried(step, row.result) if isinstance(result, Unfinished) else _keep(row)
    _note(done, row)
    if version is not None:
        _check_unchanged(case, known, at)
    return done


@transaction.atomic
def save_playbook(
    *,
    playbook_id: int | None,
    key: str,
    name: str,
    steps: Sequence[StepContent],
    version: int,
    actor: User,
    at: datetime,
) -> Playbook:
    """Make a playbook or change it. A step that says something else is a new step: what was done
    stays with the old one.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, PlaybookUnknown, SettingChanged,
    NameMissing, StepTitleMissing, UnknownAction, KeyTaken.
    """
    policies.check_playbook(name=name, steps=steps, actor=actor)
    playbook = _playbook(playbook_id, key, version)
    before = {"name": playbook.name, "steps": _titles(playbook)} if playbook_id else None
    playbook.name = clean_text(name, longest=80)
    if playbook_id is None:
        _insert(playbook)
    else:
        playbook.version += 1
        playbook.save(update_fields=["name", "version"])
    _set_steps(playbook, steps, at)
    after = {"name": playbook.name, "steps": _titles(playbook)}
    record("exceptions.playbook.saved", playbook, actor=actor, at=at, before=before, after=after)
    return playbook


def steps_left(cases: Sequence[Case]) -> dict[int, list[str]]:
    """The titles of the required steps that are not done, by case; only of cases that have some."""
    books = {case.playbook_id for case in cases if case.playbook_id}
    if not books:
        return {}
    needed: dict[int, list[tuple[int, str]]] = {}
    required = PlaybookStep.objects.filter(
        playbook__in=books, required=True, retired_at__isnull=True
    ).order_by("position")
    for book, pk, title in required.values_list("playbook_id", "pk", "title"):
        needed.setdefault(book, []).append((pk, title))
    rows = StepDone.objects.filter(case__in=cases).values_list("case_id", "step_id", "round")
    done = set(rows)
    left = {
        case.pk: [
            title
            for pk, title in needed.get(case.playbook_id or 0, ())
            if (case.pk, pk, case.reopened) not in done
        ]
        for case in cases
    }
    return {pk: titles for pk, titles in left.items() if titles}


def _check_unchanged(case: Case, known: int, at: datetime) -> None:
    """Raises CaseChanged. What the step's own command did to the case is no change by another."""
    found = lock_cases([case.pk])[0]
    told = told_by_others(case.pk)
    if found.version != case.version and told.count() > known:
        raise changed_by(found, at=at, told=told)


def _step_of(case: Case, step_id: int) -> PlaybookStep:
    known = PlaybookStep.objects.filter(playbook=case.playbook_id, retired_at__isnull=True)
    step = known.filter(pk=step_id).first()
    if step is None:
        raise StepUnknown
    return step


def _run(action: CaseAction | None, case: Case, actor: User, at: datetime, note: str) -> str:
    """The command is the domain's own: it checks, writes and records as anywhere else."""
    if action is None:
        return ""
    return action.noted(case, actor, at, note) if action.noted else action.run(case, actor, at)


def _note(done: StepDone | StepTried, row: StepDone) -> None:
    action = "step_tried" if isinstance(done, StepTried) else "step_done"
    told = {"note": row.note, "number": row.number, "result": row.result}
    record(
        f"exceptions.case.{action}",
        row.case,
        actor=row.done_by,
        at=row.done_at,
        place=row.case.place,
        after={"step": row.step.title, **told},
    )


def _keep(done: StepDone) -> StepDone:
    """Two at once: the row of the first stands, and the command of the second is taken back."""
    try:
        with transaction.atomic():
            done.save(force_insert=True)
    except IntegrityError:
        first = StepDone.objects.select_related("done_by").get(
            case=done.case, step=done.step, round=done.round
        )
        raise StepAlreadyDone(who=first.done_by) from None
    return done


def _playbook(playbook_id: int | None, key: str, version: int) -> Playbook:
    if playbook_id is None:
        return Playbook(key=key)
    playbook = Playbook.objects.select_for_update().filter(pk=playbook_id).first()
    if playbook is None:
        raise PlaybookUnknown
    if playbook.version != version:
        raise SettingChanged(name=playbook.name)
    return playbook


def _insert(playbook: Playbook) -> None:
    try:
        with transaction.atomic():
            playbook.save(force_insert=True)
    except IntegrityError:
        raise KeyTaken(key=playbook.key) from None


def _set_steps(playbook: Playbook, steps: Sequence[StepContent], at: datetime) -> None:
    """Positions are taken anew; what says the same stays the same row."""
    known = {step.pk: step for step in playbook.steps.filter(retired_at__isnull=True)}
    kept = {
        one.pk: number
        for number, one in enumerate(steps, 1)
        if one.pk in known and _same(known[one.pk], one)
    }
    playbook.steps.filter(retired_at__isnull=True).exclude(pk__in=kept).update(retired_at=at)
    # Beyond all others first: two steps never share a place.
    for number, pk in enumerate(kept, 1):
        PlaybookStep.objects.filter(pk=pk).update(position=1000 + number)
    for pk, number in kept.items():
        PlaybookStep.objects.filter(pk=pk).update(position=number)
    PlaybookStep.objects.bulk_create(
        PlaybookStep(playbook=playbook, position=number, **_columns(one))
        for number, one in enumerate(steps, 1)
        if one.pk not in kept
    )


def _columns(content: StepContent) -> dict[str, object]:
    return {
        "title": clean_text(content.title, longest=120),
        "detail": clean_text(content.detail, longest=500),
        "required": content.required,
        "evidence": PlaybookStep.Evidence(content.evidence),
        "action": content.action,
    }


def _same(step: PlaybookStep, content: StepContent) -> bool:
    return all(getattr(step, name) == value for name, value in _columns(content).items())


def _titles(playbook: Playbook) -> list[str]:
    rows = playbook.steps.filter(retired_at__isnull=True).order_by("position")
    return list(rows.values_list("title", flat=True))
