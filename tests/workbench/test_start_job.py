import pytest

from audit.models import Entry
from tests.factories import NOON, make_person, make_place
from tests.workbench.jobs import kind_of, three_steps
from workbench.errors import UnknownJobKind
from workbench.models import Job
from workbench.services.jobs import start_job

pytestmark = pytest.mark.django_db


def test_queues_it_with_what_its_person_sees_now():
    gifts = make_place("gifts")
    ada = make_person("Ada", role="admin", scope=gifts)

    job = start_job(kind=kind_of(three_steps), actor=ada, params={"a": 1}, at=NOON, title="Steps")

    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.params, job.title) == (Job.Status.QUEUED, {"a": 1}, "Steps")
    assert job.scope_paths == [gifts.path]
    assert Entry.objects.get().action == "workbench.job.started"


def test_refuses_a_kind_nobody_registered():
    ada = make_person("Ada", role="admin")

    with pytest.raises(UnknownJobKind):
        start_job(kind="test.nobody", actor=ada, params={}, at=NOON)

    assert not Job.objects.exists()
    assert not Entry.objects.exists()
