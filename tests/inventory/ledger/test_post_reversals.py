"""Posting reversals..."""

import pytest

from inventory.ledger.models import Event, Movement
from tests.inventory.ledger.shop import event, minute, moves, post_facts, statuses, stock
from tests.inventory.ledger.sums import ROW, sum_of

pytestmark = pytest.mark.django_db


def undo(undone: str, **fields):
    fields = {"sku": None, "location": None, "quantity": None, **fields}
    return event("reversal", reverses=undone, **fields)


def test_takes_back_what_the_event_moved_at_its_moment(shop):
    post_facts([event("receipt", quantity=9), event(key="s1", quantity=2, occurred_at=minute(3))],
               source=shop.till)  # fmt: skip

    results = post_facts([undo("s1", occurred_at=minute(60))], source=shop.till)

    assert moves(results[0].event_id) == [("customer", "available", 2)]
    assert Movement.objects.last().occurred_at == minute(3)
    kept = Event.objects.get(pk=results[0].event_id)
    assert (kept.occurred_at, kept.reverses.key) == (minute(60), "s1")
    assert (kept.sku, kept.location, kept.quantity) == (shop.mug, shop.high_street, 2)
    assert stock(shop.mug, shop.high_street) == {"available": 9}


def test_waits_for_its_event(shop):
    early = undo("s1")
    assert statuses(post_facts([early], source=shop.till)) == ["reverses_unknown"]
    post_facts([event(key="s1")], source=shop.web)
    assert statuses(post_facts([early], source=shop.till)) == ["reverses_unknown"]

    post_facts([event(key="s1")], source=shop.till)

    assert statuses(post_facts([early], source=shop.till)) == ["posted"]


def test_finds_its_event_in_the_same_batch_on_either_side(shop):
    results = post_facts(
        [undo("s1"), event(key="s1"), event(key="s2"), undo("s2")], source=shop.till
    )

    assert statuses(results) == ["posted"] * 4
    assert stock(shop.mug, shop.high_street) == {}


def test_undoes_an_event_once(shop):
    post_facts([event(key="s1")], source=shop.till)
    first = undo("s1", key="r1")

    results = post_facts([first, undo("s1", key="r2"), first], source=shop.till)

    assert statuses(results) == ["posted", "already_reversed", "duplicate"]
    assert statuses(post_facts([undo("s1"), first], source=shop.till)) == [
        "already_reversed", "duplicate",
    ]  # fmt: skip


def test_is_final(shop):
    post_facts([event(key="s1"), undo("s1", key="r1")], source=shop.till)

    results = post_facts([undo("r1"), undo("r2", key="r3"), undo("s9", key="r2")],
                         source=shop.till)  # fmt: skip

    assert statuses(results) == [
        "reversal_of_reversal", "reversal_of_reversal", "reverses_unknown",
    ]  # fmt: skip


MISMATCHES = [
    {"sku": "PLATE"},
    {"location": "DEPOT"},
    {"quantity": 1},
    {"sku": "MUG", "quantity": 2, "unit": "case"},
    {"to_location": "DEPOT"},
]


@pytest.mark.parametrize("fields", MISMATCHES)
def test_undoes_the_whole_event_or_nothing(shop, fields):
    post_facts([event(key="s1", quantity=2)], source=shop.till)

    assert statuses(post_facts([undo("s1", **fields)], source=shop.till)) == ["reversal_mismatch"]


def test_may_repeat_what_it_undoes(shop):
    post_facts([event("receipt", key="r1", quantity=24)], source=shop.till)
    same = undo("r1", sku="4006381333931", location="HIGH-STREET", quantity=2, unit="case")

    assert statuses(post_facts([same], source=shop.till)) == ["posted"]


def test_undoes_a_kit_with_the_recipe_it_was_posted_with(shop):
    post_facts([event(sku="TEA-SET", key="s1", quantity=2)], source=shop.till)
    shop.tea_set.components.update(quantity=9)

    results = post_facts([undo("s1")], source=shop.till)

    assert moves(results[0].event_id) == [
        ("customer", "available", 4), ("customer", "available", 2),
    ]  # fmt: skip


def test_undoes_both_ends_of_a_transfer(shop):
    post_facts([event("transfer_ship", key="t1", to_location="DEPOT")], source=shop.till)

    post_facts([undo("t1")], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {}
    assert stock(shop.mug, shop.depot) == {}


def test_is_absorbed_by_counts_like_any_late_event(shop):
    post_facts([event(key="s1", quantity=2)], source=shop.till)
    post_facts([event("count", quantity=7, occurred_at=minute(5))], source=shop.web)

    post_facts([undo("s1", occurred_at=minute(9))], source=shop.till)

    rows = list(Movement.objects.values_list(*ROW))
    cell = ("MUG", "HIGH-STREET", "available")
    assert [sum_of(rows, until=minute(at)).get(cell, 0) for at in (1, 5, 9)] == [0, 7, 7]


def test_undoes_a_count_with_all_it_absorbed(shop):
    post_facts([event("receipt", quantity=10),
                event("count", key="c1", quantity=7, occurred_at=minute(5))],
               source=shop.till)  # fmt: skip
    post_facts([event(quantity=2, occurred_at=minute(4))], source=shop.till)

    results = post_facts([undo("c1")], source=shop.till)

    assert moves(results[0].event_id) == [("shrinkage", "available", 1)]
    assert stock(shop.mug, shop.high_street) == {"available": 8}


def test_leaves_a_reversed_count_without_a_say(shop):
    post_facts([event("count", key="c1", quantity=7, occurred_at=minute(5)), undo("c1", key="r")],
               source=shop.till)  # fmt: skip

    post_facts([event(quantity=2, occurred_at=minute(4))], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"available": -2}


def test_lets_the_next_count_absorb_an_undone_one(shop):
    post_facts([event("count", key="c1", quantity=7, occurred_at=minute(5)),
                event("count", quantity=6, occurred_at=minute(9))], source=shop.till)  # fmt: skip

    post_facts([undo("c1")], source=shop.till)

    rows = list(Movement.objects.values_list(*ROW))
    cell = ("MUG", "HIGH-STREET", "available")
    assert [sum_of(rows, until=minute(at)).get(cell, 0) for at in (5, 9)] == [0, 6]


def test_stays_within_the_places_of_the_client(shop):
    post_facts([event(key="s1", location="DEPOT"),
                event("transfer_ship", key="t1", to_location="DEPOT")],
               source=shop.till)  # fmt: skip

    scope = (shop.high_street.place.path,)
    results = post_facts([undo("s1"), undo("t1")], source=shop.till, scope_paths=scope)

    assert statuses(results) == ["location_out_of_scope", "location_out_of_scope"]
