"""Background entry points of transfers."""

from celery import shared_task

from inventory.transfers.services import watch_balance, watch_transit
from kernel.clock import now


@shared_task
def watch() -> None:
    watch_transit(at=now())


@shared_task
def balance() -> None:
    watch_balance(at=now())
