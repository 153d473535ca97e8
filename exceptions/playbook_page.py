"""The playbook of a case as its page shows it: what was done, what is next, and by which key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from exceptions.actions import action_of
from exceptions.models import Case, PlaybookStep, StepDone
from exceptions.playbook_policies import check_step
from kernel.errors import refusal
from workbench.refused import rule_of

KEYS = ("1", "2", "3", "4")


@dataclass(slots=True)
class StepRow:
    """One step as drawn."""

    step: PlaybookStep
    done: StepDone | None
    refused: str
    label: str | Promise
    url: str
    # What it will do, when it is asked about first.
    asks: str = ""
    next: bool = False
    # Of those that can be done next, in their order: 1 to 4, else "".
    key: str = ""

    @property
    def id(self) -> str:
        return str(self.step.pk)

    @property
    def dialog(self) -> str:
        """Where it is asked about; "" when it asks nothing."""
        return dialog_of(self.step.pk) if self.asks else ""

    @property
    def field(self) -> str:
        """Where its proof is typed, beside it; "" where nothing has to be, or a dialog asks for it."""
        names = {PlaybookStep.Evidence.NOTE: "note", PlaybookStep.Evidence.VALUE: "number"}
        name = "" if self.asks else names.get(PlaybookStep.Evidence(self.step.evidence), "")
        return f"{name}-{self.id}" if name else ""


@dataclass(frozen=True, slots=True)
class Command:
    """The next step as the foot of the case offers it."""

    label: str | Promise
    url: str
    # The field to type its proof in first, or the question it opens; "" for one that a press does.
    focus: str = ""
    dialog: str = ""


def dialog_of(step_id: int) -> str:
    return f"d-step-{step_id}"


def steps(case: Case, user: User) -> dict[str, Any]:
    """The context of `exceptions/_steps.html`; empty for a case without a playbook."""
    rows = _rows(case, user)
    if not rows:
        return {}
    left = sum(1 for row in rows if row.step.required and row.done is None)
    return {
        "template": "exceptions/_steps.html",
        "playbook": case.playbook,
        "rows": rows,
        "left": left,
        "done": sum(1 for row in rows if row.done is not None),
        "open": case.resolved_at is None,
    }


def commands(case: Case, user: User) -> Iterable[Command]:
    """The next step that this person may do; the keys of it and of those after it stand beside them."""
    if case.resolved_at is not None:
        return []
    return [
        Command(row.label, row.url, row.field, row.dialog)
        for row in _rows(case, user)
        if row.key == KEYS[0]
    ]


def steps_with_proof(case: Case) -> list[tuple[PlaybookStep, StepDone | None]]:
    """Each step in its order, with what proves that it was done since the case came up."""
    if case.playbook_id is None:
        return []
    kept = StepDone.objects.filter(case=case, round=case.reopened).select_related("done_by")
    done = {one.step_id: one for one in kept}
    found = PlaybookStep.objects.filter(playbook=case.playbook_id, retired_at__isnull=True)
    return [(step, done.get(step.pk)) for step in found.order_by("position")]


def _rows(case: Case, user: User) -> list[StepRow]:
    rows = [_row(case, step, done, user) for step, done in steps_with_proof(case)]
    for row in rows:
        if row.done is None:
            row.next = True
            break
    # What is only ticked off needs no key: it does nothing by itself.
    doable = [
        row
        for row in rows
        if row.done is None and not row.refused and (row.step.action or row.field)
    ]
    for key, row in zip(KEYS, doable, strict=False):
        row.key = key
    return rows


def _row(case: Case, step: PlaybookStep, done: StepDone | None, user: User) -> StepRow:
    refused = None if done else refusal(check_step, case, step, actor=user)
    action = action_of(step.action) if step.action else None
    return StepRow(
        step=step,
        done=done,
        refused=rule_of(refused) if refused else "",
        label=action.label if action else step.title,
        url=reverse("exceptions:step-do", args=[case.reference, step.pk]),
        asks=action.effect(case) if action and action.effect and not (done or refused) else "",
    )
