"""Background entry points of counts."""

from celery import shared_task

from inventory.counts.services.cases import close_kept_promises
from inventory.counts.services.classes import compute_classes
from inventory.counts.services.late import follow_late_moves
from inventory.counts.services.scheduling import make_due_counts
from kernel.clock import now


@shared_task
def make_counts() -> None:
    make_due_counts(at=now())


@shared_task
def classify() -> None:
    compute_classes(at=now())


@shared_task
def follow_late() -> None:
    follow_late_moves(at=now())


@shared_task
def follow_promises() -> None:
    close_kept_promises(at=now())
