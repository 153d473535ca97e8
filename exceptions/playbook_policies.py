"""Who may do which step, with what as proof."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.models import User
from accounts.roles import label_of, roles_with
from exceptions.actions import CaseAction, action_of
from exceptions.evidence import has_attachment
from exceptions.models import Case, PlaybookStep, StepDone
from exceptions.policies import cases as case_policies
from exceptions.routing_errors import (
    ActionDoesNotApply,
    ActionNotAllowed,
    EarlierStepsLeft,
    EvidenceMissing,
    NameMissing,
    StepAlreadyDone,
    StepTitleMissing,
    UnknownAction,
)
from exceptions.rule_policies import check_manage_rules

if TYPE_CHECKING:
    from exceptions.services.playbooks import StepContent

Evidence = PlaybookStep.Evidence


def check_case(case: Case, *, actor: User) -> None:
    """Raises, in this order: CaseOutOfSight, RightMissing, CaseWasMerged, CaseIsOver,
    CaseHeldByAnother."""
    case_policies.check_may_work(case, actor=actor)
    case_policies.check_is_open(case)
    case_policies.check_holds(case, actor=actor)


def check_not_done(case: Case, step: PlaybookStep) -> None:
    """Raises StepAlreadyDone."""
    rows = StepDone.objects.filter(case=case, step=step, round=case.reopened)
    done = rows.select_related("done_by").first()
    if done is not None:
        raise StepAlreadyDone(who=done.done_by)


def check_evidence(case: Case, step: PlaybookStep, *, note: str, number: Decimal | None) -> None:
    """Raises EvidenceMissing."""
    missing = {
        Evidence.NOTE: not note.strip(),
        Evidence.VALUE: number is None,
        Evidence.ATTACHMENT: step.evidence == Evidence.ATTACHMENT and not has_attachment(case),
    }
    if missing.get(Evidence(step.evidence)):
        raise EvidenceMissing(evidence=step.get_evidence_display())


def check_action(case: Case, step: PlaybookStep, *, actor: User) -> CaseAction | None:
    """Raises, in this order: UnknownAction, ActionNotAllowed, ActionDoesNotApply, EarlierStepsLeft."""
    if not step.action:
        return None
    action = action_of(step.action)
    if action is None:
        raise UnknownAction(position=step.position, action=step.action)
    if not actor.may(action.permission):
        right = label_of(action.permission)
        raise ActionNotAllowed(right=right, roles=", ".join(roles_with(action.permission)))
    if not action.applies(case):
        raise ActionDoesNotApply(label=action.label)
    if action.effect is not None:
        _check_order(case, step)
    return action


def _check_order(case: Case, step: PlaybookStep) -> None:
    """Raises EarlierStepsLeft."""
    done = StepDone.objects.filter(case=case, round=case.reopened).values("step")
    required = PlaybookStep.objects.filter(
        playbook=step.playbook_id, required=True, retired_at=None, position__lt=step.position
    )
    left = required.exclude(pk__in=done).order_by("position").values_list("title", flat=True)
    if left:
        raise EarlierStepsLeft(steps=", ".join(left))


def check_step(case: Case, step: PlaybookStep, *, actor: User) -> None:
    """What refuses a step before anything is typed: who may, and whether its command fits."""
    check_case(case, actor=actor)
    check_action(case, step, actor=actor)


def check_playbook(*, name: str, steps: Sequence[StepContent], actor: User) -> None:
    """Raises, in this order: RulesNotAllowed, RulesOutsideScope, NameMissing,
    StepTitleMissing, UnknownAction."""
    check_manage_rules(actor)
    if not name.strip():
        raise NameMissing
    for position, step in enumerate(steps, 1):
        if not step.title.strip():
            raise StepTitleMissing(position=position)
        if step.action and action_of(step.action) is None:
            raise UnknownAction(position=position, action=step.action)
