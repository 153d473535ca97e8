import csv
import io
from datetime import timedelta

import pytest

from accounts.models import User
from audit.models import Entry
from tests.factories import NOON, make_person
from tests.trail import audit_actions
from tests.workbench.imports import Shelves, applied, checked, text_of, upload
from tests.workbench.jobs import noon
from workbench.errors import (
    ColumnsIncomplete,
    FileGone,
    ImportNotAllowed,
    ImportNotCheckable,
    ImportOfSomebodyElse,
)
from workbench.models import Import, Job
from workbench.services.imports import KEEP_UPLOADS_FOR, check_import
from workbench.services.jobs import cancel_job, run_next_job

pytestmark = pytest.mark.django_db
BAD = "Name,Size\nA,1\n,2\nB,many\nC,0\nA,1,surplus\n"


@pytest.fixture(autouse=True)
def shelves(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Shelves().register()


@pytest.fixture
def ada():
    return make_person("Ada", role="admin")


def test_finds_a_good_file_ready_and_writes_nothing(ada, shelves):
    run = checked(ada, "Name,Size\nA,1\nB,\n")

    assert (run.status, run.rows, run.error_count) == ("ready", 2, 0)
    assert run.counts == {"new": 2}
    assert shelves.written == []
    assert audit_actions(run) == [
        f"workbench.import.{verb}" for verb in ("uploaded", "checking", "checked")
    ]


def test_names_every_error_at_once_by_row_and_column(ada, shelves):
    shelves.refused = {"A", "B"}

    run = checked(ada, BAD)

    told = [(error["row"], error["column"], error["value"]) for error in run.errors]
    assert run.status == "faulty"
    assert told == [
        (2, "Name", "A"),
        (3, "Name", ""),
        (4, "Name", "B"),
        (4, "Size", "many"),
        (5, "Size", "0"),
        (6, "", ""),
        (6, "Name", "A"),
    ]


def test_puts_all_errors_into_a_file(ada):
    run = checked(ada, "Name,Size\n" + "A,none\n" * 250)

    lines = list(csv.reader(io.StringIO(text_of(run.error_file))))
    assert (run.error_count, len(run.errors)) == (250, 200)
    assert lines[-251] == ["Row", "Column", "Value", "What to do"]
    assert lines[-1] == ["251", "Size", "none", "“none” is not a number. Write it as 1234.5."]


def test_checks_again_with_other_columns(ada):
    run = checked(ada, "Name,Size\nA,none\n")

    check_import(number=run.pk, mapping={"0": "name"}, actor=ada, at=NOON)
    run_next_job(clock=noon)

    assert Import.objects.get(pk=run.pk).status == "ready"


def test_waits_again_for_its_person_when_the_job_is_cancelled(ada):
    run = upload(ada, "Name\nA\n")
    job = check_import(number=run.pk, mapping=run.mapping, actor=ada, at=NOON).job

    cancel_job(number=job.pk, actor=ada, at=NOON)

    run = Import.objects.get(pk=run.pk)
    assert run.status == "stopped"
    assert audit_actions(run)[-1] == "workbench.import.stopped"


def refused(error, run, **facts):
    before = run.status, Job.objects.count(), Entry.objects.count()
    with pytest.raises(error) as caught:
        check_import(**{"number": run.pk, "mapping": run.mapping, "at": NOON} | facts)
    run = Import.objects.get(pk=run.pk)
    assert (run.status, Job.objects.count(), Entry.objects.count()) == before
    return caught.value.sentence


def test_refuses_other_people_and_people_who_lost_the_right(ada):
    run = upload(ada, "Name\nA\n")
    refused(ImportOfSomebodyElse, run, actor=make_person("Omar", role="admin"))

    ada.groups.clear()

    refused(ImportNotAllowed, run, actor=User.objects.get(pk=ada.pk))


def test_refuses_columns_that_leave_out_what_every_row_needs(ada):
    run = upload(ada, "Name,Size\nA,1\n")

    assert "No column is read as Name" in refused(ColumnsIncomplete, run, mapping={}, actor=ada)
    twice = refused(ColumnsIncomplete, run, mapping={"0": "name", "1": "name"}, actor=ada)
    assert "More than one column is read as Name" in twice


def test_refuses_a_file_that_is_applied_or_gone(ada):
    refused(ImportNotCheckable, applied(ada, "Name\nA\n"), actor=ada)
    run = upload(ada, "Name\nA\n")
    refused(FileGone, run, actor=ada, at=NOON + KEEP_UPLOADS_FOR + timedelta(seconds=1))
