"""GET /api/v1/movements tells every row of the ledger once, in order of recording."""

import pytest

from inventory.ledger.queries import movements
from tests.inventory.intake.calls import get, make_token
from tests.inventory.intake.world import event, tell


@pytest.fixture
def alone(monkeypatch):
    """Other tests' transactions on the same server would hold the horizon back for their time."""
    monkeypatch.setattr(movements, "_AFTER", "(m.xid, m.id) > (%(xid)s, %(id)s)")


def keys(answer):
    assert answer.status_code == 200, answer.content
    return [row["key"] for row in answer.json()["results"]]


def test_tells_a_reader_who_keeps_the_cursor_everything_once(world, alone):
    token = make_token()
    for key in "abc":
        tell(world.pos, event(key))

    first = get(token, "movements", limit=2)
    second = get(token, "movements", limit=2, cursor=first.json()["next"])
    tell(world.pos, event("d"))
    third = get(token, "movements", limit=2, cursor=second.json()["resume"])

    assert (keys(first), keys(second), keys(third)) == (["a", "b"], ["c"], ["d"])
    assert second.json()["next"] is None


def test_a_row_names_both_ends_and_its_event(world, alone):
    tell(world.pos, event("a", reference="PO-7"))

    row = get(make_token(), "movements", reference="PO-7").json()["results"][0]

    assert (row["sku"], row["end"], row["to_end"]) == ("MUG", "supplier", "available")
    assert (row["location"], row["to_location"], row["quantity"]) == ("CAMDEN", "CAMDEN", 10)
    assert (row["type"], row["source"], row["reference"]) == ("receipt", "pos", "PO-7")


def test_filters_by_sku_and_place(world, alone):
    token = make_token()
    tell(world.pos, event("a"), event("b", sku="LAMP"), event("c", location="YORK"))

    assert keys(get(token, "movements", sku="LAMP")) == ["b"]
    assert keys(get(token, "movements", location="YORK")) == ["c"]
    assert keys(get(token, "movements", sku="NOPE")) == []


def test_shows_nothing_outside_the_clients_places(world, alone):
    tell(world.pos, event("a"), event("b", location="YORK"))

    assert keys(get(make_token(place=world.york.place), "movements")) == ["b"]


def test_a_running_posting_holds_back_its_rows(world):
    tell(world.pos, event("a"))

    assert keys(get(make_token(), "movements")) == []


def test_refuses_a_cursor_of_another_question(world, alone):
    token = make_token()
    cursor = get(token, "movements").json()["resume"]

    answer = get(token, "movements", reference="PO-7", cursor=cursor)

    assert answer.json()["errors"][0]["code"] == "bad_cursor"


def test_needs_the_scope(world):
    assert get(make_token(scopes=("events:write",)), "movements").status_code == 403
