"""Many cases as a job: some at a time, with progress, and never twice, whatever becomes of the worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.policies.base import check_right
from exceptions.bulk import VERBS, BulkVerb, left_of, sentence
from exceptions.policies.cases import MAY_WORK
from kernel.clock import now
from workbench import job_kinds
from workbench.bulk import BulkOutcome, Left, keep_result
from workbench.job_kinds import JobKind, Progress
from workbench.models import BulkResult, Job

LIST_KEY = "exceptions.cases"
JOB = "exceptions.bulk"


def left_url(kept: BulkResult | None) -> str:
    """The list filtered to what was not changed; "" when all went through."""
    if kept is None:
        return ""
    query = urlencode({"status": "every", "result": kept.pk})
    return f"{reverse('exceptions:cases')}?{query}"


def keep_left(outcome: BulkOutcome, *, actor: User, at: datetime) -> BulkResult | None:
    """What was left, for the list to filter to."""
    return keep_result(outcome, list_key=LIST_KEY, actor=actor, at=at)


def run_bulk(job: Job, progress: Progress) -> job_kinds.Outcome:
    """What a chunk did and how far the job is are written together: another run goes on from there."""
    verb, actor = VERBS[job.params["verb"]], job.actor
    if actor is None:
        raise TypeError("A bulk job is somebody's.")
    check_right(actor, MAY_WORK)
    ids, given = sorted(job.params["ids"]), job.params["given"]
    begin = int(job.result.get("at", 0))
    for start in range(begin, len(ids), verb.chunk):
        job.result = _chunk(job, verb, ids[start : start + verb.chunk], actor, progress)
    kept = BulkResult.objects.filter(pk=job.result.get("kept")).first()
    left = [Left(**row) for row in kept.left] if kept else []
    done = int(job.result.get("done", 0))
    if verb.tell is not None:
        verb.tell(done, given, actor, now())
    outcome = BulkOutcome(len(ids), list(range(done)), left)
    # What was left, else the list as it was.
    url = left_url(kept) or job.params.get("back") or reverse("exceptions:cases")
    return job_kinds.Outcome(sentence(verb, outcome), {"done": done, "left": len(left)}, url=url)


@transaction.atomic
def _chunk(
    job: Job, verb: BulkVerb, ids: list[int], actor: User, progress: Progress
) -> dict[str, Any]:
    """Some of them; answers what a later run goes on from."""
    at, so_far = now(), job.result
    outcome = verb.run(ids, job.params["given"], actor, at)
    kept, done = _keep(job, left_of(outcome), actor, at), len(outcome.done)
    at_row = int(so_far.get("at", 0)) + len(ids)
    result: dict[str, Any] = {"at": at_row, "done": int(so_far.get("done", 0)) + done}
    if kept is not None:
        result |= {"kept": kept.pk, "url": left_url(kept)}
    progress.hold(at_row, len(job.params["ids"]), result=result)
    return result


def _keep(job: Job, left: list[Left], actor: User, at: datetime) -> BulkResult | None:
    """The row of what was left, with these as well."""
    kept = BulkResult.objects.filter(pk=job.result.get("kept")).first()
    if kept is None or not left:
        outcome = BulkOutcome(len(job.params["ids"]), [], left)
        return kept or keep_left(outcome, actor=actor, at=at)
    kept.left += [
        {"pk": row.pk, "key": row.key, "code": row.code, "sentence": row.sentence} for row in left
    ]
    kept.save(update_fields=["left"])
    return kept


JOB_KINDS = (JobKind(JOB, run_bulk),)
