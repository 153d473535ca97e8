"""Many cases as a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from accounts.policies.base import check_right
from exceptions.bulk import VERBS, left_of, sentence
from exceptions.policies.cases import MAY_WORK
from kernel.clock import now
from workbench import job_kinds
from workbench.bulk import BulkOutcome, keep_result
from workbench.bulk_job import Work, actor_of, run_rows
from workbench.job_kinds import JobKind, Progress
from workbench.models import BulkResult, Job

LIST_KEY = "exceptions.cases"
JOB = "exceptions.bulk"


def left_url(kept: BulkResult) -> str:
    """The list filtered to what was not changed."""
    query = urlencode({"status": "every", "result": kept.pk})
    return f"{reverse('exceptions:cases')}?{query}"


def keep_left(outcome: BulkOutcome, *, actor: User, at: datetime) -> str:
    """Keep what was left; the list filtered to it, "" when all went through."""
    kept = keep_result(outcome, list_key=LIST_KEY, actor=actor, at=at)
    return left_url(kept) if kept else ""


def run_bulk(job: Job, progress: Progress) -> job_kinds.Outcome:
    """Do to many cases what was asked, some at a time."""
    verb, actor = VERBS[job.params["verb"]], actor_of(job)
    check_right(actor, MAY_WORK)
    given = job.params["given"]

    def act(ids: Sequence[int]) -> BulkOutcome:
        outcome = verb.run(ids, given, actor, now())
        return BulkOutcome(len(ids), list(outcome.done), left_of(outcome))

    work = Work(act, LIST_KEY, left_url, chunk=verb.chunk)
    outcome, url = run_rows(job, progress, sorted(job.params["ids"]), work)
    if verb.tell is not None:
        verb.tell(len(outcome.done), given, actor, now())
    # What was left, else the list as it was.
    back = job.params.get("back") or reverse("exceptions:cases")
    figures = {"done": len(outcome.done), "left": len(outcome.left)}
    return job_kinds.Outcome(sentence(verb, outcome), figures, url=url or back)


JOB_KINDS = (JobKind(JOB, run_bulk),)
