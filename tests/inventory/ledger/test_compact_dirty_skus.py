"""One mark per dirty SKU is enough; a publisher's marks are left to it."""

import threading

import pytest
from django.db import connection, transaction

from inventory.ledger.models import DirtySku
from inventory.ledger.upkeep import dirty
from inventory.ledger.upkeep.dirty import compact_dirty_skus
from tests.inventory.ledger.shop import Shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(db):
    return Shop()


def mark(*skus) -> list[int]:
    return [DirtySku.objects.create(sku=sku).pk for sku in skus]


def marks() -> list[int]:
    return list(DirtySku.objects.order_by("pk").values_list("pk", flat=True))


def test_keeps_the_newest_mark_of_each_sku(shop):
    ids = mark(shop.mug, shop.plate, shop.mug, shop.mug, shop.plate, shop.tea_set)

    assert compact_dirty_skus() == 3
    assert marks() == [ids[3], ids[4], ids[5]]


def test_goes_on_batch_by_batch(shop, monkeypatch):
    monkeypatch.setattr(dirty, "BATCH", 1)
    mark(shop.mug, shop.plate, shop.mug, shop.plate)

    assert compact_dirty_skus() == 2
    assert len(marks()) == 2


def test_finds_nothing_to_do(shop):
    mark(shop.mug, shop.plate)

    assert compact_dirty_skus() == 0


def test_keeps_a_mark_beside_the_one_a_publisher_holds(shop):
    """Only the publisher knows whether it looked before or after the older mark's posting."""
    older, middle, newest = mark(shop.mug, shop.mug, shop.mug)
    held, done = threading.Event(), threading.Event()

    def publish():
        with transaction.atomic():
            list(DirtySku.objects.filter(pk=newest).select_for_update(skip_locked=True))
            held.set()
            done.wait(60)
            DirtySku.objects.filter(pk=newest).delete()
        connection.close()

    thread = threading.Thread(target=publish)
    thread.start()
    held.wait(60)
    compact_dirty_skus()
    assert marks() == [middle, newest]
    done.set()
    thread.join()
    assert marks() == [middle]
    assert older not in marks()
