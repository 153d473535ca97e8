"""Posting commands..."""

import pytest

from inventory.ledger import write
from inventory.ledger.errors import (
    EventRefused,
    InsufficientStock,
    KeyReused,
    LocationNotOpen,
    OtherNetwork,
    ReasonMissing,
    SkuNotActive,
    StateWouldGoBelowZero,
)
from inventory.ledger.models import DirtySku, Event, Movement
from tests.factories import make_place
from tests.inventory.ledger.shop import (
    event,
    make_location,
    make_sku,
    minute,
    nothing_written,
    post_command,
    post_facts,
    statuses,
    stock,
)

pytestmark = pytest.mark.django_db


def written() -> tuple[int, int, int]:
    return Event.objects.count(), Movement.objects.count(), DirtySku.objects.count()


def test_moves_stock_that_is_there(shop):
    post_facts([event("receipt", quantity=5)], source=shop.web)

    results = post_command(event("reserve", quantity=5, key="r1"), source=shop.till)

    assert statuses(results) == ["posted"]
    assert stock(shop.mug, shop.high_street) == {"reserved": 5}


def test_answers_its_own_repeat_without_asking_stock_again(shop):
    post_facts([event("receipt", quantity=5)], source=shop.web)
    reserve = event("reserve", quantity=5)
    first = post_command(reserve, source=shop.till)

    again = post_command(reserve, source=shop.till)

    assert statuses(again) == ["duplicate"]
    assert again[0].event_id == first[0].event_id


def test_refuses_more_than_is_sellable(shop):
    post_facts([event("receipt", quantity=5), event("ship", quantity=2)], source=shop.web)
    before = written()

    with pytest.raises(InsufficientStock) as refusal:
        post_command(event("reserve", quantity=4), source=shop.till)

    assert refusal.value.facts == {
        "sku": "MUG", "location": "HIGH-STREET", "sellable": 3, "wanted": 4,
    }  # fmt: skip
    assert refusal.value.code == "insufficient_stock"
    assert written() == before


def test_adds_up_the_demand_of_all_lines_before_it_asks(shop):
    post_facts([event("receipt", quantity=5), event("receipt", sku="PLATE")], source=shop.web)
    before = written()

    with pytest.raises(InsufficientStock) as refusal:
        post_command(
            event("reserve", quantity=4), event("reserve", sku="TEA-SET"), source=shop.till
        )

    assert (refusal.value.facts["wanted"], refusal.value.facts["sellable"]) == (6, 5)
    assert written() == before


def test_takes_no_state_below_zero(shop):
    post_facts([event("receipt", quantity=5)], source=shop.web)

    with pytest.raises(StateWouldGoBelowZero) as refusal:
        post_command(event("ship"), source=shop.till)

    assert refusal.value.facts["state"] == "allocated"
    assert Event.objects.count() == 1


def test_may_lift_a_state_that_is_below_zero(shop):
    post_facts([event("ship", quantity=2)], source=shop.web)

    post_command(event("receipt", quantity=1), source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"allocated": -2, "available": 1}


def test_counts_down_to_what_is_promised_and_no_further(shop):
    post_facts([event("receipt", quantity=5), event("reserve", quantity=3)], source=shop.web)

    post_command(event("count", quantity=3, occurred_at=minute(5)), source=shop.till)
    with pytest.raises(InsufficientStock):
        post_command(event("count", quantity=2, occurred_at=minute(6)), source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"reserved": 3}


def test_reverses_only_what_is_still_there(shop):
    post_command(event("receipt", key="r1", quantity=5), source=shop.till)
    post_facts([event(quantity=1)], source=shop.web)
    undo = event("reversal", reverses="r1", sku=None, location=None, quantity=None)

    with pytest.raises(InsufficientStock):
        post_command(undo, source=shop.till)

    assert Event.objects.count() == 2


def test_carries_the_guard_in_the_statement_that_writes(shop):
    post_facts([event("receipt", quantity=5)], source=shop.web)
    cell = (shop.mug.pk, shop.high_street.pk)
    vector = [0, 0, -6, 6, 0, 0, 0, 0, 0, 0]

    changed = write.sql.rows(write.TAKE_FROM_LEVELS, *write.level_params({cell: vector}, {}))

    assert changed == []
    assert stock(shop.mug, shop.high_street) == {"available": 5}


REFUSED = [
    ({"key": ""}, EventRefused, "key_missing"),
    ({"sku": "SPOON"}, EventRefused, "unknown_sku"),
    ({"type_": "reversal", "reverses": "x"}, EventRefused, "reverses_unknown"),
    ({"type_": "receipt", "sku": "OLD"}, SkuNotActive, "sku_not_active"),
    ({"sku": "DRAFT"}, SkuNotActive, "sku_not_active"),
    ({"location": "CLOSED"}, LocationNotOpen, "location_not_open"),
    ({"type_": "transfer_ship", "to_location": "CLOSED"}, LocationNotOpen, "location_not_open"),
    ({"type_": "write_off"}, ReasonMissing, "reason_missing"),
    ({"type_": "receipt", "sku": "FOREIGN"}, OtherNetwork, "other_network"),
]


@pytest.mark.parametrize(("fields", "error", "code"), REFUSED)
def test_refuses_what_a_fact_would_be_noted_for(shop, fields, error, code):
    make_location("CLOSED", parent=shop.network, lifecycle="closed")
    make_sku("DRAFT", network=shop.network, lifecycle="draft")
    make_sku("OLD", network=shop.network, lifecycle="discontinued")
    make_sku("FOREIGN", network=make_place("TOYS"))

    with pytest.raises(error) as refusal:
        post_command(event("receipt"), event(**fields), source=shop.till)

    assert refusal.value.code == code
    assert "{" not in refusal.value.sentence
    assert nothing_written()


def test_refuses_a_key_with_other_content(shop):
    receipt = event("receipt", key="r1")
    post_command(receipt, source=shop.till)

    with pytest.raises(KeyReused):
        post_command({**receipt, "quantity": 2}, source=shop.till)


def test_refuses_a_second_opening(shop):
    post_command(event("opening", quantity=2), source=shop.till)

    with pytest.raises(EventRefused) as refusal:
        post_command(event("opening", quantity=3), source=shop.till)

    assert refusal.value.code == "already_opened"
