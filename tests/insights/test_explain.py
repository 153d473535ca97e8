"""Explain tells one number as one story: movements, approvals, cases and trail in order."""

from datetime import timedelta

import pytest

from audit.services import record
from exceptions.services import close_case, open_case
from inventory.ledger.vocabulary import End
from tests.factories import make_person
from tests.inventory.ledger.books import day, note_count, receive, sell, write_movement
from tests.inventory.ledger.conftest import floor  # noqa: F401
from tests.inventory.ledger.screens import seen_by, words

pytestmark = pytest.mark.django_db
PAGE = "/insights/explain/?sku=crew-m&location=camden"


@pytest.fixture
def books(floor):  # noqa: F811
    """Ten received for PO-1, two sold, a case, counted as nine; a late sale the count had seen."""
    receive(floor.sku, floor.camden, 10, at=day(1), reference="PO-1")
    sell(floor.sku, floor.camden, 2, at=day(3), key="sold")
    count = note_count(floor.sku, floor.camden, 9, change=1, at=day(5), key="count-1")
    late = sell(floor.sku, floor.camden, 3, at=day(4), recorded_at=day(9), key="late-1")
    write_movement(late, End.SHRINKAGE, End.AVAILABLE, 3, at=day(5), counted_by=count)
    return floor


@pytest.fixture
def tove(books):
    return make_person("Tove", role="auditor", scope=books.network)


def open_one(books, at, **facts):
    return open_case(
        kind="below_zero",
        fingerprint=facts.pop("fingerprint", "x"),
        title=facts.pop("title", "Crew M fell below zero"),
        subject=books.sku,
        at=at,
        place=facts.pop("place", books.camden.place),
    )


def story(page):
    return words(page.split('class="table moves"')[1])


def in_order(text, *parts):
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_joins_every_room_in_the_order_things_happened(client, books, tove):
    open_one(books, day(3) + timedelta(hours=1))
    close_case(fingerprint="x", at=day(4) - timedelta(hours=2), note="Counted")
    record("catalog.sku.changed", books.sku, actor=tove, at=day(2), place=books.network)

    status, page = seen_by(client, tove, PAGE)

    told = story(page)
    assert status == 200
    assert "Why 9 on hand?" in words(page)
    assert in_order(told, "Receipt", "SKU changed", "Sale", "Crew M fell below", "Closed: Counted")
    assert "Tove" in told
    assert "PO-1" in told


def test_deeds_of_one_moment_stand_as_they_were_done(client, books, tove):
    for action in ("catalog.sku.created", "catalog.sku.changed"):
        record(action, books.sku, actor=tove, at=day(2), place=books.network)

    _status, page = seen_by(client, tove, PAGE)

    assert in_order(story(page), "SKU created", "SKU changed")


def test_as_known_at_a_moment_leaves_out_what_came_later(client, books, tove):
    open_one(books, day(8))

    _status, page = seen_by(client, tove, f"{PAGE}&known={day(6):%Y-%m-%dT%H:%M:%S}")

    assert "Why 9 on hand?" in words(page)
    assert "already counted" not in story(page)
    assert "Crew M fell below" not in story(page)


def test_another_number_is_asked_for_at_the_same_moment(client, books, tove):
    known = f"{day(6):%Y-%m-%dT%H:%M:%S}"

    _status, page = seen_by(client, tove, f"{PAGE}&at=&known={known}")

    which, _moment = [one for one in page.split("<form")[1:] if 'class="as-of"' in one]
    assert f'<input type="hidden" name="known" value="{known}">' in which
    assert 'name="at"' not in which


def test_as_of_a_moment_shows_the_number_of_then(client, books, tove):
    _status, page = seen_by(client, tove, f"{PAGE}&at={day(2):%Y-%m-%dT%H:%M:%S}")

    assert "Why 10 on hand?" in words(page)
    assert "Sale" not in story(page)


def test_leaves_out_cases_of_other_places(client, books, tove):
    open_one(books, day(2), place=books.soho.place, title="Soho is wrong")

    _status, page = seen_by(client, tove, PAGE)

    assert "Soho is wrong" not in page


def test_asks_which_number_first(client, books, tove):
    _status, page = seen_by(client, tove, "/insights/explain/")

    assert "Which number?" in words(page)
    assert page.count("btn primary") == 1


@pytest.mark.parametrize("query", ["sku=nope&location=camden", "sku=crew-m&location=lyon"])
def test_says_what_it_does_not_know(client, books, tove, query):
    status, page = seen_by(client, tove, f"/insights/explain/?{query}")

    assert status == 200
    assert "in your places has this code" in words(page)


def test_is_refused_to_who_may_not_ask(client, books):
    jo = make_person("Jo", role="store staff", scope=books.camden.place)

    status, page = seen_by(client, jo, PAGE)

    assert status == 403
    assert "Crew-M" not in page


def test_costs_a_bounded_number_of_questions(client, books, tove, django_assert_max_num_queries):
    open_one(books, day(3))
    client.force_login(tove)
    client.get(PAGE)

    with django_assert_max_num_queries(15):
        client.get(PAGE)
