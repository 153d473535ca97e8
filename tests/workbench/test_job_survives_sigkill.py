import os
import signal
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from config import env
from kernel.clock import now
from tests.factories import make_person
from tests.workbench.jobs import kind_of, three_steps
from workbench.job_kinds import LEASE
from workbench.models import Job
from workbench.services.jobs import run_next_job, start_job


def database_url():
    at = connection.settings_dict
    host, port = quote(at["HOST"] or "", safe=""), at["PORT"] or 5432
    login = f"{quote(at['USER'])}:{quote(at.get('PASSWORD') or '')}"
    return f"postgres://{login}@{host}:{port}/{at['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_is_taken_up_again_by_the_next_worker():
    kind = kind_of(three_steps)
    job = start_job(kind=kind, actor=make_person("Ada"), params={}, at=now())
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.workbench.worker", kind],
        cwd=settings.BASE_DIR,
        env=env.for_children(DATABASE_URL=database_url()),
        stdout=subprocess.PIPE,
        text=True,
    )
    said = worker.stdout.readline()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()

    too_early = run_next_job(clock=now)
    run_next_job(clock=lambda: now() + LEASE + timedelta(seconds=1))

    job = Job.objects.get(pk=job.pk)
    assert (said, too_early) == ("holding\n", None)
    assert (job.status, job.attempts, job.message) == (Job.Status.DONE, 2, "Three steps made.")
