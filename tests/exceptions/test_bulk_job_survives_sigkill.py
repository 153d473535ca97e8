"""A worker dies in the middle of many cases: another goes on, and nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction

from audit.models import Entry
from config import env
from exceptions.models import Case, CaseLink
from kernel.clock import now
from tests.exceptions.desk import make_case
from tests.inventory.ledger.racing import PATIENCE_S
from tests.workbench.test_job_survives_sigkill import database_url
from workbench.job_kinds import LEASE
from workbench.models import Job, Notification
from workbench.services.jobs import run_next_job, start_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases(camden):
    return [make_case(camden, fingerprint=f"cell:{n}") for n in range(260)]


def killed_in_the_middle(job: Job, held: Case) -> int:
    """A worker takes the job and dies while it waits for a case that is held; how far it came."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=held.pk)
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.exceptions.bulk_worker"],
            cwd=settings.BASE_DIR,
            env=env.for_children(DATABASE_URL=database_url()),
        )
        until = time.monotonic() + PATIENCE_S
        while not (came := Job.objects.get(pk=job.pk).progress_done) and time.monotonic() < until:
            time.sleep(0.1)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    return came


def acted_on(verb: str) -> Counter:
    """How often each case was acted on, by its number."""
    if verb == "link":
        return Counter(map(str, CaseLink.objects.values_list("case", flat=True)))
    action = "exceptions.case.assigned"
    return Counter(Entry.objects.filter(action=action).values_list("subject_id", flat=True))


@pytest.mark.parametrize(
    ("verb", "words"),
    [("assign", "260 of 260 assigned."), ("link", "260 of 260 linked.")],
    ids=["all of a part at once", "one by one"],
)
def test_acts_once_on_each(cases, camden, lena, omar, verb, words):
    other = make_case(camden, fingerprint="cell:other")
    given = {"owner": omar.pk, "other": other.pk}
    params = {"verb": verb, "ids": [case.pk for case in cases], "given": given}
    job = start_job(kind="exceptions.bulk", actor=lena, params=params, at=now())

    came = killed_in_the_middle(job, held=cases[-1])
    run_next_job(clock=lambda: now() + LEASE + timedelta(seconds=1))

    job = Job.objects.get(pk=job.pk)
    assert 0 < came < 260
    assert (job.status, job.attempts, job.message) == ("done", 2, words)
    assert Notification.objects.filter(user=omar).count() == (1 if verb == "assign" else 0)
    assert acted_on(verb) == {str(case.pk): 1 for case in cases}
