"""Background entry points of approvals."""

from celery import shared_task

from approvals.services.clocks import follow_changed_hours
from approvals.services.policies import retire_replaced
from approvals.services.sweeping import (
    escalate_late_steps,
    remind_late_steps,
    settle_ended_absences,
)
from kernel.clock import now

# Above this a run leaves the rest to the next one.
ROUNDS = 20


@shared_task
def watch() -> None:
    settle_ended_absences(at=now())
    for sweep in (follow_changed_hours, remind_late_steps, escalate_late_steps, retire_replaced):
        for _ in range(ROUNDS):
            if sweep(at=now()) == 0:
                break
