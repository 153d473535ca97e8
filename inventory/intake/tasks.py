"""Background entry points of the intake."""

from celery import shared_task

from inventory.intake.services import (
    close_cured,
    find_gaps,
    find_restarts,
    forget_old_minutes,
    roll_up_tallies,
    settle_leftovers,
    watch_feeds,
    withdraw_overtaken,
)
from inventory.intake.services.waiting_cases import keep_waiting_cases
from kernel.clock import now

# Above this a run leaves the rest to the next one.
ROUNDS = 20


@shared_task
def tally_minutes() -> None:
    for _ in range(ROUNDS):
        if roll_up_tallies() == 0:
            return


@shared_task
def settle_waiting() -> None:
    settle_leftovers(at=now())
    withdraw_overtaken(at=now())
    keep_waiting_cases(at=now())


@shared_task
def look_for_gaps() -> None:
    find_restarts(at=now())
    for _ in range(ROUNDS):
        if find_gaps(at=now()) == 0:
            return


@shared_task
def watch() -> None:
    watch_feeds(at=now())
    close_cured(at=now())


@shared_task
def forget() -> None:
    forget_old_minutes(at=now())
