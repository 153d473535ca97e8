"""Many rows as a job: some at a time, with progress, and never twice, whatever becomes of the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from kernel.clock import now
from workbench.bulk import BulkOutcome, Left, keep_result
from workbench.job_kinds import Progress
from workbench.models import BulkResult, Job


@dataclass(frozen=True, slots=True)
class Work:
    """What a job does to rows, by their ids."""

    # Some of them, within one transaction.
    act: Callable[[Sequence[int]], BulkOutcome]
    # The list whose rows these are, and its address filtered to those that were left.
    list_key: str
    left_url: Callable[[BulkResult], str]
    # How many to a transaction: short enough that nobody waits for its locks.
    chunk: int = 1


def actor_of(job: Job) -> User:
    """Whoever asked for a job on many rows."""
    if job.actor is None:
        raise TypeError("A bulk job is somebody's.")
    return job.actor


def run_rows(
    job: Job, progress: Progress, ids: Sequence[int], work: Work
) -> tuple[BulkOutcome, str]:
    """Act on all of them; answers what became of them, and where those that were left are listed.

    What a chunk did and how far the job is are written together: another run goes on from there. `ids`
    are the same and in the same order in every run.
    """
    begin = int(job.result.get("at", 0))
    for start in range(begin, len(ids), work.chunk):
        job.result = _chunk(job, progress, ids, start, work)
    kept = _kept(job)
    left = [Left(**row) for row in kept.left] if kept else []
    outcome = BulkOutcome(len(ids), list(range(int(job.result.get("done", 0)))), left)
    return outcome, work.left_url(kept) if kept else ""


@transaction.atomic
def _chunk(
    job: Job, progress: Progress, ids: Sequence[int], start: int, work: Work
) -> dict[str, Any]:
    """Some of them; answers what a later run goes on from."""
    outcome = work.act(ids[start : start + work.chunk])
    at = min(start + work.chunk, len(ids))
    done = int(job.result.get("done", 0)) + len(outcome.done)
    result: dict[str, Any] = {"at": at, "done": done}
    kept = _keep(job, len(ids), outcome.left, work)
    if kept is not None:
        result |= {"kept": kept.pk, "url": work.left_url(kept)}
    progress.hold(at, len(ids), result=result)
    return result


def _keep(job: Job, total: int, left: Sequence[Left], work: Work) -> BulkResult | None:
    """The row of what was left, with these as well."""
    kept = _kept(job)
    if kept is None:
        outcome = BulkOutcome(total, [], list(left))
        return keep_result(outcome, list_key=work.list_key, actor=actor_of(job), at=now())
    if left:
        kept.left += [asdict(row) for row in left]
        kept.save(update_fields=["left"])
    return kept


def _kept(job: Job) -> BulkResult | None:
    return BulkResult.objects.filter(pk=job.result.get("kept")).first()
