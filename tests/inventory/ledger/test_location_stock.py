"""The stock of a location on its page."""

import pytest
from django.template.loader import render_to_string

from exceptions.services import open_case
from inventory.ledger.hooks import LateFeed, hooks
from inventory.ledger.models import StockLevel
from tests.factories import make_person
from tests.inventory.ledger.books import day, receive, sell
from tests.inventory.ledger.screens import jo, lena, seen_by, words

pytestmark = pytest.mark.django_db
PAGE = "/inventory/locations/camden/"


@pytest.fixture
def stocked(floor):
    receive(floor.sku, floor.camden, 1_200, at=day(1))
    sell(floor.other, floor.camden, 2, at=day(4))
    StockLevel.objects.filter(sku=floor.other).update(below_zero_since=day(4))
    receive(floor.sku, floor.soho, 30, at=day(2))
    return floor


def test_sums_the_states_and_names_what_there_is_most_of(client, stocked):
    _status, page = seen_by(client, lena(stocked), PAGE)

    told = words(page)
    assert "2 SKUs" in told
    assert "On hand 1,198" in told
    assert "Crew-M crew-m 1,200 1,200" in told
    assert "/inventory/stock/?place=camden" in page


def test_names_what_is_below_zero_and_leads_to_why(client, stocked):
    _status, page = seen_by(client, lena(stocked), PAGE)

    assert "Crew-L crew-l Available −2" in words(page)
    assert "/inventory/skus/crew-l/explain/?location=camden&amp;state=available" in page


def test_says_that_its_feed_is_late(client, stocked, monkeypatch):
    late = LateFeed("Till", day(1), 62)
    monkeypatch.setattr(hooks, "late_feeds", lambda ids, at: {stocked.camden.pk: late})

    _status, page = seen_by(client, lena(stocked), PAGE)

    assert "Till, Camden has sent nothing for 62 minutes." in page


def test_lists_its_open_cases_to_those_who_may_read_them(client, stocked):
    open_case(
        kind="below_zero",
        fingerprint="x",
        title="Camden is 2 short",
        subject=stocked.camden,
        place=stocked.camden.place,
        at=day(5),
    )
    manager = make_person("Priya N", role="store manager", scope=stocked.camden.place)

    _status, hers = seen_by(client, manager, PAGE)
    _status, his = seen_by(client, jo(stocked), PAGE)

    assert "Camden is 2 short" in hers
    assert "Camden is 2 short" not in his


def test_a_location_elsewhere_is_not_there(client, stocked):
    assert seen_by(client, jo(stocked), "/inventory/locations/soho/")[0] == 404


def test_an_empty_location_says_so(client, floor):
    _status, page = seen_by(client, lena(floor), PAGE)

    assert "Nothing is below zero here." in page
    assert "No stock yet" in page


def test_asks_few_questions(client, stocked, django_assert_max_num_queries):
    client.force_login(lena(stocked))
    client.get(PAGE)

    with django_assert_max_num_queries(30):
        assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("template", "facts", "said"),
    [
        ("inventory/_location_totals.html", {"part": {"skus": 1_175, "on_hand": 3}}, "1,175 SKUs"),
        (
            "exceptions/_dry_run.html",
            {"run": {"looked_at": 4_100, "moved": 1_200, "untaken": 2_300}},
            "4,100 cases looked at",
        ),
    ],
)
def test_says_thousands_as_every_number_is_said(template, facts, said):
    assert said in render_to_string(template, facts)
