"""Deciding on many requests: a job with an outcome per row."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import ApprovalRequest
from approvals.queries.requests import requests_seen_by
from approvals.services import decide
from kernel.clock import now
from kernel.errors import RuleViolation
from workbench.bulk import each_row, keep_result, said
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Job

KIND = "approvals.decide"
LIST = "approvals.requests"


class DeciderMissing(RuleViolation):
    """Nothing was decided: nobody is named who decides."""


def run(job: Job, progress: Progress) -> Outcome:
    """Vote on each request as it was shown; what was decided meanwhile is left and named."""
    actor = User.objects.filter(pk=job.actor_id or 0).first()
    if actor is None:
        raise DeciderMissing
    asked: dict[str, Any] = job.params
    seen = {int(pk): int(version) for pk, version in asked["seen"].items()}
    rows = requests_seen_by(actor, actor, now()).filter(pk__in=seen).order_by("due_at", "pk")

    def vote(request: ApprovalRequest) -> None:
        decide(
            request_id=request.pk,
            verdict=asked["verdict"],
            lines={},
            reason_code=asked["reason_code"],
            reason=asked["reason"],
            version=seen[request.pk],
            actor=actor,
            at=now(),
        )

    outcome = each_row(rows, vote, key=lambda row: row.reference, report=progress.report)
    kept = keep_result(outcome, list_key=LIST, actor=actor, at=now())
    verb = _("approved") if asked["verdict"] == "approve" else _("rejected")
    url = reverse("approvals:requests")
    return Outcome(
        message=said(outcome, verb)[:300],
        figures={"done": len(outcome.done), "left": len(outcome.left)},
        url=f"{url}?show=every&result={kept.pk}" if kept else url,
    )


BULK_DECIDE = JobKind(KIND, run, permission=lambda job: "approvals.decide")
