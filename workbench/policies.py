"""Who may do what in the staff shell, and when."""

from datetime import datetime

from accounts.models import User
from workbench.errors import JobIsOver, JobOfSomebodyElse, ResultNotThere, ResultOutOfReach
from workbench.models import Job


def check_cancel_job(job: Job, *, actor: User | None) -> None:
    """Only who started a job cancels it, until it ends.

    Refuses, in this order: JobOfSomebodyElse, JobIsOver.
    """
    if actor is not None and job.actor_id != actor.pk:
        raise JobOfSomebodyElse
    if job.is_over:
        raise JobIsOver(status=job.state.label.lower())


def check_download_result(job: Job, *, actor: User, permission: str, at: datetime) -> None:
    """Whoever made the file may have it while they still hold the right and the places it needs.

    Refuses, in this order: ResultOutOfReach, ResultNotThere.
    """
    covered = all(covers(actor, path) for path in job.scope_paths)
    if job.actor_id != actor.pk or not covered or (permission and not actor.may(permission)):
        raise ResultOutOfReach
    if job.result_file is None or not job.result_file.is_there(at):
        raise ResultNotThere


def covers(actor: User, path: str) -> bool:
    """Whether a place's path lies within what the person may see."""
    return any(path.startswith(own) for own in actor.scope_paths)
