"""Wake a worker now instead of at the next beat. A lost nudge costs time, not work."""

import structlog
from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

from workbench.tasks import run_jobs

log = structlog.get_logger(__name__)


def nudge_jobs() -> None:
    """After the transaction, if there is one."""
    nudge(run_jobs)


def nudge(task: Task[[], None]) -> None:
    """The same for another sweep."""
    transaction.on_commit(lambda: _nudge(task))


def _nudge(task: Task[[], None]) -> None:
    try:
        task.delay()
    except OperationalError as error:
        log.warning("nudge_lost", task=task.name, why=str(error))
