"""A publisher claims what is dirty; between it and a poster nothing gets lost, in either order."""

import pytest
from django.db import transaction

from inventory.ledger.models import DirtySku, StockLevel
from inventory.ledger.services import claim_dirty_skus
from tests.inventory.ledger.racing import Holding, together
from tests.inventory.ledger.shop import event, post_facts

pytestmark = pytest.mark.django_db(transaction=True)


def publish(most=500):
    """What a publisher would tell: the claimed SKUs with what is available, read after the claim."""
    with transaction.atomic():
        return told(claim_dirty_skus(most=most))


def told(sku_ids):
    levels = StockLevel.objects.filter(sku__in=sku_ids, location__place__code="HIGH-STREET")
    return dict(levels.values_list("sku__code", "available"))


def receive(shop, sku="MUG", quantity=1):
    return post_facts([event("receipt", sku=sku, quantity=quantity)], source=shop.till)


def test_tells_each_dirty_sku_once_however_many_marks_it_has(shop):
    receive(shop)
    receive(shop)
    receive(shop, "PLATE", 3)

    assert publish() == {"MUG": 2, "PLATE": 3}
    assert publish() == {}


def test_takes_those_that_wait_longest(shop):
    receive(shop, "PLATE")
    receive(shop)
    receive(shop, "PLATE")

    assert publish(most=1) == {"PLATE": 2}


def test_what_is_posted_while_the_publisher_looks_is_told_next_time(shop):
    receive(shop)

    with Holding(publish) as publisher:
        receive(shop)

    assert publisher.result == {"MUG": 1}
    assert publish() == {"MUG": 2}


def test_a_posting_that_is_still_open_is_told_next_time(shop):
    receive(shop)

    with Holding(lambda: receive(shop)):
        first = publish()

    assert first == {"MUG": 1}
    assert publish() == {"MUG": 2}


def test_what_a_publisher_took_back_is_told_again(shop):
    receive(shop)

    with transaction.atomic():
        claim_dirty_skus()
        transaction.set_rollback(True)

    assert publish() == {"MUG": 1}


def test_two_publishers_never_tell_one_sku_at_once(shop):
    receive(shop)

    with Holding(publish) as first:
        receive(shop)
        receive(shop, "PLATE")
        second = publish()

    assert (first.result, second) == ({"MUG": 1}, {"PLATE": 1})
    assert publish() == {"MUG": 2}


def test_the_last_word_is_the_truth_with_posters_and_publishers_at_once(shop):
    heard = {}

    def poster():
        for _ in range(20):
            receive(shop)

    def publisher():
        for _ in range(40):
            with transaction.atomic():
                heard.update(told(claim_dirty_skus()))

    wrong = [one for one in together(poster, publisher, poster, publisher) if one is not None]
    heard.update(publish())

    assert (wrong, heard, DirtySku.objects.count()) == ([], {"MUG": 40}, 0)
