import pytest

from audit.models import Entry
from tests.factories import NOON, make_person
from tests.workbench.jobs import kind_of, noon, three_steps
from workbench.errors import JobIsOver, JobOfSomebodyElse
from workbench.job_kinds import Outcome, Progress
from workbench.models import Job
from workbench.services.jobs import cancel_job, run_next_job, start_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_person("Ada", role="admin")


def test_stops_a_waiting_job_at_once(ada):
    job = start_job(kind=kind_of(three_steps), actor=ada, params={}, at=NOON)

    cancel_job(number=job.pk, actor=ada, at=NOON)

    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.finished_at) == (Job.Status.CANCELLED, NOON)
    assert run_next_job(clock=noon) is None
    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["workbench.job.started", "workbench.job.cancelled"]


def test_stops_a_running_job_at_its_next_report(ada):
    reached = []

    def cancelled_halfway(job: Job, progress: Progress) -> Outcome:
        progress.hold(1, 2)
        cancel_job(number=job.pk, actor=ada, at=NOON)
        progress.hold(2, 2)
        reached.append("end")
        return Outcome()

    job = start_job(kind=kind_of(cancelled_halfway), actor=ada, params={}, at=NOON)

    run_next_job(clock=noon)

    assert Job.objects.get(pk=job.pk).status == Job.Status.CANCELLED
    assert reached == []


def test_refuses_somebody_else(ada):
    job = start_job(kind=kind_of(three_steps), actor=ada, params={}, at=NOON)
    entries = Entry.objects.count()

    with pytest.raises(JobOfSomebodyElse):
        cancel_job(number=job.pk, actor=make_person("Omar"), at=NOON)

    assert Job.objects.get(pk=job.pk).status == Job.Status.QUEUED
    assert Entry.objects.count() == entries


def test_refuses_a_job_that_has_ended(ada):
    job = start_job(kind=kind_of(three_steps), actor=ada, params={}, at=NOON)
    run_next_job(clock=noon)
    entries = Entry.objects.count()

    with pytest.raises(JobIsOver, match="it has already ended \\(done\\)"):
        cancel_job(number=job.pk, actor=ada, at=NOON)

    assert Job.objects.get(pk=job.pk).cancel_requested_at is None
    assert Entry.objects.count() == entries
