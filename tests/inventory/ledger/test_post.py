"""Posting facts..."""

import pytest

from inventory.ledger.models import DirtySku, Event
from tests.inventory.ledger.shop import (
    Shop,
    event,
    minute,
    moves,
    post_facts,
    statuses,
    stock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_moves_stock_and_marks_the_sku(shop):
    results = post_facts(
        [event("receipt", quantity=10), event("sale", quantity=3)], source=shop.till
    )

    assert statuses(results) == ["posted", "posted"]
    assert stock(shop.mug, shop.high_street) == {"available": 7}
    assert moves(results[1].event_id) == [("available", "customer", 3)]
    assert list(DirtySku.objects.values_list("sku_id", flat=True)) == [shop.mug.pk]


def test_answers_a_repeat_with_the_first_result(shop):
    sale = event("sale")
    first = post_facts([sale], source=shop.till)[0]

    again = post_facts([sale, {**sale, "state": "available", "sequence": 7}], source=shop.till)

    assert statuses(again) == ["duplicate", "duplicate"]
    assert {result.event_id for result in again} == {first.event_id}
    assert Event.objects.count() == 1


def test_late_sale_is_absorbed(shop):
    post_facts([event("count", quantity=5, occurred_at=minute(10))], source=shop.till)
    post_facts([event("sale", quantity=2, occurred_at=minute(5))], source=shop.till)
    assert stock(shop.mug, shop.high_street) == {"available": 5}
    post_facts([event("sale", quantity=2, occurred_at=minute(15))], source=shop.till)
    assert stock(shop.mug, shop.high_street) == {"available": 3}
    r = post_facts([event("count", quantity=7, occurred_at=minute(7), key="c2")], source=shop.till)
    assert stock(shop.mug, shop.high_street) == {"available": 3}
    r = post_facts(
        [event("reversal", reverses="c2", sku=None, location=None, quantity=None)], source=shop.till
    )
    assert statuses(r) == ["posted"]
    assert stock(shop.mug, shop.high_street) == {"available": 3}
