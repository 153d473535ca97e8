"""The trail as a file: exactly the rows and columns of the view."""

import csv
import io

import pytest
from django.test import Client

from audit.models import Entry
from audit.services import record
from tests.factories import NOON, make_person, make_place
from workbench.errors import ExportNotAllowed
from workbench.exports import Format
from workbench.list_export import list_of, make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def deeds(network, camden, ada):
    paris = make_place("FR")
    record(
        "accounts.place.renamed", camden, actor=ada, at=NOON, place=camden, after={"name": "=1+1"}
    )
    record("accounts.place.opened", camden, actor=None, at=NOON, place=camden, agent="sweep")
    record("accounts.place.opened", paris, actor=None, at=NOON, place=paris)


def exported(person, query):
    view = list_of("audit.entries", person, person.scope_paths, query)
    stored, count = make_file(
        view, user=person, scope_paths=person.scope_paths, form=Format.CSV, at=NOON
    )
    with stored.file.open() as file:
        rows = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))
    return rows, count


def test_holds_the_rows_in_scope_with_words_and_names(tove, deeds):
    rows, count = exported(tove, "")

    assert count == 2
    told = [" | ".join(row) for row in rows]
    assert any("Ada" in line and "Place renamed" in line and "Waits" in line for line in told)
    assert any("sweep" in line and "Place opened" in line for line in told)


def test_holds_the_chosen_columns_and_no_formula(tove, deeds):
    rows, count = exported(tove, "action=accounts.place.renamed&cols=recorded_at,code,after")

    assert count == 1
    assert rows[-1][1:] == ["accounts.place.renamed", '{"name": "=1+1"}']


def test_refuses_who_may_not_export(network, deeds):
    jo = make_person("Jo", role="ops agent", scope=network)

    with pytest.raises(ExportNotAllowed):
        list_of("audit.entries", jo, jo.scope_paths, "")

    assert Entry.objects.count() == 3
    assert Client().get("/audit/entries/").status_code == 302
