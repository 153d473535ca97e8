"""The processes of `serve`, as they are started there, on the database of the tests."""

import pytest
from django_redis import get_redis_connection

from config import env, metrics
from config.engines.processes import wait_until
from config.serving import plan
from kernel.clock import now
from tests.config.conftest import PATIENCE_S
from tests.config.long_jobs import KIND
from tests.factories import make_person
from tests.workbench.test_job_survives_sigkill import database_url
from workbench.models import Job
from workbench.services.jobs import cancel_job, start_job

SWEEP = "exceptions.tasks.route"


@pytest.fixture
def processes(tmp_path):
    started = [plan.worker(), plan.jobs(), plan.scheduler(tmp_path)]
    started[1].command += ["--include", "tests.config.long_jobs"]
    with env.pretending(DATABASE_URL=database_url(), DATABASE_ADMIN_URL="", PLUMBLINE_WORKERS="1"):
        for child in started:
            child.start(tmp_path)
    yield started
    for child in started:
        child.ask_to_stop()
    for child in started:
        wait_until(lambda child=child: not child.runs, seconds=child.grace)
        child.make_stop()


def runs_of(sweep):
    return int(get_redis_connection("default").hget(metrics.RUNS, f"{sweep} succeeded") or 0)


def at_work():
    return Job.objects.at_work(now()).count()


@pytest.mark.django_db(transaction=True)
def test_sweeps_keep_their_rhythm_while_two_long_jobs_run(processes):
    people = [make_person(name) for name in ("Ada", "Ben", "Cleo")]
    jobs = [start_job(kind=KIND, actor=each, params={}, at=now()) for each in people]
    assert wait_until(lambda: at_work() == 2, seconds=PATIENCE_S)
    before = runs_of(SWEEP)

    kept = wait_until(lambda: runs_of(SWEEP) >= before + 4, seconds=PATIENCE_S)

    assert kept
    assert (at_work(), Job.objects.get(pk=jobs[2].pk).status) == (2, Job.Status.QUEUED)
    for job, person in zip(jobs, people, strict=True):
        cancel_job(number=job.pk, actor=person, at=now())
    assert wait_until(lambda: at_work() == 0, seconds=PATIENCE_S)
