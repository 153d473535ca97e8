"""Vote on a request, and take a vote back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.errors import DecidedSince
from approvals.locks import lock_request
from approvals.models import ApprovalRequest, Decision, DecisionLine, RequestStep
from approvals.policies import (
    check_as_shown,
    check_decide,
    check_lines,
    check_undo,
    check_verdict,
)
from approvals.queries.requests import (
    current_step,
    last_decision,
    standing_lines,
    why_decided,
)
from approvals.services.steps import begin_next_step, reset_steps_after
from approvals.services.telling import (
    ask_deciders_again,
    call_back_outcome,
    settle_steps,
    tell_outcome,
    tell_undone,
)
from approvals.subjects import Completed, Outcome, Undone, subject_kind
from audit.services import record
from kernel.context import current
from kernel.plain import clean_text

Verdict = Decision.Verdict
CLOSED_FIELDS = ["status", "closed_at", "due_at", "version"]


@transaction.atomic
def decide(
    *,
    request_id: int,
    verdict: str,
    lines: Mapping[str, Any],
    reason_code: str,
    reason: str,
    version: int,
    actor: User,
    at: datetime,
    on_behalf_of: User | None = None,
) -> ApprovalRequest:
    """Cast one vote on the step that waits; with the last one needed, the domain acts.

    Refuses, in this order: RequestNotFound, VerdictUnknown, ReasonCodeMissing, ReasonMissing,
    RequestWithdrawn, RequestDecided, AskerDecides, AuthorDecides, AskerDecidesByDelegation,
    AuthorDecidesByDelegation, NotADeputy, AlreadyVoted, NotYourStep, RequestChanged, SubjectChanged, LineUnknown, LineNegative,
    LineRaised, LoweringNotAllowed, NothingApproved, and what the domain refuses.

    `lines` are lower quantities by line key. `version` is the request's, as it was shown. Whoever
    holds the role only through somebody who is away decides for that person.
    """
    request = lock_request(request_id)
    check_verdict(verdict, reason_code=reason_code, reason=reason)
    step = current_step(request)
    right_of = check_decide(request, step, actor=actor, on_behalf_of=on_behalf_of, at=at)
    check_as_shown(request, version=version)
    approves = verdict == Verdict.APPROVE
    lowered = check_lines(request, standing_lines(request), lines) if approves else {}
    assert step is not None  # noqa: S101 - check_decide
    decision = Decision.objects.create(
        request=request,
        step=step,
        verdict=verdict,
        reason_code="" if approves else reason_code,
        reason=clean_text(reason.strip(), longest=500),
        subject_version=request.subject_version,
        decided_by=actor,
        on_behalf_of=right_of,
        asked_by=request.asked_by,
        authors=request.authors,
        at=at,
    )
    DecisionLine.objects.bulk_create(
        DecisionLine(decision=decision, line_id=line_id, quantity=quantity)
        for line_id, quantity in lowered.items()
    )
    _record(decision, request, lowered, at=at)
    _count(request, step, decision, actor=actor, at=at)
    return request


def _count(
    request: ApprovalRequest,
    step: RequestStep,
    decision: Decision,
    *,
    actor: User,
    at: datetime,
) -> None:
    """What the vote brings about: nothing yet, the next step, or the end."""
    request.version += 1
    request.save(update_fields=["version"])
    _settle(step, decision)
    if decision.verdict == Verdict.REJECT:
        _complete(request, "rejected", actor=actor, at=at)
    elif decision.verdict == Verdict.SEND_BACK:
        _complete(request, "sent_back", actor=actor, at=at)
    elif _has_its_votes(step):
        step.passed_at = at
        step.save(update_fields=["passed_at"])
        if begin_next_step(request=request, at=at) is None:
            _complete(request, "approved", actor=actor, at=at)


def _has_its_votes(step: RequestStep) -> bool:
    return step.decisions.standing().count() >= step.quorum


def _settle(step: RequestStep, decision: Decision) -> None:
    """Nobody is asked about a step that is over; while it needs more votes, its voter is not."""
    words = {
        Verdict.APPROVE: _("Approved by %(who)s"),
        Verdict.REJECT: _("Rejected by %(who)s"),
        Verdict.SEND_BACK: _("Sent back by %(who)s"),
    }
    text = words[Verdict(decision.verdict)] % {"who": decision.decided_by}
    over = decision.verdict != Verdict.APPROVE or _has_its_votes(step)
    voters = Q(user__in=[decision.decided_by_id, decision.on_behalf_of_id])
    settle_steps(step_ids=[step.pk], text=text, at=decision.at, only=None if over else voters)


def _complete(request: ApprovalRequest, outcome: Outcome, *, actor: User, at: datetime) -> None:
    {"approved": request.approve, "rejected": request.reject, "sent_back": request.send_back}[
        outcome
    ](at=at)
    request.save(update_fields=CLOSED_FIELDS)
    lines = {key: quantity for key, (_line, quantity) in standing_lines(request).items()}
    done = Completed(request, outcome, lines, actor=actor, automatic=False, at=at)
    subject_kind(request.kind).completed(done)
    tell_outcome(request=request, text=_told(request, outcome, actor), at=at)


def _told(request: ApprovalRequest, outcome: Outcome, actor: User) -> str:
    facts = {"who": str(actor), "reference": request.reference}
    words = {
        "approved": _("%(who)s approved %(reference)s"),
        "rejected": _("%(who)s rejected %(reference)s"),
        "sent_back": _("%(who)s sent %(reference)s back to you"),
    }
    told, why = words[outcome] % facts, why_decided(request)
    return f"{told}. {why}" if why else told


def _record(
    decision: Decision, request: ApprovalRequest, lowered: Mapping[int, int], *, at: datetime
) -> None:
    names = {
        Verdict.APPROVE: "approved",
        Verdict.REJECT: "rejected",
        Verdict.SEND_BACK: "sent_back",
    }
    keys = dict(request.lines.filter(pk__in=lowered).values_list("pk", "key"))
    record(
        f"approvals.request.{names[Verdict(decision.verdict)]}",
        request,
        actor=decision.decided_by,
        at=at,
        place=request.place,
        after={
            "step": decision.step.position,
            "version": decision.subject_version,
            "on_behalf_of": decision.on_behalf_of_id,
            "reason_code": decision.reason_code,
            "client": current().client,
            "lines": {keys[line_id]: quantity for line_id, quantity in lowered.items()},
        },
        reason=decision.reason,
    )


@transaction.atomic
def undo_decision(
    *, request_id: int, actor: User, at: datetime, version: int | None = None
) -> ApprovalRequest:
    """Take one's own newest vote back by an opposite row; the step waits again.

    Refuses, in this order: RequestNotFound, RequestWithdrawn, NothingToUndo, DecisionNotYours,
    NotADeputy, NotYourStep, NextStepBegun, DecidedSince, and what the domain refuses because its next
    step has begun. `version` is the request's after the vote that is meant; none takes back the newest.
    """
    request = lock_request(request_id)
    last = last_decision(request)
    check_undo(request, last, actor=actor, at=at)
    if version is not None and version != request.version:
        raise DecidedSince(reference=request.reference)
    assert last is not None  # noqa: S101 - check_undo
    Decision.objects.create(
        request=request,
        step=last.step,
        verdict=Verdict.UNDO,
        subject_version=request.subject_version,
        decided_by=actor,
        on_behalf_of=last.on_behalf_of,
        asked_by=request.asked_by,
        authors=request.authors,
        undoes=last,
        at=at,
    )
    if not request.is_open:
        _open_again(request, last, actor=actor, at=at)
    reset_steps_after(request=request, step=last.step)
    _ask_again(request, last, at=at)
    request.version += 1
    request.save(update_fields=["status", "closed_at", "due_at", "version", "subject_version"])
    record("approvals.request.undone", request, actor=actor, at=at, place=request.place)
    return request


def _ask_again(request: ApprovalRequest, undone: Decision, *, at: datetime) -> None:
    """The notices of the step the vote had settled; those of the step it had begun no longer hold."""
    later = request.steps.filter(position__gt=undone.step.position).values_list("pk", flat=True)
    text = _("Taken back by %(who)s") % {"who": undone.decided_by}
    settle_steps(step_ids=list(later), text=text, at=at)
    ask_deciders_again(step=undone.step, since=undone.at)


def _open_again(request: ApprovalRequest, last: Decision, *, actor: User, at: datetime) -> None:
    """The domain takes back what it did; the subject that waits is the one it is then."""
    outcome: Outcome = request.status
    kind = subject_kind(request.kind)
    call_back_outcome(request=request, at=at)
    tell_undone(request=request, actor=actor, at=at)
    kind.undone(Undone(request, last, outcome, actor=actor, at=at))
    request.wait_again()
    request.subject_version = kind.current_version(request.subject_id)
