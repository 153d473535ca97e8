from datetime import date
from decimal import Decimal

import pytest

from inventory.catalog.services.categories import create_category
from inventory.catalog.services.codes import add_identifier, set_unit_conversion
from inventory.catalog.services.money import set_price
from tests.factories import NOON
from tests.inventory.catalog.factories import (
    make_kit,
    make_location,
    make_network,
    make_region,
    make_sku,
)
from tests.inventory.intake.calls import get, make_token

pytestmark = pytest.mark.django_db
READ = ("catalog:read",)


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def token(gifts):
    return make_token(scopes=READ, place=gifts)


def codes(answer):
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


def problem(answer):
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def full_mug(gifts):
    """A SKU of which everything is known."""
    mugs = create_category(code="mugs", name="Mugs", network=gifts, actor=None, at=NOON)
    make_sku(gifts, "MUG/1", name="Mug", category=mugs, attributes={"brand": "Ours"})
    set_unit_conversion(code="MUG/1", unit="case", factor=12, actor=None, at=NOON)
    add_identifier(code="MUG/1", value="96385074", actor=None, at=NOON)
    price, day = Decimal("4.99"), date(2026, 1, 1)
    set_price(code="MUG/1", amount=price, valid_from=day, actor=None, at=NOON)


def test_tells_everything_of_a_sku(full_mug, token):
    answer = get(token, "skus", code="MUG/1")

    assert answer.json()["next"] is None
    assert answer.json()["results"] == [
        {
            "code": "MUG/1",
            "name": "Mug",
            "network": "gifts",
            "category": "mugs",
            "kind": "simple",
            "base_unit": "piece",
            "lifecycle": "active",
            "identifiers": [{"value": "96385074", "scheme": "ean8", "unit": ""}],
            "units": [{"unit": "case", "factor": 12}],
            "components": [],
            "price": "4.9900",
            "currency": "GBP",
            "attributes": {"brand": "Ours"},
        }
    ]


def test_tells_what_a_kit_is_made_of_now(gifts, token):
    make_sku(gifts, "MUG-1")
    make_kit(gifts, components={"MUG-1": 2})

    (kit,) = get(token, "skus", kind="kit").json()["results"]

    assert kit["components"] == [{"sku": "MUG-1", "quantity": 2}]


def test_pages_by_cursor_and_filters_as_the_screen_does(gifts, token):
    for code in ("A", "B", "C", "D"):
        make_sku(gifts, code, lifecycle="draft" if code == "D" else "active")

    first = get(token, "skus", lifecycle="active", limit=2)
    second = get(token, "skus", lifecycle="active", limit=2, cursor=first.json()["next"])

    assert (codes(first), codes(second)) == (["A", "B"], ["C"])
    assert second.json()["next"] is None
    assert codes(get(token, "skus", q="d")) == ["D"]


def test_finds_by_several_codes_and_barcodes(gifts, token):
    for code in ("A", "B", "C"):
        make_sku(gifts, code)
    add_identifier(code="C", value="96385074", actor=None, at=NOON)

    assert codes(get(token, "skus", code=["A", "96385074", "nobody"])) == ["A", "C"]


def test_shows_nothing_of_another_network(gifts, token):
    fresh = make_network("fresh")
    make_sku(fresh, "APPLE")
    make_location(fresh, "F-1")

    assert codes(get(token, "skus")) == []
    assert codes(get(token, "skus", code="APPLE")) == []
    assert codes(get(token, "locations")) == []
    assert codes(get(make_token(scopes=READ), "skus")) == ["APPLE"]


def test_tells_locations_within_the_client_s_places(gifts):
    north = make_region("north", gifts)
    make_location(north, "S-1", kind="dc")
    make_location(gifts, "S-2")
    token = make_token(scopes=READ, place=north)

    (location,) = get(token, "locations").json()["results"]

    assert location == {
        "code": "S-1",
        "name": "Store S-1",
        "kind": "dc",
        "lifecycle": "open",
        "parent": "north",
        "time_zone": "Europe/London",
        "grace_minutes": 30,
        "attributes": {},
    }


def test_filters_locations(gifts, token):
    north = make_region("north", gifts)
    make_location(north, "S-1", kind="dc")
    make_location(gifts, "S-2", lifecycle="planned")

    assert codes(get(token, "locations", kind="dc")) == ["S-1"]
    assert codes(get(token, "locations", lifecycle="planned")) == ["S-2"]
    assert codes(get(token, "locations", within="north")) == ["S-1"]
    assert codes(get(token, "locations", code=["S-2", "S-1"], limit=1)) == ["S-1"]


@pytest.mark.parametrize("path", ["skus", "locations"])
def test_is_closed_to_strangers_and_to_clients_without_the_scope(gifts, path):
    stranger = get("plb_nobody", path)
    without_scope = get(make_token(scopes=("stock:read",), place=gifts), path)

    assert (stranger.status_code, without_scope.status_code) == (401, 403)


@pytest.mark.parametrize("path", ["skus", "locations"])
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("lifecycle", "asleep", "bad_filter"),
        ("q", "a\x00b", "bad_filter"),
        ("colour", "blue", "unknown_parameter"),
        ("limit", "0", "bad_limit"),
        ("limit", "1001", "bad_limit"),
        ("cursor", "nonsense", "bad_cursor"),
        ("code", "", "bad_code"),
        ("code", "a\x00b", "bad_code"),
    ],
)
def test_refuses_what_makes_no_sense(token, path, name, value, code):
    answer = get(token, path, **{name: value})

    assert answer.status_code == 422, answer.content
    assert [(error["parameter"], error["code"]) for error in answer.json()["errors"]] == [
        (name, code)
    ]


def test_a_cursor_belongs_to_its_question(gifts, token):
    for code in ("A", "B"):
        make_sku(gifts, code)
    cursor = get(token, "skus", limit=1).json()["next"]

    answer = get(token, "skus", limit=1, kind="kit", cursor=cursor)

    assert problem(answer)[0] == 422
