"""Why this number: the page that leads from a number to its events."""

from datetime import timedelta

import pytest

from inventory.ledger.vocabulary import End, EventType
from tests.clock import Clock
from tests.inventory.ledger.books import (
    day,
    note_count,
    receive,
    sell,
    send,
    write_event,
    write_movement,
)
from tests.inventory.ledger.screens import jo, lena, seen_by, words

pytestmark = pytest.mark.django_db
PAGE = "/inventory/skus/crew-m/explain/"
CELL = f"{PAGE}?location=camden&state="


@pytest.fixture
def story(floor):
    """Ten received, two sold, counted as nine, one late sale that the count had seen, one undone."""
    receive(floor.sku, floor.camden, 10, at=day(1), reference="PO-1")
    sold = sell(floor.sku, floor.camden, 2, at=day(3), key="sold")
    count = note_count(floor.sku, floor.camden, 9, change=1, at=day(5), key="count-1")
    late = sell(floor.sku, floor.camden, 3, at=day(4), recorded_at=day(6), key="late-1")
    write_movement(late, End.SHRINKAGE, End.AVAILABLE, 3, at=day(5), counted_by=count)
    undone = write_event(
        EventType.REVERSAL, floor.sku, floor.camden, 2, at=day(3), recorded_at=day(8), reverses=sold
    )
    write_movement(undone, End.CUSTOMER, End.AVAILABLE, 2)
    return floor


def test_tells_the_number_and_each_row_with_its_balance(client, story):
    status, page = seen_by(client, lena(story), f"{CELL}available")

    told = words(page)
    assert status == 200
    assert "Why 11 available?" in told
    assert "Count found a difference" in told
    assert "Sale, already counted" in told
    assert "Before the first movement 0" in told
    assert "Supplier → Available" in told
    assert "PO-1" in told


def test_links_what_absorbed_and_what_was_taken_back(client, story):
    _status, page = seen_by(client, lena(story), f"{CELL}available")

    assert "Absorbed by count till count-1" in page
    assert "Takes back sale till sold" in page
    assert "Taken back by reversal till" in page
    assert page.count('href="/inventory/events/') >= 8


def test_shows_when_a_late_event_was_received_and_recorded(client, story, monkeypatch):
    Clock(monkeypatch, day(20))

    _status, page = seen_by(client, lena(story), f"{CELL}available")

    assert "at once" in page
    assert "Fri 6 Nov 12:00" in page


@pytest.mark.parametrize(
    ("state", "heading"),
    [("on_hand", "Why 11 on hand?"), ("damaged", "Why 0 damaged?"), ("", "Why 11 on hand?")],
)
def test_explains_every_state_and_on_hand(client, story, state, heading):
    path = f"{CELL}{state}" if state else f"{PAGE}?location=camden"

    status, page = seen_by(client, lena(story), path)

    assert status == 200
    assert heading in words(page)


def test_works_out_sellable_from_its_parts(client, story):
    event = sell(story.sku, story.camden, 1, at=day(9))
    write_movement(event, End.RESERVED, End.CUSTOMER, 4)

    _status, page = seen_by(client, lena(story), f"{CELL}sellable")

    told = words(page)
    assert "Why 6 sellable?" in told
    assert "Available 10" in told
    assert "Reserved −4" in told
    assert "Sellable 6" in told


@pytest.mark.parametrize(
    ("moment", "heading"),
    [
        ("at=2026-11-04T12:00:00", "Why 7 available?"),
        ("known=2026-11-05T12:00:00", "Why 9 available?"),
    ],
)
def test_explains_a_past_moment(client, story, moment, heading):
    _status, page = seen_by(client, lena(story), f"{CELL}available&{moment}")

    assert heading in words(page)
    assert "Back to now" in page


def test_older_rows_carry_the_balance_on(client, floor):
    for number in range(60):
        receive(floor.sku, floor.camden, 1, at=day(1) + timedelta(minutes=number))
    person = lena(floor)
    _status, page = seen_by(client, person, f"{CELL}available")
    older = page.split('class="btn quiet" href="')[1].split('"')[0].replace("&amp;", "&")

    _status, second = seen_by(client, person, f"{PAGE}{older}")

    assert "Brought forward from older movements 10" in words(page)
    assert "Before the first movement 0" in words(second)
    assert second.count("Receipt</a>") == 10


def test_names_no_place_outside_the_scope(client, floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    send(floor.sku, floor.camden, floor.soho, 3, at=day(4))

    _status, page = seen_by(client, jo(floor), f"{CELL}available")

    assert "Camden, Available → another place, In transit" in words(page)
    assert "Soho" not in page


@pytest.mark.parametrize(
    "query",
    ["", "?location=soho", "?location=nowhere", "?location=camden&state=nonsense"],
)
def test_what_is_not_there_or_not_in_scope_is_not_found(client, story, query):
    status, _page = seen_by(client, jo(story), f"{PAGE}{query}")

    assert status == 404


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "bnVsbA"])
def test_a_cursor_of_nonsense_begins_at_the_newest(client, story, cursor):
    status, page = seen_by(client, lena(story), f"{CELL}available&before={cursor}")

    assert status == 200
    assert "Why 11 available?" in words(page)


def test_a_cell_nothing_happened_to_says_so(client, floor):
    _status, page = seen_by(client, lena(floor), f"{CELL}available")

    assert "Nothing ever moved here" in page
