"""Background entry points of replenishment."""

from celery import shared_task

from inventory.replenishment.services import suggest_moves
from kernel.clock import now


@shared_task
def suggest() -> None:
    suggest_moves(at=now())
