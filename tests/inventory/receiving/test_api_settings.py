"""How deliveries are received, by API: read, set, changed as it was seen, taken away for a person."""

import pytest

from inventory.receiving.models import LandingSetting, OverReceiptTolerance
from tests.api import said
from tests.factories import make_person

WRITE = "receipts:read receipts:write"


@pytest.fixture
def ada(dock):
    return make_person("Ada", role="admin", scope=dock.network)


@pytest.fixture
def post(api, ada):
    def posting(path, body=None, *, by=ada, scope=WRITE, **more):
        asked = {"on_behalf_of": by.email, **(body or {})}
        return api.post(f"receiving-{path}", asked, scope=scope, **more)

    return posting


@pytest.fixture
def mill(post):
    body = {"place": "uk", "kind": "purchase_order", "sender": "Mill Pottery", "percent": 5}
    made = post("tolerances", body)
    assert made.status_code == 201, made.content
    return made.json()


def test_a_tolerance_is_set_read_and_found(api, mill):
    read = api.get(f"receiving-tolerances/{mill['number']}", scope=WRITE)

    assert (read.json(), read["ETag"]) == (mill, '"1"')
    for query in ("code=uk", "sender=Mill Pottery", "kind=purchase_order"):
        listed = api.get(f"receiving-tolerances?{query}", scope=WRITE)
        assert listed.json()["results"] == [mill]
    assert api.get("receiving-tolerances?kind=advice", scope=WRITE).json()["results"] == []


def test_a_tolerance_is_changed_and_taken_away_as_it_was_seen(post, mill):
    path = f"tolerances/{mill['number']}"

    changed = post(f"{path}/change", {"percent": 8}, version=1)
    stale = post(f"{path}/remove", version=1)
    removed = post(f"{path}/remove", version=2)

    assert (changed.json()["percent"], changed["ETag"]) == (8, '"2"')
    assert said(stale) == (409, "tolerance_changed")
    assert removed.json() == {"removed": mill["number"]}
    assert not OverReceiptTolerance.objects.exists()


@pytest.mark.parametrize(
    ("path", "body", "version", "expected"),
    [
        ("/{n}/change", {"percent": 8}, None, (422, "version_not_said")),
        ("/{n}/change", {"percent": 101}, 1, (422, "invalid")),
        ("/{n}/remove", {}, None, (422, "version_not_said")),
        ("", {"place": "uk", "percent": 5, "kind": "gift"}, None, (422, "invalid")),
        ("", {"place": "nowhere", "percent": 5}, None, (422, "invalid")),
    ],
)
def test_refuses_what_was_not_seen_or_cannot_be(post, mill, path, body, version, expected):
    answer = post(f"tolerances{path.format(n=mill['number'])}", body, version=version)

    assert (answer.status_code, said(answer)[1]) == expected
    assert OverReceiptTolerance.objects.get().percent == 5


def test_the_same_deliveries_have_one_tolerance(post, mill):
    again = {name: mill[name] for name in ("place", "kind", "sender")} | {"percent": 9}

    assert said(post("tolerances", again)) == (409, "tolerance_there")


def test_where_goods_land_is_set_as_it_was_seen(api, post, dock):
    first = api.get("receiving-landings/depot", scope=WRITE)
    assert (first.json()["direct"], first["ETag"]) == (False, '"0"')

    done = post("landings/depot/set", {"direct": True}, version=0)
    stale = post("landings/depot/set", {"direct": False}, version=0)

    assert done.json() == {"location": "depot", "direct": True, "version": 1}
    assert said(stale) == (409, "landing_changed")
    assert LandingSetting.objects.get().direct
    listed = api.get("receiving-landings?kind=dc", scope=WRITE).json()["results"]
    assert listed == [done.json()]


def test_who_may_not_change_locations_sets_none(post, dock, mill):
    path = f"tolerances/{mill['number']}/change"

    assert said(post(path, {"percent": 8}, by=dock.wren, version=1)) == (403, "setting_not_allowed")
    assert said(post("landings/depot/set", {"direct": True}, by=dock.wren, version=0))[0] == 403


def test_settings_of_other_places_are_not_there(api, post, dock, mill):
    here = {"scope": WRITE, "place": dock.york.place}
    path = f"receiving-tolerances/{mill['number']}"

    answers = [
        api.get(path, **here),
        post(f"tolerances/{mill['number']}/remove", version=1, **here),
        api.get("receiving-landings/depot", **here),
        post("landings/depot/set", {"direct": True}, version=0, **here),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
