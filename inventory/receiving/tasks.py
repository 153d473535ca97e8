"""Background entry points of receiving."""

from celery import shared_task

from inventory.receiving.sweeps import sweep_orders, sweep_overdue
from kernel.clock import now


@shared_task
def watch_deliveries() -> None:
    sweep_overdue(now())
    sweep_orders(now())
