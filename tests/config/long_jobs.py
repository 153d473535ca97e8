"""A kind of job that goes on until it is cancelled, for worker processes of a test."""

import time

from workbench import job_kinds
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Job

KIND = "test.long"


def goes_on(job: Job, progress: Progress) -> Outcome:
    while True:
        progress.hold(1, 2, "At work")
        time.sleep(0.2)


job_kinds.register(JobKind(KIND, goes_on))
