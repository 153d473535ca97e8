"""Background entry points of the ledger."""

from celery import shared_task

from inventory.ledger.upkeep.below_zero import sweep_below_zero
from inventory.ledger.upkeep.dirty import compact_dirty_skus
from inventory.ledger.upkeep.nightly import check_ledger
from kernel.clock import now


@shared_task
def watch_below_zero() -> None:
    sweep_below_zero(at=now())


@shared_task
def compact() -> None:
    compact_dirty_skus()


@shared_task
def check() -> None:
    check_ledger(at=now())
