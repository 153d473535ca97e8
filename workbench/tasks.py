"""Background entry points of the staff shell."""

from celery import shared_task

from kernel.clock import now
from workbench.services.files import expire_files
from workbench.services.jobs import run_next_job
from workbench.services.once import forget_forms


# A job may take far longer than a sweep. Delivered twice does no harm: the row is claimed once.
@shared_task(soft_time_limit=3000, time_limit=3060)
def run_jobs() -> None:
    if run_next_job(clock=now) is not None:
        run_jobs.delay()


@shared_task
def tidy_files() -> None:
    expire_files(at=now())
    forget_forms(at=now())
