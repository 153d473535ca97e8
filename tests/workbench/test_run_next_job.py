from datetime import timedelta
from uuid import uuid4

import pytest

from audit.models import Entry
from kernel.errors import RuleViolation
from tests.factories import NOON, make_person
from tests.workbench.jobs import kind_of, noon, three_steps
from workbench.job_kinds import LEASE, Outcome, Progress
from workbench.models import Job
from workbench.services.jobs import run_next_job, start_job

pytestmark = pytest.mark.django_db


class ShelfIsFull(RuleViolation):
    """Nothing was put there: the shelf is full."""


def after_lease():
    return NOON + LEASE + timedelta(seconds=1)


def start(run, **options):
    return start_job(kind=kind_of(run, **options), actor=make_person("Ada"), params={}, at=NOON)


def test_does_the_work_and_keeps_the_outcome():
    job = start(three_steps)

    run_next_job(clock=noon)

    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.message) == (Job.Status.DONE, "Three steps made.")
    assert (job.progress_done, job.progress_total, job.percent) == (3, 3, 100)
    assert (job.attempts, job.started_at, job.finished_at) == (1, NOON, NOON)
    entry = Entry.objects.get(action="workbench.job.done")
    assert entry.after == {"message": "Three steps made.", "steps": 3}


def test_takes_the_longest_waiting_first_and_nothing_when_none_waits():
    def later(job: Job, progress: Progress) -> Outcome:
        return Outcome()

    actor = make_person("Ada")
    second = start_job(kind=kind_of(later), actor=actor, params={}, at=NOON)
    first = start_job(
        kind=kind_of(three_steps), actor=actor, params={}, at=NOON - timedelta(minutes=1)
    )

    ran = [run_next_job(clock=noon) for _ in range(3)]

    assert [job and job.pk for job in ran] == [first.pk, second.pk, None]


def test_says_why_when_a_command_inside_refused():
    def refused(job: Job, progress: Progress) -> Outcome:
        raise ShelfIsFull

    job = start(refused)

    run_next_job(clock=noon)

    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.message) == (
        Job.Status.FAILED,
        "Nothing was put there: the shelf is full.",
    )


def test_ends_a_job_with_a_fault_and_names_a_reference():
    def faulty(job: Job, progress: Progress) -> Outcome:
        raise ZeroDivisionError

    job = start(faulty)

    run_next_job(clock=noon)

    job = Job.objects.get(pk=job.pk)
    assert job.status == Job.Status.FAILED
    assert f"Reference: job {job.pk}" in job.message
    assert "ZeroDivision" not in job.message


def test_leaves_alone_what_another_worker_holds():
    inner = []

    def looks_for_more(job: Job, progress: Progress) -> Outcome:
        inner.append(run_next_job(clock=noon))
        return Outcome()

    start(looks_for_more)

    run_next_job(clock=noon)

    assert inner == [None]


def test_takes_up_again_a_job_whose_worker_went_silent():
    job = start(three_steps)
    silent_worker_takes(job)

    assert run_next_job(clock=noon) is None
    run_next_job(clock=after_lease)

    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.attempts) == (Job.Status.DONE, 2)


def test_fails_a_job_that_silences_every_worker():
    job = start(three_steps, attempts=1)
    silent_worker_takes(job)

    run_next_job(clock=after_lease)

    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.attempts) == (Job.Status.FAILED, 1)
    assert "stopped without a word" in job.message


def test_lets_the_slow_first_run_change_nothing_once_a_second_has_the_job():
    written = []

    def overtaken(job: Job, progress: Progress) -> Outcome:
        if job.attempts == 1:
            run_next_job(clock=after_lease)
        progress.hold(1, 1)
        written.append(job.attempts)
        return Outcome(message=f"run {job.attempts}")

    job = start(overtaken)

    assert run_next_job(clock=noon) is None

    assert written == [2]
    assert Job.objects.get(pk=job.pk).message == "run 2"


def test_takes_one_job_of_a_person_at_a_time():
    ada, ben = make_person("Ada"), make_person("Ben")
    kind = kind_of(three_steps)
    held, second = (start_job(kind=kind, actor=ada, params={}, at=NOON) for _ in range(2))
    silent_worker_takes(held)
    other = start_job(kind=kind, actor=ben, params={}, at=NOON)

    ran = [run_next_job(clock=noon) for _ in range(2)]

    assert [job and job.pk for job in ran] == [other.pk, None]
    assert Job.objects.get(pk=second.pk).status == Job.Status.QUEUED


def test_takes_no_more_than_may_run_at_once(settings):
    settings.JOBS_AT_ONCE = 2
    kind = kind_of(three_steps)
    jobs = [
        start_job(kind=kind, actor=make_person(name), params={}, at=NOON)
        for name in ("Ada", "Ben", "Cleo")
    ]
    for job in jobs[:2]:
        silent_worker_takes(job)

    ran = [run_next_job(clock=clock) for clock in (noon, after_lease)]

    assert [job and job.pk for job in ran] == [None, jobs[0].pk]


def silent_worker_takes(job):
    job.take(claim=uuid4(), at=NOON, lease=LEASE)
    job.save(update_fields=["status", "claim", "lease_until", "attempts", "started_at"])
