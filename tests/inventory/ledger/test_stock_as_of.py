"""Stock as of a moment of occurring, as known at a moment of recording."""

from datetime import datetime, timedelta

import pytest

from inventory.ledger.queries import Cell, StockRow, cell_stock, stock_as_of
from inventory.ledger.vocabulary import End, EventType
from tests.inventory.ledger.books import (
    day,
    receive,
    sell,
    send,
    write_event,
    write_movement,
)
from tests.inventory.ledger.conftest import Floor

NOW = day(20)


def available(floor: Floor, **asked: datetime) -> int:
    row = cell_stock(
        sku_id=floor.sku.pk, location_id=floor.camden.pk, principal=floor.omar, at=NOW, **asked
    )
    assert row is not None
    return row.available


def test_current_stock_is_the_level(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 3, at=day(2))

    assert available(floor) == 7


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (day(1) - timedelta(microseconds=1), 0),
        (day(1), 10),
        (day(4, 11), 10),
        (day(5), 6),
        (day(5) - timedelta(microseconds=1), 10),
        (day(18), 6),
        (day(19), 9),
        (day(19) - timedelta(microseconds=1), 6),
        (day(25), 9),
    ],
)
def test_as_of_is_inclusive_from_whichever_side_is_nearer(floor, as_of, expected):
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 4, at=day(5))
    receive(floor.sku, floor.camden, 3, at=day(19))

    assert available(floor, as_of=as_of) == expected


@pytest.mark.parametrize(
    ("as_of", "known_at", "expected"),
    [
        (day(4), day(4), 10),
        (day(4), day(6), 8),
        (day(4), day(7), 8),
        (day(7), day(6), 8),
        (day(7), day(7), 3),
        (None, day(4), 10),
        (None, day(6), 8),
        (None, day(7), 3),
        (day(2), day(20), 10),
        (day(1, 11), day(20), 0),
    ],
)
def test_known_at_leaves_out_what_was_recorded_later(floor, as_of, known_at, expected):
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 2, at=day(3), recorded_at=day(5))
    sell(floor.sku, floor.camden, 5, at=day(7))

    asked = {"known_at": known_at} | ({"as_of": as_of} if as_of else {})
    assert available(floor, **asked) == expected


@pytest.mark.parametrize(
    ("known_at", "settled"),
    [
        (None, True),
        (NOW - timedelta(seconds=61), True),
        (NOW - timedelta(seconds=60), True),
        (NOW - timedelta(seconds=59), False),
        (NOW, False),
        (NOW + timedelta(hours=1), False),
    ],
)
def test_says_whether_postings_may_still_change_the_answer(floor, known_at, settled):
    page = stock_as_of(principal=floor.omar, at=NOW, known_at=known_at)

    assert page.settled is settled


def test_transit_belongs_to_the_destination(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    send(floor.sku, floor.camden, floor.soho, 4, at=day(3))

    for asked in ({}, {"as_of": day(3)}, {"as_of": day(19)}, {"known_at": day(19)}):
        rows = stock_as_of(principal=floor.omar, at=NOW, **asked).rows
        assert {row.location: (row.available, row.in_transit) for row in rows} == {
            "camden": (6, 0),
            "soho": (0, 4),
        }
    before = stock_as_of(principal=floor.omar, at=NOW, as_of=day(2)).rows
    assert {row.location: row.in_transit for row in before} == {"camden": 0, "soho": 0}


def test_every_state_is_counted_where_it_lies(floor):
    event = write_event(EventType.RECEIPT, floor.sku, floor.camden, 90, at=day(2))
    for state in (*range(1, 10),):
        write_movement(event, End.SUPPLIER, End(state), state)

    for asked in ({}, {"as_of": day(3)}, {"as_of": day(19)}, {"known_at": day(3)}):
        row = stock_as_of(principal=floor.omar, at=NOW, **asked).rows[0]
        assert row.states == (1, 2, 3, 4, 5, 6, 7, 8, 9)
        assert (row.on_hand, row.shelf) == (28, 9)


@pytest.mark.parametrize(
    ("states", "sellable"),
    [
        ((0, 5, 0, 0, 0, 0, 0, 0, 0), 5),
        ((0, 5, -2, 0, 0, 0, 0, 0, 0), 3),
        ((-1, 5, 3, -1, -1, -1, -1, 0, 0), 0),
        ((9, 5, 9, 9, 9, 9, 9, 9, 9), 5),
        ((0, 5, 0, 0, 0, 0, 0, -7, -7), 5),
        ((0, -4, 2, 0, 0, 0, 0, 0, 0), -4),
    ],
)
def test_sellable_never_exceeds_on_hand(states, sellable):
    row = StockRow(1, 1, "sku", "", "place", "", *states)

    assert row.sellable == sellable
    assert row.sellable <= row.on_hand


def test_shows_only_what_the_principal_may_see(floor):
    for place in (floor.camden, floor.soho, floor.lyon):
        receive(floor.sku, place, 1, at=day(1))

    for asked in ({}, {"as_of": day(2)}, {"known_at": day(2)}):
        seen = stock_as_of(principal=floor.priya, at=NOW, **asked).rows
        assert [row.location for row in seen] == ["camden"]
    seen = stock_as_of(principal=floor.omar, at=NOW, location_ids=[floor.lyon.pk]).rows
    assert seen == []


def test_pages_by_sku_and_location(floor):
    for sku in (floor.sku, floor.other):
        for place in (floor.camden, floor.soho):
            receive(sku, place, 1, at=day(1))

    first = stock_as_of(principal=floor.omar, at=NOW, limit=3)
    rest = stock_as_of(principal=floor.omar, at=NOW, limit=3, after=first.after)

    assert first.after == Cell(floor.other.pk, floor.camden.pk)
    assert [(row.sku, row.location) for row in first.rows + rest.rows] == [
        ("crew-m", "camden"),
        ("crew-m", "soho"),
        ("crew-l", "camden"),
        ("crew-l", "soho"),
    ]
    assert rest.after is None


def test_filters_by_sku_and_location(floor):
    for sku in (floor.sku, floor.other):
        for place in (floor.camden, floor.soho):
            receive(sku, place, 1, at=day(1))

    found = stock_as_of(
        principal=floor.omar, at=NOW, sku_ids=[floor.other.pk], location_ids=[floor.soho.pk]
    ).rows
    assert [(row.sku, row.location) for row in found] == [("crew-l", "soho")]
    assert stock_as_of(principal=floor.omar, at=NOW, sku_ids=[]).rows == []


def test_is_one_statement(floor, django_assert_num_queries):
    receive(floor.sku, floor.camden, 1, at=day(1))
    floor.omar.scope_paths  # noqa: B018 read once per request

    with django_assert_num_queries(1):
        stock_as_of(principal=floor.omar, at=NOW, as_of=day(2), known_at=day(2))
