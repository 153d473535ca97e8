"""The stock of a SKU on its page: states by location, trend, movements, past moments, scope."""

from datetime import UTC, datetime, timedelta

import pytest

from inventory.catalog.models import Sku
from inventory.ledger.hooks import LateFeed, hooks
from inventory.ledger.vocabulary import End, EventType
from kernel.clock import now
from tests.clock import Clock
from tests.inventory.ledger.books import (
    day,
    make_location,
    make_sku,
    note_count,
    receive,
    sell,
    send,
    write_event,
    write_movement,
)
from tests.inventory.ledger.screens import jo, lena, seen_by, words

pytestmark = pytest.mark.django_db
PAGE = "/inventory/skus/crew-m/"


@pytest.fixture
def stocked(floor):
    """Ten received at Camden, two sold, three sent to Soho; five in a foreign network."""
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 2, at=day(3), key="till-7")
    send(floor.sku, floor.camden, floor.soho, 3, at=day(4), reference="TR-000009")
    receive(floor.sku, floor.lyon, 5, at=day(2))
    return floor


def test_shows_the_states_of_every_location_in_scope_and_their_sum(client, stocked):
    _status, page = seen_by(client, lena(stocked), PAGE)

    told = words(page)
    assert "Camden camden 5 5 5 0" in told
    assert "Soho soho 0 0 0 3" in told
    assert "Together 5 5 5 3" in told
    assert "Lyon" not in told
    assert "Damaged" not in told.split("Together")[0]


def test_each_number_leads_to_its_movements(client, stocked):
    _status, page = seen_by(client, lena(stocked), PAGE)

    assert "/inventory/skus/crew-m/explain/?location=camden&amp;state=available" in page
    assert "/inventory/skus/crew-m/explain/?location=soho&amp;state=in_transit" in page


def test_names_no_other_place_to_who_sees_one(client, stocked):
    _status, page = seen_by(client, jo(stocked), PAGE)

    told = words(page)
    assert "Camden camden 5 5 5" in told
    assert "Soho" not in told
    assert "Camden, Available → another place, In transit" in told


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("at=2026-11-02T12:00:00", "Camden camden 10 10 10"),
        ("at=2026-11-03T12:00:00", "Camden camden 8 8 8"),
        ("known=2026-11-01T12:00:00", "Camden camden 10 10 10"),
    ],
)
def test_shows_a_past_moment_and_says_so(client, stocked, query, row):
    _status, page = seen_by(client, lena(stocked), f"{PAGE}?{query}")

    assert row in words(page)
    assert "Back to now" in page
    assert "2026-11-0" in page  # its links keep the moment


@pytest.mark.parametrize("at", ["soon", "0001-01-01", "0001-01-01T00:00"])
def test_says_what_cannot_be_read_as_a_moment(client, stocked, at):
    status, page = seen_by(client, lena(stocked), f"{PAGE}?at={at}")

    assert status == 200
    assert "The moment cannot be read." in page


def test_shows_the_trend_as_a_chart_and_as_a_table(client, floor):
    receive(floor.sku, floor.camden, 10, at=now() - timedelta(days=20))
    sell(floor.sku, floor.camden, 4, at=now() - timedelta(days=1))

    _status, page = seen_by(client, lena(floor), PAGE)

    assert "<svg" in page
    assert page.count('<tr><th scope="row"><time') == 28
    assert "+6" in page


def test_the_days_of_the_trend_are_named_as_of_the_same_clock(client, floor, monkeypatch):
    Clock(monkeypatch, datetime(2031, 6, 10, 12, tzinfo=UTC))
    receive(floor.sku, floor.camden, 10, at=now() - timedelta(days=20))

    _status, page = seen_by(client, lena(floor), PAGE)

    assert "Tue 10 Jun:" in page
    assert "Jun 2031" not in page


def test_lists_the_movements_newest_first_with_their_events(client, stocked):
    _status, page = seen_by(client, lena(stocked), PAGE)

    moves = page.split('id="movements"')[1]
    assert moves.index("Transfer shipped") < moves.index("Sale") < moves.index("Receipt")
    assert "TR-000009" in moves
    assert "till-7" in moves
    assert "Camden, Available → Soho, In transit" in moves


def test_a_movement_says_who_and_why(client, floor):
    person = lena(floor)
    facts = {"at": day(2), "reason": "Broken in the shop", "actor_id": person.pk}
    event = write_event(EventType.WRITE_OFF, floor.sku, floor.camden, 1, **facts)
    write_movement(event, End.AVAILABLE, End.SCRAP, 1)

    _status, page = seen_by(client, person, PAGE)

    moves = words(page.split('id="movements"')[1])
    assert f"{person.name}, Broken in the shop" in moves


def test_older_movements_come_by_the_same_file(client, floor):
    for number in range(25):
        receive(floor.sku, floor.camden, number + 1, at=day(1) + timedelta(hours=number))
    person = lena(floor)
    _status, page = seen_by(client, person, PAGE)
    older = page.split('id="older" href="')[1].split('"')[0].replace("&amp;", "&")

    status, fragment = seen_by(client, person, older, HX_Request="true")
    _status, whole = seen_by(client, person, older)

    assert status == 200
    assert fragment.count("Receipt</a>") == 5
    assert "<html" not in fragment
    assert "<html" in whole
    assert whole.count("Receipt</a>") == 5


def test_marks_what_a_count_had_already_seen(client, floor):
    count = note_count(floor.sku, floor.camden, 9, change=9, at=day(5), key="count-1")
    late = sell(floor.sku, floor.camden, 3, at=day(4), recorded_at=day(6))
    write_movement(late, End.SHRINKAGE, End.AVAILABLE, 3, at=day(5), counted_by=count)

    _status, page = seen_by(client, lena(floor), PAGE)

    assert "Sale, already counted" in page
    assert "recorded" in page


def test_narrows_to_one_location(client, stocked):
    _status, page = seen_by(client, lena(stocked), f"{PAGE}?location=soho")

    moves = page.split('id="movements"')[1]
    assert "Sale" not in moves
    assert "Transfer shipped" in moves


def test_a_location_that_no_one_can_have_narrows_to_nothing(client, stocked):
    person = lena(stocked)

    status, _page = seen_by(client, person, f"{PAGE}?location=N%001")
    explained, _page = seen_by(client, person, f"{PAGE}explain/?location=N%001")

    assert (status, explained) == (200, 404)


def test_says_that_a_place_is_late(client, stocked, monkeypatch):
    late = LateFeed("Till", day(1), 62)
    monkeypatch.setattr(hooks, "late_feeds", lambda ids, at: {stocked.camden.pk: late})

    _status, page = seen_by(client, lena(stocked), PAGE)

    assert "Till, Camden has sent nothing for 62 minutes." in page


def test_shows_the_first_locations_and_leads_to_the_rest(client, floor):
    for number in range(30):
        place = make_location(f"store-{number}", under=floor.network)
        receive(floor.sku, place, number + 1, at=day(1))
    person = lena(floor)

    _status, first = seen_by(client, person, PAGE)
    _status, everything = seen_by(client, person, f"{PAGE}?all=1")

    assert "Show 5 more locations" in first
    assert "Together 465" in words(first)
    assert everything.count('class="row-link" href="/inventory/locations/store-') == 30


def test_a_kit_shows_no_stock_of_its_own(client, floor):
    make_sku("set", network=floor.network)
    Sku.objects.filter(code="set").update(kind="kit")

    status, page = seen_by(client, lena(floor), "/inventory/skus/set/")

    assert status == 200
    assert 'id="stock"' not in page


def test_a_sku_nothing_happened_to_says_so(client, floor):
    _status, page = seen_by(client, lena(floor), PAGE)

    assert "Nothing was ever here" in page
    assert "No movements" in page
