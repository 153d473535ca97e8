"""Deciding on many requests: a job with an outcome per row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.models import User
from approvals.bulk import LIST, Vote, decide_each, filtered_url
from approvals.models import ApprovalRequest
from kernel.errors import RuleViolation
from workbench.bulk import BulkOutcome
from workbench.bulk_job import Work, run_rows
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
    vote = Vote(asked["verdict"], asked["reason_code"], asked["reason"])

    def act(ids: Sequence[int]) -> BulkOutcome:
        # Each that was shown, also one this person sees no longer: it is left by name.
        rows = ApprovalRequest.objects.filter(pk__in=ids)
        return decide_each(rows, vote, seen=seen, actor=actor)

    outcome, url = run_rows(job, progress, sorted(seen), Work(act, LIST, filtered_url))
    return Outcome(
        message=vote.sentence(outcome)[:300],
        figures={"done": len(outcome.done), "left": len(outcome.left)},
        url=url or reverse("approvals:requests"),
    )


BULK_DECIDE = JobKind(KIND, run, permission=lambda job: "approvals.decide")
