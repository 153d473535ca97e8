"""Background work. Beat only calls sweeps; the rows they claim are the work.

Each app's `tasks.py` has small tasks that call one sweep; their rhythm stands in `RHYTHM`.
"""

import os
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init, task_postrun

from config import env, metrics
from config.engines import ready
from config.engines.errors import EngineError
from kernel.context import acting, current

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")


# Not `correlation_id`: the broker's protocol fills that with the task's own id.
CORRELATION = "plumbline_correlation_id"


class ContextTask(Task):  # type: ignore[type-arg]
    """Carries the correlation id of whoever asked into the work and its logs."""

    abstract = True

    def apply_async(self, *args: Any, **options: Any) -> Any:
        headers = options.pop("headers", None) or {}
        headers.setdefault(CORRELATION, current().correlation_id)
        return super().apply_async(*args, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        asked = {**(self.request.headers or {}), **vars(self.request)}
        own = self.request.id or ""
        with acting(request_id=own, correlation_id=asked.get(CORRELATION) or own):
            return super().__call__(*args, **kwargs)


app = Celery("plumbline", task_cls=ContextTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def engines_first(**_facts: Any) -> None:
    """A worker or scheduler without its engines says so in one sentence and leaves."""
    try:
        ready.require(env.data_dir())
    except EngineError as wrong:
        raise SystemExit(str(wrong)) from None


@task_postrun.connect
def note_the_end(task: Any = None, state: str | None = None, **_facts: Any) -> None:
    """For health and metrics: which sweep ended when, and how."""
    if task is not None:
        metrics.note_sweep(task.name, succeeded=state == "SUCCESS")


# Seconds between two runs. Sweeps are singletons by their claims, so two beats are harmless.
RHYTHM: dict[str, float] = {
    "accounts.tasks.tidy": 600,
    "approvals.tasks.watch": 30,
    "audit.tasks.seal": 15,
    "exceptions.tasks.clocks": 20,
    "exceptions.tasks.close_rested": 600,
    "exceptions.tasks.retire_rules": 60,
    "exceptions.tasks.route": 2,
    "exceptions.tasks.wake": 30,
    "inventory.counts.tasks.follow_late": 60,
    "inventory.counts.tasks.follow_promises": 120,
    "inventory.counts.tasks.make_counts": 300,
    "inventory.intake.tasks.forget": 3600,
    "inventory.intake.tasks.look_for_gaps": 60,
    "inventory.intake.tasks.settle_waiting": 20,
    "inventory.intake.tasks.tally_minutes": 5,
    "inventory.intake.tasks.watch": 60,
    "inventory.ledger.tasks.compact": 60,
    "inventory.ledger.tasks.watch_below_zero": 60,
    "inventory.receiving.tasks.watch_deliveries": 60,
    "inventory.transfers.tasks.watch": 60,
    "workbench.tasks.run_jobs": 3,
    "workbench.tasks.send_outgoing": 5,
    "workbench.tasks.tidy_files": 900,
}
# Long ones, once a night (UTC), when least is posted; on a big ledger they take minutes.
NIGHTLY: dict[str, crontab] = {
    "inventory.counts.tasks.classify": crontab(hour=1, minute=45),
    "inventory.ledger.tasks.check": crontab(hour=2, minute=30),
    "inventory.replenishment.tasks.suggest": crontab(hour=4, minute=0),
    "inventory.transfers.tasks.balance": crontab(hour=3, minute=10),
    "workbench.tasks.look_for_idle_clients": crontab(hour=5, minute=0),
}

# What may take minutes has a queue and a worker of its own, so that no sweep ever waits for it.
LONG_QUEUE = "long"
LONG_WORK = ("workbench.tasks.run_jobs", *NIGHTLY)
LONG_SOFT_SECONDS, LONG_HARD_SECONDS = 3000, 3060

app.conf.task_routes = {task: {"queue": LONG_QUEUE} for task in LONG_WORK}
app.conf.task_annotations = {
    task: {"soft_time_limit": LONG_SOFT_SECONDS, "time_limit": LONG_HARD_SECONDS}
    for task in LONG_WORK
}
app.conf.beat_schedule = {
    task: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 30)}}
    for task, seconds in RHYTHM.items()
} | {
    task: {"task": task, "schedule": moment, "options": {"expires": 3600}}
    for task, moment in NIGHTLY.items()
}
