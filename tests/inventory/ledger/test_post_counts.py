"""Posting counts and openings..."""

import pytest

from inventory.ledger.models import Event, Movement, StockLevel
from tests.inventory.ledger.shop import event, minute, moves, post_facts, statuses, stock
from tests.inventory.ledger.sums import ROW, sum_of

pytestmark = pytest.mark.django_db


def count(quantity: int, at: float, **fields):
    return event("count", quantity=quantity, occurred_at=minute(at), **fields)


def available(shop, at: float | None = None) -> int:
    if at is None:
        return stock(shop.mug, shop.high_street).get("available", 0)
    rows = Movement.objects.values_list(*ROW)
    return sum_of(rows, until=minute(at)).get(("MUG", "HIGH-STREET", "available"), 0)


def test_moves_the_difference_against_shrinkage(shop):
    post_facts([event("receipt", quantity=10)], source=shop.till)

    results = post_facts([count(7, 5)], source=shop.till)

    assert moves(results[0].event_id) == [("available", "shrinkage", 3)]
    assert Movement.objects.last().count_id == results[0].event_id
    assert StockLevel.objects.get().last_counted_at == minute(5)


def test_finds_more_than_the_books_said(shop):
    results = post_facts([count(7, 5)], source=shop.till)

    assert moves(results[0].event_id) == [("shrinkage", "available", 7)]


def test_counts_reserved_and_allocated_pieces_as_shelf(shop):
    post_facts(
        [
            event("receipt", quantity=10),
            event("reserve", quantity=3),
            event("allocate", quantity=1),
            event("receipt", quantity=5, to_state="damaged"),
            count(9, 5),
        ],
        source=shop.till,
    )

    assert stock(shop.mug, shop.high_street) == {
        "available": 6, "reserved": 2, "allocated": 1, "damaged": 5,
    }  # fmt: skip


def test_sets_one_named_state(shop):
    post_facts([event("receipt", quantity=10), count(4, 5, state="damaged")], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"available": 10, "damaged": 4}


def test_keeps_what_was_counted_when_an_event_comes_late(shop):
    post_facts([event("receipt", quantity=10), count(7, 5)], source=shop.till)

    results = post_facts([event(quantity=2, occurred_at=minute(4))], source=shop.till)

    assert [available(shop, at) for at in (0, 4, 5)] == [10, 8, 7]
    assert moves(results[0].event_id) == [
        ("available", "customer", 2), ("shrinkage", "available", 2),
    ]  # fmt: skip


def test_sees_events_of_the_same_moment(shop):
    post_facts([count(7, 5)], source=shop.till)

    post_facts([event(quantity=2, occurred_at=minute(5))], source=shop.till)
    post_facts([event(quantity=1, occurred_at=minute(5.001))], source=shop.till)

    assert available(shop) == 6


def test_absorbs_though_it_changed_nothing(shop):
    results = post_facts([event("receipt", quantity=7), count(7, 5)], source=shop.till)
    assert moves(results[1].event_id) == []

    post_facts([event(quantity=2, occurred_at=minute(4))], source=shop.till)

    assert available(shop) == 7


def test_does_not_absorb_what_it_did_not_count(shop):
    post_facts([count(7, 5)], source=shop.till)

    post_facts([event("reserve", quantity=2, occurred_at=minute(4))], source=shop.till)
    post_facts([event("damage", quantity=1, occurred_at=minute(4))], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"available": 5, "reserved": 2, "damaged": 1}


def test_is_absorbed_by_the_next_count_when_it_comes_late_itself(shop):
    post_facts([event("receipt", quantity=10), count(6, 9)], source=shop.till)

    post_facts([count(8, 5)], source=shop.till)

    assert [available(shop, at) for at in (1, 5, 9)] == [10, 8, 6]


def test_orders_counts_of_one_moment_by_source_and_key(shop):
    post_facts([count(1, 5, key="b")], source=shop.till)
    post_facts([count(2, 5, key="a")], source=shop.web)
    post_facts([count(3, 5, key="a")], source=shop.till)

    assert available(shop) == 2  # web comes after till


def test_keeps_a_shelf_and_a_state_counted_at_once(shop):
    post_facts([event("receipt", quantity=10), event("reserve", quantity=4)], source=shop.till)

    post_facts([count(8, 5, key="a"), count(1, 5, key="b", state="reserved")], source=shop.till)
    post_facts([event("release", occurred_at=minute(4))], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"available": 5, "reserved": 1}


def test_absorbs_on_both_ends_of_a_transfer(shop):
    there = event("count", location="DEPOT", quantity=3, occurred_at=minute(5))
    post_facts([count(7, 5), there], source=shop.till)

    late = event("transfer_ship", quantity=2, state="available", to_location="DEPOT",
                 occurred_at=minute(4))  # fmt: skip
    post_facts([late], source=shop.till)

    assert available(shop) == 7
    assert stock(shop.mug, shop.depot) == {"available": 3, "in_transit": 2}


def test_absorbs_each_component_of_a_late_kit(shop):
    post_facts([count(7, 5), count(4, 3, sku="PLATE")], source=shop.till)

    post_facts([event(sku="TEA-SET", occurred_at=minute(4))], source=shop.till)

    assert available(shop) == 7
    assert stock(shop.plate, shop.high_street) == {"available": 3}


def test_opens_a_state_against_opening(shop):
    results = post_facts(
        [event("opening", quantity=20, occurred_at=minute(5)),
         event("opening", quantity=2, state="damaged")],
        source=shop.till,
    )  # fmt: skip

    assert sorted(moves()) == [("opening", "available", 20), ("opening", "damaged", 2)]
    late = post_facts([event(quantity=3, occurred_at=minute(4))], source=shop.till)
    assert moves(late[0].event_id)[1] == ("opening", "available", 3)
    assert statuses(results) == ["posted", "posted"]


def test_opens_a_state_once(shop):
    opening = event("opening", quantity=20)
    post_facts([opening], source=shop.till)

    results = post_facts(
        [event("opening", quantity=5), opening, event("opening", quantity=5, state="damaged")],
        source=shop.till,
    )

    assert statuses(results) == ["already_opened", "duplicate", "posted"]
    assert stock(shop.mug, shop.high_street) == {"available": 20, "damaged": 5}


def test_opens_a_state_once_within_a_batch(shop):
    opening = event("opening", key="o1", quantity=20)

    results = post_facts(
        [opening, event("opening", key="o2", quantity=5), event("opening", key="o2", quantity=5)],
        source=shop.till,
    )

    assert statuses(results) == ["posted", "already_opened", "already_opened"]
    assert Event.objects.count() == 1


def test_may_be_opened_again_once_the_opening_is_reversed(shop):
    post_facts([event("opening", key="o1", quantity=20)], source=shop.till)
    undo = event("reversal", reverses="o1", sku=None, location=None, quantity=None)

    results = post_facts([undo, event("opening", quantity=5)], source=shop.till)

    assert statuses(results) == ["posted", "posted"]
    assert available(shop) == 5


def test_keeps_since_when_it_is_below_zero_while_a_count_absorbs(shop):
    post_facts([count(2, 5), event(quantity=3, occurred_at=minute(6))], source=shop.till)
    StockLevel.objects.update(below_zero_since=minute(6))

    post_facts([event("sale_void", quantity=2, occurred_at=minute(4))], source=shop.till)

    level = StockLevel.objects.get()
    assert (level.available, level.below_zero_since) == (-1, minute(6))
