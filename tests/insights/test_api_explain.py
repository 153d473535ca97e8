"""Explain by API: the same story, of the client's places and scopes alone."""

import pytest

from exceptions.services import open_case
from tests.api import said
from tests.factories import make_place
from tests.inventory.ledger.books import day, receive, sell
from tests.inventory.ledger.conftest import floor  # noqa: F401

pytestmark = pytest.mark.django_db
PATH = "explain?sku=crew-m&location=camden"


@pytest.fixture
def books(floor):  # noqa: F811
    receive(floor.sku, floor.camden, 10, at=day(1), reference="PO-1")
    sell(floor.sku, floor.camden, 2, at=day(3), key="sold")
    open_case(
        kind="below_zero", fingerprint="x", title="Crew M fell below zero", subject=floor.sku,
        place=floor.camden.place, at=day(4),
    )  # fmt: skip
    return floor


def test_tells_movements_and_cases_in_order(api, books):
    answer = api.get(PATH, scope="explain:read")

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["number"], told["state"], told["next"]) == (8, "on_hand", None)
    lines = [(row["room"], row["change"], row["balance"]) for row in told["results"]]
    assert lines[:3] == [("movement", 10, 10), ("movement", -2, 8), ("case", None, None)]


def test_tells_it_as_it_was(api, books):
    moment = day(2).isoformat().replace("+", "%2B")

    answer = api.get(f"{PATH}&as_of={moment}", scope="explain:read").json()

    assert (answer["number"], len(answer["results"])) == (10, 1)


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("explain?sku=crew-m", (422, "invalid")),
        (f"{PATH}&state=lost_at_sea", (422, "invalid")),
        (f"{PATH}&colour=navy", (422, "invalid")),
        ("explain?sku=nobody&location=camden", (404, "not_found")),
    ],
)
def test_says_what_it_does_not_understand(api, books, path, refusal):
    assert said(api.get(path, scope="explain:read")) == refusal


def test_numbers_of_other_places_are_not_there(api, books):
    answer = api.get(PATH, scope="explain:read", place=make_place("027", parent=books.network))

    assert answer.status_code == 404


def test_needs_the_scope(api, books):
    assert said(api.get(PATH, scope="stock:read")) == (403, "missing_scope")
