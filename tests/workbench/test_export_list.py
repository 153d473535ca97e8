import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

from accounts.models import PlaceScope, User
from audit.models import Entry
from kernel.clock import now
from tests.factories import make_person
from tests.inventory.catalog.factories import make_admin, make_network, make_sku
from workbench import list_export
from workbench.models import Job
from workbench.services.jobs import run_next_job

pytestmark = pytest.mark.django_db
SKUS = "inventory.skus"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def gifts():
    gifts = make_network()
    make_sku(gifts, "MUG-1", name="=HYPERLINK(1)")
    make_sku(gifts, "CUP-1", name="Cup", lifecycle="draft")
    make_sku(make_network("fresh"), "APPLE")
    return gifts


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def export(person, query="", form="csv", key=SKUS):
    client = Client()
    client.force_login(person)
    return client.post("/export/", {"list": key, "query": query, "format": form})


def rows_of(content):
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    start = next(number for number, line in enumerate(lines) if not any(line))
    return lines[:start], lines[start + 1 :]


def content_of(answer):
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def test_is_exactly_the_view_with_a_head_that_says_so(ada):
    answer = export(ada, "lifecycle=draft&cols=name,lifecycle")

    head, rows = rows_of(content_of(answer))
    assert rows == [["Code", "SKU", "Lifecycle"], ["CUP-1", "Cup", "Draft"]]
    told = {line[0]: line[1] for line in head}
    assert told["Export"] == "SKUs"
    assert told["Places"] == "gifts Gifts"
    assert told["Filter: Lifecycle"] == "Draft"
    assert told["By"] == "Ada <ada@example.com>"


def test_holds_nothing_outside_the_person_s_places_and_no_formula(ada):
    _head, rows = rows_of(content_of(export(ada, "cols=name")))

    assert rows[1:] == [["CUP-1", "Cup"], ["MUG-1", "'=HYPERLINK(1)"]]


def test_makes_a_workbook(ada):
    book = openpyxl.load_workbook(io.BytesIO(content_of(export(ada, form="xlsx"))))

    codes = [row[0].value for row in book.active.iter_rows()][-2:]
    assert codes == ["CUP-1", "MUG-1"]


def test_writes_down_who_took_how_many_rows(ada):
    export(ada, "lifecycle=draft")

    entry = Entry.objects.get(action="workbench.list.exported")
    assert entry.actor == ada
    assert entry.after == {
        "list": SKUS,
        "filters": "lifecycle=draft",
        "format": "csv",
        "rows": 1,
    }


def test_becomes_a_job_when_it_is_long(ada, monkeypatch):
    monkeypatch.setattr("workbench.views.exports.AT_ONCE", 1)
    client = Client()
    client.force_login(ada)

    answer = export(ada)
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    run_next_job(clock=now)

    job = Job.objects.get()
    _head, rows = rows_of(content_of(client.get(f"/jobs/{job.pk}/download/")))
    assert (job.status, job.result) == (Job.Status.DONE, {"rows": 2})
    assert len(rows) == 3
    assert Entry.objects.get(action="workbench.list.exported").after["rows"] == 2


def long_export(person, monkeypatch):
    monkeypatch.setattr("workbench.views.exports.AT_ONCE", 1)
    export(person)
    run_next_job(clock=now)
    return Job.objects.get()


def download(person, job):
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client.get(f"/jobs/{job.pk}/download/")


def test_is_not_handed_out_when_a_place_was_lost_since(ada, gifts, monkeypatch):
    job = long_export(ada, monkeypatch)

    PlaceScope.objects.filter(user=ada).delete()

    answer = download(ada, job)
    assert answer.status_code == 403
    assert b"lost a right or a place" in answer.content


def test_is_not_handed_out_when_the_right_was_lost_since(ada, monkeypatch):
    job = long_export(ada, monkeypatch)

    ada.groups.clear()

    assert download(ada, job).status_code == 403


def test_is_nobody_else_s_and_ends(ada, gifts, monkeypatch):
    job = long_export(ada, monkeypatch)

    assert download(make_admin(gifts, "Omar"), job).status_code == 404
    stored = job.result_file
    stored.expires_at = now() - timedelta(seconds=1)
    stored.save(update_fields=["expires_at"])
    assert download(ada, job).status_code == 409


def test_refuses_people_without_the_right_and_lists_nobody_knows(ada, gifts):
    stranger = make_person("Sid", scope=gifts)

    assert export(stranger).status_code == 403
    assert export(ada, key="nobody.knows").status_code == 422
    assert not Entry.objects.filter(action="workbench.list.exported").exists()
    assert list_export.AT_ONCE == 5000


@pytest.mark.parametrize("form", ["pdf", ""])
def test_says_which_formats_there_are(ada, form):
    answer = export(ada, form=form)

    assert answer.status_code == 422
    assert "Nothing was exported: choose CSV or Excel" in answer.content.decode()
    assert not Entry.objects.filter(action="workbench.list.exported").exists()


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("inventory.counts", "store manager"),
        ("inventory.suggestions", "ops lead"),
        ("inventory.waiting", "integration engineer"),
        ("inventory.conflicts", "integration engineer"),
        ("inventory.gaps", "integration engineer"),
        ("approvals.delegations", "store manager"),
        ("approvals.policies", "auditor"),
    ],
)
def test_lists_of_every_room_can_be_exported(gifts, key, role):
    answer = export(make_person("Kim", role=role, scope=gifts), key=key)

    head, _rows = rows_of(content_of(answer))
    assert head
