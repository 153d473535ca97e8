"""Deciding on many requests: a job with an outcome per row."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from approvals.bulk import Vote, decide_each, left_url
from approvals.models import ApprovalRequest
from kernel.errors import RuleViolation
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Job

KIND = "approvals.decide"


class DeciderMissing(RuleViolation):
    """Nothing was decided: nobody is named who decides."""


def run(job: Job, progress: Progress) -> Outcome:
    """Vote on each request as it was shown; what was decided meanwhile is left and named."""
    actor = User.objects.filter(pk=job.actor_id or 0).first()
    if actor is None:
        raise DeciderMissing
    asked: dict[str, Any] = job.params
    seen = {int(pk): int(version) for pk, version in asked["seen"].items()}
    # Each that was shown, also one this person sees no longer: it is left by name.
    rows = ApprovalRequest.objects.filter(pk__in=seen).order_by("due_at", "pk")
    vote = Vote(asked["verdict"], asked["reason_code"], asked["reason"])
    outcome = decide_each(rows, vote, seen=seen, actor=actor, report=progress.report)
    return Outcome(
        message=vote.sentence(outcome)[:300],
        figures={"done": len(outcome.done), "left": len(outcome.left)},
        url=left_url(outcome, actor=actor),
    )


BULK_DECIDE = JobKind(KIND, run, permission=lambda job: "approvals.decide")
