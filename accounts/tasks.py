"""Background entry points of people and clients."""

from celery import shared_task

from accounts.services.tidying import close_stale_sessions, forget_refusals
from kernel.clock import now


@shared_task
def tidy() -> None:
    close_stale_sessions(at=now())
    forget_refusals(at=now())
