"""One delivery by API: read with its version, an arrival taken back, goods put away."""

import pytest

from inventory.receiving.kinds import ReceivedLine
from tests.api import said
from tests.inventory.receiving.dock import again, cell

BOTH = "receipts:read receipts:write"


@pytest.fixture
def taken(dock):
    """Nine of ten mugs have arrived."""
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, 9))
    return again(receipt)


@pytest.fixture
def post(api, taken):
    def posting(verb, body=None, *, scope=BOTH, **more):
        return api.post(f"receipts/{taken.reference}/{verb}", body, scope=scope, **more)

    return posting


def test_reads_one_with_its_arrivals_and_version(api, taken):
    answer = api.get(f"receipts/{taken.reference}", scope=BOTH)

    assert answer["ETag"] == f'"{taken.version}"'
    assert answer.json()["lines"][0]["accepted"] == 9
    assert [(one["number"], one["undone_at"]) for one in answer.json()["arrivals"]] == [(1, None)]


def test_takes_an_arrival_back(post, dock, taken):
    answer = post("arrivals/1/undo", {"reason": "Another lorry."}, version=taken.version)

    assert answer.status_code == 200, answer.content
    assert answer.json()["lines"][0]["accepted"] == 0
    assert cell(dock.mug, dock.depot) == {"on_order": 10}


def test_puts_away(post, dock, taken):
    lines = {"lines": [{"sku": "MUG", "quantity": 4}]}

    answer = post("put-away", lines, version=taken.version)

    assert answer.json()["lines"][0]["to_put_away"] == 5, answer.content
    assert cell(dock.mug, dock.depot) == {"on_order": 1, "receiving": 5, "available": 4}


def test_puts_away_no_more_than_came_when_a_sku_is_named_twice(post, dock, taken):
    dock.take(dock.expect(document="PO-2", lines=[(dock.mug, 9)]), ReceivedLine(dock.mug, 9))
    lines = [{"sku": "MUG", "quantity": 9}, {"sku": "4006381333931", "quantity": 9}]

    answer = post("put-away", {"lines": lines}, version=taken.version)

    assert said(answer) == (422, "sku_twice")
    assert cell(dock.mug, dock.depot)["receiving"] == 18


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("arrivals/1/undo", {"reason": "Another lorry."}),
        ("put-away", {"lines": [{"sku": "MUG", "quantity": 4}]}),
    ],
)
def test_does_nothing_on_an_old_version(post, dock, verb, body):
    answer = post(verb, body, version=1)

    assert said(answer) == (409, "receipt_changed_meanwhile")
    assert cell(dock.mug, dock.depot) == {"on_order": 1, "receiving": 9}


@pytest.mark.parametrize("verb", ["", "/arrivals/1/undo", "/put-away"])
def test_deliveries_of_other_places_are_not_there(api, dock, taken, verb):
    path = f"receipts/{taken.reference}{verb}"
    here = {"scope": BOTH, "place": dock.york.place}

    answer = api.post(path, **here) if verb else api.get(path, **here)

    assert answer.status_code == 404


def test_an_arrival_that_never_was_is_not_there(post):
    assert post("arrivals/7/undo", {"reason": "Another lorry."}).status_code == 404


@pytest.mark.parametrize("verb", ["arrivals/1/undo", "put-away"])
def test_needs_the_scope(post, verb):
    assert said(post(verb, scope="receipts:read")) == (403, "missing_scope")
