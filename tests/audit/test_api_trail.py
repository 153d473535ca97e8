"""The trail and the report of duties by API: the screens' filters, nothing outside the places."""

import pytest

from audit.models import Entry
from audit.services import record
from tests.api import said
from tests.factories import NOON, make_person, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return make_place("UK")


@pytest.fixture
def camden(network):
    return make_place("112", parent=network, name="Camden")


@pytest.fixture
def noted(network, camden):
    """Ada did something at Camden, on 20 November."""
    ada = make_person("Ada", role="admin", scope=network)
    record("places.place.painted", camden, actor=ada, at=NOON, place=camden, reason="Grey")
    return Entry.objects.latest("pk")


def test_reads_the_trail_with_the_screens_filters(api, noted):
    rows = api.get("trail?action=places.place.p&place=112", scope="audit:read").json()["results"]

    assert [(row["number"], row["who"], row["reason"]) for row in rows] == [
        (noted.pk, "Ada", "Grey")
    ]
    assert (rows[0]["place"], rows[0]["block"]) == ("112", None)


def test_takes_both_ends_of_a_stretch_of_days(api, noted):
    day = f"{noted.recorded_at:%Y-%m-%d}"
    path = "trail?action=places.place.painted&recorded"

    since = api.get(f"{path}_after={day}&recorded_before={day}", scope="audit:read").json()
    before = api.get(f"{path}_before=2020-01-01", scope="audit:read").json()

    assert ([row["number"] for row in since["results"]], before["results"]) == ([noted.pk], [])


def test_shows_one_entry(api, noted):
    answer = api.get(f"trail/{noted.pk}", scope="audit:read")

    assert answer.json()["action"] == "places.place.painted"


def test_what_happened_elsewhere_is_not_there(api, network, noted):
    york = make_place("027", parent=network)
    here = {"scope": "audit:read", "place": york}

    rows = api.get("trail", **here).json()["results"]
    one = api.get(f"trail/{noted.pk}", **here)

    assert noted.pk not in [row["number"] for row in rows]
    assert one.status_code == 404


def test_names_who_holds_conflicting_duties(api, network, camden):
    make_person("Ada", role="admin", scope=network)
    mo = make_person("Mo", role="store manager", scope=camden)
    york = make_place("027", parent=network)

    rows = api.get("duties", scope="duties:read").json()["results"]
    there = api.get("duties", scope="duties:read", place=york).json()["results"]

    held = {row["email"]: [one["key"] for one in row["conflicts"]] for row in rows}
    assert "asks_and_decides" in held[mo.email]
    assert mo.email not in [row["email"] for row in there]


@pytest.mark.parametrize("path", ["trail", "trail/1", "duties"])
def test_needs_the_scope(api, network, path):
    assert said(api.get(path, scope="cases:read")) == (403, "missing_scope")
