from datetime import timedelta

import pytest

from audit.models import Entry
from tests.factories import NOON, make_person
from tests.trail import audit_actions
from tests.workbench.imports import Shelves, applied, checked
from tests.workbench.jobs import noon
from workbench.errors import FileGone, ImportNotReady, ImportOfSomebodyElse
from workbench.job_kinds import LEASE
from workbench.models import Import, Job
from workbench.services import jobs
from workbench.services.imports import KEEP_UPLOADS_FOR, apply_import
from workbench.services.jobs import run_next_job

pytestmark = pytest.mark.django_db
FOUR = "Name\nA\nB\nC\nD\n"


@pytest.fixture(autouse=True)
def shelves(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Shelves().register(chunk=2)


@pytest.fixture
def ada():
    return make_person("Ada", role="admin")


def names(shelves):
    return [name for name, _size in shelves.written]


def test_writes_every_row_and_tells_what_it_did(ada, shelves):
    run = applied(ada, FOUR)

    assert names(shelves) == ["A", "B", "C", "D"]
    assert (run.status, run.counts, run.applied_at) == ("applied", {"created": 4}, NOON)
    assert (run.job.status, run.job.progress_done) == (Job.Status.DONE, 4)
    assert audit_actions(run)[-2:] == ["workbench.import.applying", "workbench.import.applied"]


def test_goes_on_where_a_dead_worker_stopped(ada, shelves, monkeypatch):
    run = checked(ada, FOUR)
    apply_import(number=run.pk, actor=ada, at=NOON)
    shelves.breaks_after = 2
    monkeypatch.setattr(jobs, "_end", lambda *args, **facts: None)
    run_next_job(clock=noon)
    assert names(shelves) == ["A", "B"]

    monkeypatch.undo()
    shelves.breaks_after = 1000
    run_next_job(clock=lambda: NOON + LEASE + timedelta(seconds=1))

    run = Import.objects.get(pk=run.pk)
    assert names(shelves) == ["A", "B", "C", "D"]
    assert (run.status, run.counts, run.job.attempts) == ("applied", {"created": 4}, 2)


def test_stops_in_words_when_the_books_changed_since_the_check(ada, shelves):
    run = checked(ada, FOUR)
    shelves.refused = {"C"}

    apply_import(number=run.pk, actor=ada, at=NOON)
    run_next_job(clock=noon)

    run = Import.objects.get(pk=run.pk)
    assert (run.status, run.job.status, names(shelves)) == ("stopped", Job.Status.FAILED, [])
    assert "the first in row 4: This shelf is taken." in run.job.message


def refused(error, run, **facts):
    before = run.status, Job.objects.count(), Entry.objects.count()
    with pytest.raises(error):
        apply_import(**{"number": run.pk, "at": NOON} | facts)
    run = Import.objects.get(pk=run.pk)
    assert (run.status, Job.objects.count(), Entry.objects.count()) == before


def test_refuses_other_people(ada):
    run = checked(ada, FOUR)

    refused(ImportOfSomebodyElse, run, actor=make_person("Omar", role="admin"))


def test_refuses_a_file_with_errors_and_one_applied_before(ada):
    refused(ImportNotReady, checked(ada, "Name,Size\nA,none\n"), actor=ada)
    refused(ImportNotReady, applied(ada, FOUR), actor=ada)


def test_refuses_a_file_that_is_no_longer_kept(ada):
    late = NOON + KEEP_UPLOADS_FOR + timedelta(seconds=1)

    refused(FileGone, checked(ada, FOUR), actor=ada, at=late)
