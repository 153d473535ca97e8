"""The trend of a SKU over the last days."""

from datetime import UTC, date, datetime

import pytest

from inventory.ledger.queries import stock_trend
from inventory.ledger.vocabulary import End, EventType
from tests.inventory.ledger.books import day, receive, sell, send, write_event, write_movement

NOW = day(20)


def test_walks_back_from_the_current_level(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 2, at=day(18, 9))
    receive(floor.sku, floor.camden, 5, at=day(18, 10))
    sell(floor.sku, floor.camden, 1, at=day(20, 11))

    trend = stock_trend(sku_id=floor.sku.pk, principal=floor.omar, at=NOW, days=4)

    assert [tuple(stock) for stock in trend] == [
        (date(2026, 11, 17), 10, 10, 0, 0),
        (date(2026, 11, 18), 13, 13, 5, 2),
        (date(2026, 11, 19), 13, 13, 0, 0),
        (date(2026, 11, 20), 12, 12, 0, 1),
    ]


def test_as_of_a_moment_ends_there(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 2, at=day(17, 9))
    sell(floor.sku, floor.camden, 3, at=day(18, 15))
    receive(floor.sku, floor.camden, 50, at=day(19))

    trend = stock_trend(
        sku_id=floor.sku.pk, principal=floor.omar, at=NOW, days=2, as_of=day(18, 10)
    )

    assert [tuple(stock) for stock in trend] == [
        (date(2026, 11, 17), 8, 8, 0, 2),
        (date(2026, 11, 18), 8, 8, 0, 0),
    ]


def test_has_a_row_per_day_also_where_nothing_moved(floor):
    trend = stock_trend(sku_id=floor.sku.pk, principal=floor.omar, at=NOW)

    assert len(trend) == 28
    assert (trend[0].day, trend[-1].day) == (date(2026, 10, 24), date(2026, 11, 20))
    assert {stock.on_hand for stock in trend} == {0}


def test_available_and_on_hand_part_ways(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    event = write_event(EventType.RESERVE, floor.sku, floor.camden, 4, at=day(20))
    write_movement(event, End.AVAILABLE, End.RESERVED, 4)

    yesterday, today = stock_trend(sku_id=floor.sku.pk, principal=floor.omar, at=NOW, days=2)

    assert (yesterday.on_hand, yesterday.available) == (10, 10)
    assert (today.on_hand, today.available, today.received, today.left) == (10, 6, 0, 0)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("UTC", [5, 5]), ("Pacific/Auckland", [0, 5]), ("America/Chicago", [5, 5])],
)
def test_days_are_those_of_the_time_zone(floor, zone, expected):
    receive(floor.sku, floor.camden, 5, at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC))

    trend = stock_trend(
        sku_id=floor.sku.pk, principal=floor.omar, at=day(20, 10), days=2, time_zone=zone
    )

    assert [stock.on_hand for stock in trend] == expected


def test_one_location_or_all_in_scope(floor):
    receive(floor.sku, floor.camden, 10, at=day(19))
    receive(floor.sku, floor.lyon, 7, at=day(19))
    send(floor.sku, floor.camden, floor.soho, 4, at=day(20))

    def today(principal, **where):
        return stock_trend(sku_id=floor.sku.pk, principal=principal, at=NOW, **where)[-1]

    assert today(floor.omar).on_hand == 6
    assert today(floor.omar, location_id=floor.soho.pk).on_hand == 0
    assert today(floor.omar, location_id=floor.camden.pk).left == 4
    assert today(floor.priya, location_id=floor.lyon.pk).on_hand == 0
