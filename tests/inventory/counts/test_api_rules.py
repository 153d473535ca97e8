"""What the classes mean, by API: read, given to a place, changed and taken away for a named person."""

import pytest

from inventory.counts.models import ClassRule
from tests.api import said

WRITE = "counts:read counts:write"


@pytest.fixture
def post(api, store):
    def posting(path, body=None, *, by=store.priya, scope=WRITE, **more):
        asked = {"on_behalf_of": by.email, **(body or {})}
        return api.post(f"count-rules{path}", asked, scope=scope, **more)

    return posting


@pytest.fixture
def camden(post, store):
    """The rules of Camden by class, which begin as what holds there."""
    made = post("", {"place": "CAMDEN"})
    assert made.status_code == 201, made.content
    return {row["sku_class"]: row for row in made.json()["results"]}


def test_a_place_gets_rules_of_its_own(api, post, camden):
    listed = api.get("count-rules?code=CAMDEN", scope=WRITE).json()["results"]

    assert [row["sku_class"] for row in listed] == ["A", "B", "C"]
    assert listed == list(camden.values())
    assert said(post("", {"place": "CAMDEN"})) == (409, "rules_already_there")


def test_changes_what_is_said_and_keeps_the_rest(api, post, camden):
    path = f"/{camden['C']['number']}"

    changed = post(f"{path}/change", {"units": 50, "value": "12.50"}, version=1)

    assert changed.status_code == 200, changed.content
    assert (changed.json()["units"], changed.json()["value"]) == (50, "12.50")
    assert changed.json()["interval_days"] == camden["C"]["interval_days"]
    assert api.get(f"count-rules{path}", scope=WRITE)["ETag"] == '"2"'


@pytest.mark.parametrize(
    ("body", "version", "expected"),
    [
        ({"units": 5}, None, (422, "version_not_said")),
        ({"units": 5}, 9, (409, "rule_changed")),
        ({"until_percent": "99"}, 1, (422, "shares_not_rising")),
    ],
)
def test_refuses_what_was_not_seen_or_cannot_be(post, camden, body, version, expected):
    answer = post(f"/{camden['A']['number']}/change", body, version=version)

    assert said(answer) == expected
    assert ClassRule.objects.get(pk=camden["A"]["number"]).version == 1


def test_taken_away_once(post, camden):
    done, again = post("/drop", {"place": "CAMDEN"}), post("/drop", {"place": "CAMDEN"})

    assert done.json() == {"dropped": 3}
    assert again.json()["code"] == "rule_unknown"
    assert not ClassRule.objects.filter(place__code="CAMDEN").exists()


def test_who_may_not_plan_changes_none(post, store, camden):
    answer = post("/drop", {"place": "CAMDEN"}, by=store.jo)

    assert said(answer) == (403, "planning_not_allowed")


def test_rules_of_other_places_are_not_there(api, post, store, camden):
    here, path = {"scope": WRITE, "place": store.york.place}, f"/{camden['C']['number']}"

    answers = [
        api.get(f"count-rules{path}", **here),
        post(f"{path}/change", {"units": 5}, version=1, **here),
        post("/drop", {"place": "CAMDEN"}, **here),
        post("", {"place": "CAMDEN"}, **here),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 422, 422]
    assert ClassRule.objects.filter(place__code="CAMDEN").count() == 3


def test_a_client_of_one_place_reads_what_holds_everywhere_and_changes_none_of_it(api, post, store):
    wide = ClassRule.objects.get(place=None, klass="C")
    here = {"scope": WRITE, "place": store.york.place}

    read = api.get(f"count-rules/{wide.pk}", **here)
    changed = post(f"/{wide.pk}/change", {"units": 5}, version=wide.version, **here)

    assert (read.status_code, read.json()["place"]) == (200, None)
    assert said(changed) == (403, "whole_network_needed")


@pytest.mark.parametrize("path", ["", "/drop"])
def test_needs_the_scope_that_writes(post, path):
    answer = post(path, {"place": "CAMDEN"}, scope="counts:read")

    assert said(answer) == (403, "missing_scope")
