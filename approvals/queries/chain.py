"""The chain of a request: its steps in order, who decided, who can, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from approvals.models import ApprovalRequest, Decision, RequestStep


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step, ready to be drawn."""

    step: RequestStep
    text: str
    # done, now, later, not_needed, refused
    state: str
    sub: str
    badge: str
    tone: str
    due_at: datetime | None
    votes: tuple[Decision, ...]


def chain_of(request: ApprovalRequest) -> list[ChainStep]:
    """Every step of a request, the ones that were not needed included, in two queries."""
    votes: dict[int, list[Decision]] = {}
    standing = request.decisions.standing().select_related("decided_by", "on_behalf_of")
    for decision in standing:
        votes.setdefault(decision.step_id, []).append(decision)
    steps = request.steps.select_related("place")
    return [_chain_step(request, step, votes.get(step.pk, [])) for step in steps]


def _chain_step(request: ApprovalRequest, step: RequestStep, votes: list[Decision]) -> ChainStep:
    state, badge, tone = _state(request, step, votes)
    return ChainStep(
        step=step,
        text=f"{capfirst(step.role)}, {step.place.name}",
        state=state,
        sub=_sub(step, votes, state),
        badge=badge,
        tone=tone,
        due_at=step.due_at if state == "now" else None,
        votes=tuple(votes),
    )


def _state(
    request: ApprovalRequest, step: RequestStep, votes: list[Decision]
) -> tuple[str, str, str]:
    refusing = next((vote for vote in votes if vote.verdict != Decision.Verdict.APPROVE), None)
    if refusing:
        rejected = refusing.verdict == Decision.Verdict.REJECT
        return (
            ("refused", _("Rejected"), "bad") if rejected else ("refused", _("Sent back"), "warn")
        )
    if not step.needed:
        return "not_needed", _("Not needed"), ""
    if step.passed_at:
        return "done", _("Approved"), "ok"
    if request.is_open and step.begun_at:
        late = _("Escalated") if step.escalated_at else ""
        return "now", late, "warn" if late else ""
    return "later", "" if request.is_open else _("Not reached"), ""


def _sub(step: RequestStep, votes: list[Decision], state: str) -> str:
    if votes:
        named = ", ".join(voter_of(vote) for vote in votes)
        if step.quorum > 1:
            facts = {"n": len(votes), "of": step.quorum, "named": named}
            return _("%(n)d of %(of)d: %(named)s") % facts
        return named
    if state == "not_needed" or (state == "later" and step.condition):
        return step.condition
    return _("%(n)d people needed") % {"n": step.quorum} if step.quorum > 1 else ""


def voter_of(vote: Decision) -> str:
    """Who voted, and for whom."""
    if vote.on_behalf_of is None:
        return str(vote.decided_by)
    facts = {"who": str(vote.decided_by), "person": str(vote.on_behalf_of)}
    return _("%(who)s for %(person)s") % facts
