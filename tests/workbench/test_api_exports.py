"""Exports over the API: the same lists, filters, rights and cells as from the screen."""

import csv
import io

import pytest

from accounts.models import Place, PlaceScope
from audit.models import Entry
from kernel.clock import now
from kernel.lists import lists
from tests.api import said
from tests.factories import make_person
from tests.inventory.catalog.factories import make_admin, make_network, make_sku
from workbench.api.exports import scopes_by_list
from workbench.services.jobs import run_next_job

pytestmark = pytest.mark.django_db
SCOPE = "exports:write catalog:read"
SKUS = "inventory.skus"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


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


@pytest.fixture
def start(api, ada):
    def starting(query="", *, by=ada, scope=SCOPE, key=SKUS, form="csv", **more):
        body = {"on_behalf_of": by.email, "list": key, "query": query, "format": form}
        return api.post("exports", body, scope=scope, **more)

    return starting


def rows_of(answer):
    assert answer.status_code == 200, answer.content
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))
    start = next(number for number, line in enumerate(lines) if not any(line))
    return lines[start + 1 :]


def test_a_list_is_asked_for_made_and_fetched(api, start):
    asked = start("lifecycle=draft&cols=name,lifecycle")
    assert asked.status_code == 202, asked.content
    assert (asked.json()["status"], asked.json()["file"]) == ("queued", None)

    run_next_job(clock=now)

    job = api.get(f"exports/{asked.json()['number']}", scope=SCOPE).json()
    assert job["status"] == "done"
    assert rows_of(api.get(job["file"].removeprefix("/api/v1/"), scope=SCOPE)) == [
        ["Code", "SKU", "Lifecycle"],
        ["CUP-1", "Cup", "Draft"],
    ]
    assert Entry.objects.get(action="workbench.list.exported").after["rows"] == 1


def test_the_file_waits_until_it_is_made(api, start):
    number = start().json()["number"]

    assert said(api.get(f"exports/{number}/file", scope=SCOPE)) == (409, "result_not_there")


def test_only_places_of_both_are_written(api, start, gifts, ada):
    PlaceScope.objects.create(user=ada, place=Place.objects.get(code="fresh"))
    number = start(place=gifts).json()["number"]

    run_next_job(clock=now)

    rows = rows_of(api.get(f"exports/{number}/file", scope=SCOPE, place=gifts))
    assert "APPLE" not in str(rows)
    assert "MUG-1" in str(rows)


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("colour=red", "colour is no filter of this list"),
        ("lifecycle=asleep", "lifecycle has a value that this list does not know"),
        ("sort=moon", "it cannot be sorted by moon"),
        ("cols=name,moon", "moon is no column of this list"),
    ],
)
def test_refuses_what_the_list_does_not_know(start, query, fault):
    answer = start(query)

    assert said(answer) == (422, "export_unreadable")
    assert fault in answer.json()["detail"]


def test_refuses_an_unknown_list(start):
    assert start(key="inventory.moons").status_code == 422


def test_the_person_needs_the_right_of_the_screen(start, gifts):
    jo = make_person("Jo", role="store staff", scope=gifts)
    seen = start(by=jo, scope="exports:write audit:read", key="audit.entries")

    assert said(seen) == (403, "export_not_allowed")


@pytest.mark.parametrize("scope", ["exports:write", "catalog:read", "exports:write stock:read"])
def test_the_client_needs_both_scopes(start, scope):
    assert said(start(scope=scope)) == (403, "missing_scope")


def test_is_there_for_the_client_that_asked_alone(api, start, gifts):
    number = start().json()["number"]
    other = {"scope": f"{SCOPE} stock:read"}

    assert api.get(f"exports/{number}", **other).status_code == 404
    assert api.get(f"exports/{number}/file", **other).status_code == 404


def test_is_cancelled_while_it_waits(api, start, ada):
    number = start().json()["number"]

    done = api.post(f"exports/{number}/cancel", {"on_behalf_of": ada.email}, scope=SCOPE)

    assert done.json()["status"] == "cancelled"
    assert run_next_job(clock=now) is None


def test_every_list_with_an_export_on_its_screen_is_one_of_the_api():
    exported = {key for key, view in lists.items() if view.export_permission}
    assert {key for key in exported if not key.startswith("test")} <= scopes_by_list().keys()
