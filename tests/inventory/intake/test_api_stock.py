"""GET /api/v1/stock says what is where, within the client's places, now or as of a moment."""

from datetime import timedelta

import pytest

from inventory.catalog.models import SkuIdentifier
from inventory.intake.services import roll_up_tallies
from kernel.clock import now
from tests.factories import NOON
from tests.inventory.intake.calls import get, make_token
from tests.inventory.intake.world import event, tell


@pytest.fixture
def token(world):
    tell(
        world.pos,
        event("a"),
        event("b", "reserve", quantity=4),
        event("c", "sale", quantity=1, occurred_at=NOON.isoformat()),
        event("d", location="YORK", sku="LAMP", quantity=2),
        at=now(),
    )
    return make_token()


def rows(answer):
    assert answer.status_code == 200, answer.content
    return [(row["sku"], row["location"], row["available"]) for row in answer.json()["results"]]


def test_each_row_has_every_state_and_what_follows_from_them(world, token):
    row = get(token, "stock", sku="MUG").json()["results"][0]

    assert (row["sku"], row["location"]) == ("MUG", "CAMDEN")
    assert (row["available"], row["reserved"], row["on_hand"], row["sellable"]) == (5, 4, 9, 5)
    assert {"receiving", "allocated", "damaged", "quarantined", "returned"} <= row.keys()
    assert {"in_transit", "on_order", "as_of", "settled"} <= row.keys()
    assert (row["settled"], row["age_s"]) == (True, None)


def test_age_is_the_time_since_a_feed_of_the_place_was_heard(world, standing_clock, token):
    roll_up_tallies()
    standing_clock.hold(standing_clock.held + timedelta(seconds=90.5))

    assert get(token, "stock", sku="MUG").json()["results"][0]["age_s"] == 90


def test_several_skus_and_places(world, token):
    assert rows(get(token, "stock", sku=["MUG", "LAMP"])) == [
        ("MUG", "CAMDEN", 5),
        ("LAMP", "YORK", 2),
    ]
    assert rows(get(token, "stock", location="YORK")) == [("LAMP", "YORK", 2)]
    assert len(rows(get(token, "stock"))) == 2


def test_takes_an_identifier_for_its_sku(world, token):
    SkuIdentifier.objects.create(sku=world.skus["MUG"], scheme="ean13", value="5012345678900")

    assert rows(get(token, "stock", sku="5012345678900")) == [("MUG", "CAMDEN", 5)]


def test_as_of_a_moment(world, token):
    before = (NOON - timedelta(minutes=1)).isoformat()

    answer = get(token, "stock", sku="MUG", as_of=before)

    assert rows(answer) == [("MUG", "CAMDEN", 6)]
    assert answer.json()["results"][0]["as_of"] == before


def test_a_moment_whose_plus_was_lost_on_the_way(world, token):
    answer = get(token, "stock", sku="MUG", as_of="2026-11-20T13:00:00 01:00")

    assert answer.json()["results"][0]["as_of"] == "2026-11-20T12:00:00+00:00"


def test_as_known_a_moment_ago_is_not_settled(world, token):
    answer = get(token, "stock", sku="MUG", known_at=now().isoformat())

    assert [row["settled"] for row in answer.json()["results"]] == [False]


def test_pages_by_cursor(world, token):
    first = get(token, "stock", limit=1)
    second = get(token, "stock", limit=1, cursor=first.json()["next"])

    assert rows(first) + rows(second) == [("MUG", "CAMDEN", 5), ("LAMP", "YORK", 2)]
    assert second.json()["next"] is None


def test_a_cursor_belongs_to_its_question(world, token):
    first = get(token, "stock", limit=1)

    answer = get(token, "stock", limit=1, sku="MUG", cursor=first.json()["next"])

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "bad_cursor"


def test_shows_nothing_outside_the_clients_places(world, token):
    york = make_token(place=world.york.place)

    assert rows(get(york, "stock", sku=["MUG", "LAMP"])) == [("LAMP", "YORK", 2)]
    answer = get(york, "stock", location="CAMDEN")
    assert rows(answer) == []
    assert answer.json()["unknown"] == {"sku": [], "location": ["CAMDEN"]}


def test_names_what_it_does_not_know(world, token):
    answer = get(token, "stock", sku=["NOPE", "MUG"])

    assert rows(answer) == [("MUG", "CAMDEN", 5)]
    assert answer.json()["unknown"]["sku"] == ["NOPE"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"as_of": "yesterday"}, "bad_time"),
        ({"as_of": "2026-11-20T10:00:00"}, "time_without_offset"),
        ({"known_at": ""}, "bad_time"),
        ({"limit": "0"}, "bad_limit"),
        ({"limit": "1001"}, "bad_limit"),
        ({"limit": "９"}, "bad_limit"),
        ({"sku": ""}, "bad_code"),
        ({"sku": "A\x00"}, "bad_code"),
        ({"sku": [str(n) for n in range(201)]}, "too_many"),
        ({"cursor": "made-up"}, "bad_cursor"),
        ({"skus": "MUG"}, "unknown_parameter"),
    ],
)
def test_refuses_a_parameter_that_makes_no_sense(world, token, query, code):
    answer = get(token, "stock", **query)

    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert (error["code"], error["parameter"]) == (code, next(iter(query)))


def test_needs_the_scope(world):
    answer = get(make_token(scopes=("events:write",)), "stock")

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
