"""Background entry points of the exception desk."""

from celery import shared_task

from exceptions.services import close_rested_cases, wake_snoozed_cases
from exceptions.services.clocks import watch_clocks
from exceptions.services.routing import route_new_cases
from exceptions.services.rules import retire_replaced_rules
from kernel.clock import now


@shared_task
def route() -> None:
    route_new_cases(at=now())


@shared_task
def clocks() -> None:
    watch_clocks(at=now())


@shared_task
def retire_rules() -> None:
    retire_replaced_rules(at=now())


@shared_task
def wake() -> None:
    wake_snoozed_cases(at=now())


@shared_task
def close_rested() -> None:
    close_rested_cases(at=now())
