"""A worker process of its own that takes the next job, says so and then never ends by itself."""

import sys
import time

import django

django.setup()

from kernel.clock import now  # noqa: E402
from workbench import job_kinds  # noqa: E402
from workbench.job_kinds import JobKind, Outcome, Progress  # noqa: E402
from workbench.models import Job  # noqa: E402
from workbench.services.jobs import run_next_job  # noqa: E402


def never_ends(job: Job, progress: Progress) -> Outcome:
    progress.hold(1, 3, "Holding")
    sys.stdout.write("holding\n")
    sys.stdout.flush()
    time.sleep(120)
    return Outcome(message="The dead have spoken.")


job_kinds.register(JobKind(sys.argv[1], never_ends))
run_next_job(clock=now)
