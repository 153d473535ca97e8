"""The job that verifies the seal. It changes nothing but its own row, and writes the result down."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.verify import Window, verify
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Job
from workbench.services.seal_checks import note_seal_check
from workbench.trail.verification import KIND, facts_of, sentence_of


def run_seal_check(job: Job, progress: Progress) -> Outcome:
    """Recompute the seals of the range; what is found is the result, not a fault of the job."""
    days = job.params["days"]
    since = job.queued_at - timedelta(days=int(days)) if days else None

    def tell(done: int, total: int) -> None:
        progress.report(done, total, _("Recomputing the seals"))

    report = verify(window=Window(since), progress=tell)
    with transaction.atomic():
        progress.hold(report.rows, report.rows)
        note_seal_check(job=job, report=report, at=progress.clock())
    facts = facts_of(report, days=days)
    return Outcome(
        message=sentence_of(facts)[:300],
        figures={key: facts[key] for key in ("blocks", "entries", "damages")},
        url=reverse("audit:seals"),
        alarm=_("Damaged") if facts["damages"] else "",
    )


JOB_KINDS = (JobKind(KIND, run_seal_check, permission=lambda job: "audit.view"),)
