"""Background entry points of the staff shell."""

from celery import shared_task

from kernel.clock import now
from workbench.services.files import expire_files
from workbench.services.idle_clients import close_idle_clients
from workbench.services.jobs import run_next_job
from workbench.services.once import forget_calls, forget_forms
from workbench.services.outgoing import send_next
from workbench.services.scans import forget_scans


# A job may take far longer than a sweep: the roof gives it a queue and limits of its own. Delivered
# twice does no harm: the row is claimed once.
@shared_task
def run_jobs() -> None:
    if run_next_job(clock=now) is not None:
        run_jobs.delay()


@shared_task
def tidy_files() -> None:
    expire_files(at=now())
    forget_forms(at=now())
    forget_calls(at=now())
    forget_scans(at=now())


@shared_task
def look_for_idle_clients() -> None:
    close_idle_clients(at=now())


@shared_task
def send_outgoing() -> None:
    if send_next(clock=now) is not None:
        send_outgoing.delay()
