"""A worker process of its own that takes the next job."""

import django

django.setup()

from kernel.clock import now  # noqa: E402
from workbench.services.jobs import run_next_job  # noqa: E402

run_next_job(clock=now)
