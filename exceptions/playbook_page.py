"""The playbook of a case as its page shows it: what was done, what is next, and by which key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from exceptions.actions import action_of
from exceptions.models import Case, PlaybookStep, StepDone
from exceptions.playbook_policies import check_step
from kernel.errors import refusal

KEYS = 4


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

    @property
    def id(self) -> str:
        return str(self.step.pk)

    @property
    def dialog(self) -> str:
        """Where it is asked about."""
        return dialog_of(self.step.pk)


@dataclass(frozen=True, slots=True)
class Command:
    """What a key runs."""

    label: str | Promise
    url: str
    refused: str
    fields: dict[str, str] = field(default_factory=dict)
    # The question it opens instead; "" for none.
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
    """The next steps that run a command and need nothing typed, in order, for the keys 1 to 4: none
    behind a required step that is still to do."""
    if case.resolved_at is not None:
        return []
    found = []
    for row in _rows(case, user):
        if row.done is not None:
            continue
        if row.step.action and not row.step.evidence and not row.refused:
            label = f"{row.label}…" if row.asks else row.label
            dialog = row.dialog if row.asks else ""
            found.append(Command(label, row.url, row.refused, dialog=dialog))
        if row.step.required:
            break
    return found[:KEYS]


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
    return rows


def _row(case: Case, step: PlaybookStep, done: StepDone | None, user: User) -> StepRow:
    refused = None if done else refusal(check_step, case, step, actor=user)
    action = action_of(step.action) if step.action else None
    return StepRow(
        step=step,
        done=done,
        refused=refused.sentence if refused else "",
        label=action.label if action else step.title,
        url=reverse("exceptions:step-do", args=[case.reference, step.pk]),
        asks=action.effect(case) if action and action.effect and not (done or refused) else "",
    )
