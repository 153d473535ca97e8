"""Job kinds for tests, and the clock they run by."""

from collections.abc import Callable
from datetime import datetime

from tests.factories import NOON
from workbench import job_kinds
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Job

Run = Callable[[Job, Progress], Outcome]


def noon() -> datetime:
    return NOON


def kind_of(run: Run, *, attempts: int = 3) -> str:
    """Register a kind that does this."""
    key = f"test.{run.__name__}"
    job_kinds.register(JobKind(key, run, attempts=attempts))
    return key


def three_steps(job: Job, progress: Progress) -> Outcome:
    for step in range(1, 4):
        progress.hold(step, 3, f"Step {step}")
    return Outcome(message="Three steps made.", figures={"steps": 3})
