"""Start, run and cancel background jobs. The rows are the truth; whoever calls `run_next_job` works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit.services import record
from kernel.errors import DomainError
from workbench.job_kinds import LEASE, Cancelled, ClaimLost, JobKind, Outcome, Progress, job_kind
from workbench.locks import lock_choice_of_job, lock_job
from workbench.models import Job, Notification
from workbench.policies import check_cancel_job
from workbench.services.notices import notify

log = structlog.get_logger(__name__)
AGENT = "system:jobs"


@transaction.atomic
def start_job(
    *,
    kind: str,
    actor: User | None,
    params: dict[str, Any],
    at: datetime,
    title: str = "",
    scope_paths: tuple[str, ...] | None = None,
) -> Job:
    """Queue a job. It sees at most what its person sees now.

    Refuses UnknownJobKind.
    """
    job_kind(kind)
    seen = actor.scope_paths if actor is not None else ()
    job = Job.objects.create(
        kind=kind,
        title=(title or kind)[:160],
        actor=actor,
        params=params,
        scope_paths=list(seen if scope_paths is None else scope_paths),
        queued_at=at,
    )
    record("workbench.job.started", job, actor=actor, at=at, after={"kind": kind})
    return job


@transaction.atomic
def cancel_job(*, number: int, actor: User, at: datetime) -> Job:
    """Stop a job: at once while it waits, at its next report while it runs.

    Refuses, in this order: JobOfSomebodyElse, JobIsOver.
    """
    job = lock_job(number)
    check_cancel_job(job, actor=actor)
    if job.status == Job.Status.QUEUED:
        job.cancel(at=at)
        _end_kind(job, at)
    job.cancel_requested_at = at
    job.save(update_fields=["status", "finished_at", "cancel_requested_at"])
    record("workbench.job.cancelled", job, actor=actor, at=at)
    return job


def run_next_job(*, clock: Callable[[], datetime]) -> Job | None:
    """Take the job that waits longest and do it; None when nothing may be taken.

    At most `JOBS_AT_ONCE` run at once, and one of each person: who starts ten holds up nobody. A job whose worker went silent is taken up again, or failed when that has happened too often.
    """
    job = _claim(clock())
    if job is None or job.is_over:
        return job
    return _run(job, job_kind(job.kind), clock)


@transaction.atomic
def _claim(at: datetime) -> Job | None:
    lock_choice_of_job()
    if Job.objects.at_work(at).count() >= settings.JOBS_AT_ONCE:
        return None
    job = Job.objects.due(at).select_for_update(skip_locked=True, of=("self",)).first()
    if job is None:
        return None
    if job.attempts >= job_kind(job.kind).attempts:
        return _fail(job, at, "The work stopped without a word, every time it was tried.")
    job.take(claim=uuid4(), at=at, lease=LEASE)
    job.save(update_fields=["status", "claim", "lease_until", "attempts", "started_at"])
    return job


def _run(job: Job, kind: JobKind, clock: Callable[[], datetime]) -> Job | None:
    ending: Outcome | str | None
    try:
        ending = kind.run(job, Progress(job, clock=clock))
    except ClaimLost:
        return None
    except Cancelled:
        ending = None
    except DomainError as error:
        ending = error.sentence
    except Exception:
        # The worker's edge: a fault ends this job, in words, instead of being tried for ever.
        log.exception("job.fault", job=job.pk, kind=job.kind)
        ending = f"The work stopped with a fault of the system. Reference: job {job.pk}."
    return _end(job, ending, at=clock())


@transaction.atomic
def _end(job: Job, ending: Outcome | str | None, *, at: datetime) -> Job | None:
    """End the run as done, failed (a sentence) or cancelled, unless another run holds the job."""
    mine = lock_job(job.pk)
    if mine.claim != job.claim or mine.status != Job.Status.RUNNING:
        return None
    if isinstance(ending, Outcome):
        _finish(mine, ending, at)
    elif ending is None:
        mine.cancel(at=at)
    else:
        mine.fail(at=at, message=ending)
    _save_end(mine, at)
    return mine


def _finish(job: Job, outcome: Outcome, at: datetime) -> None:
    job.finish(at=at)
    job.message = outcome.message[:300]
    told = {"url": outcome.url, "alarm": outcome.alarm}
    job.result = outcome.figures | {name: value for name, value in told.items() if value}
    job.result_file = outcome.file
    job.progress_done = job.progress_total


def _fail(job: Job, at: datetime, message: str) -> Job:
    job.fail(at=at, message=message)
    _save_end(job, at)
    return job


def _save_end(job: Job, at: datetime) -> None:
    fields = ["status", "finished_at", "message", "result", "result_file", "progress_done"]
    job.save(update_fields=fields)
    _end_kind(job, at)
    after = {"message": job.message, **job.result}
    record(f"workbench.job.{job.status}", job, actor=job.actor, at=at, after=after, agent=AGENT)
    if job.actor is not None:
        text = f"{job.title}: {job.ending.lower()}"
        url = reverse("workbench:job", args=[job.pk])
        notify(user=job.actor, text=text, url=url, kind=Notification.Kind.JOB, at=at)


def _end_kind(job: Job, at: datetime) -> None:
    ended = job_kind(job.kind).ended
    if ended is not None:
        ended(job=job, at=at)
