"""A number said for a shelf is judged as a scan there would be."""

from uuid import uuid4

import pytest

from inventory.catalog.models import Sku
from inventory.counts.errors import KitNotCounted, SkuNotOfShelf, SkuOfAnotherNetwork
from inventory.counts.models import CountScan
from inventory.counts.services import Shelf, set_quantity
from tests.factories import NOON, make_place
from tests.inventory.counts.test_api_counts import api, post  # noqa: F401
from tests.inventory.counts.world import MINUTE, count_of, finish, line_of, part_of, plan, scan
from tests.inventory.intake.world import make_sku

MUGS = Shelf("Wall", ("MUG",))


def says(count, sku, quantity, *, by):
    return set_quantity(
        part_id=part_of(count).pk, sku=sku, quantity=quantity, scan_id=uuid4(), actor=by,
        at=NOON + 5 * MINUTE,
    )  # fmt: skip


def test_sets_what_the_shelf_lists(store):
    count = plan(store, MUGS)

    says(count, store.skus["MUG"], 4, by=store.jo)
    finish(count, store.jo)

    assert line_of(count).counted == 4


@pytest.mark.parametrize("quantity", [0, 4])
def test_refuses_what_the_shelf_does_not_list(store, quantity):
    count = plan(store, MUGS)

    with pytest.raises(SkuNotOfShelf) as refused:
        says(count, store.skus["LAMP"], quantity, by=store.jo)

    assert "Scan it, so that it is kept for a reviewer" in refused.value.sentence
    assert not CountScan.objects.exists()


def test_refuses_a_kit(store):
    kit = make_sku("SET", store.network)
    Sku.objects.filter(pk=kit.pk).update(kind="kit")

    with pytest.raises(KitNotCounted):
        says(plan(store), Sku.objects.get(pk=kit.pk), 1, by=store.jo)

    assert not CountScan.objects.exists()


def test_refuses_a_sku_of_another_network(store):
    beret = make_sku("BERET", make_place("FRANCE"))

    with pytest.raises(SkuOfAnotherNetwork):
        says(plan(store), beret, 1, by=store.jo)

    assert not CountScan.objects.exists()


def test_corrects_what_stands_in_the_numbers_of_the_shelf(store):
    """Its list was shortened, or it got in before lists were asked."""
    count = plan(store)
    count_of(count, scan("LAMP", quantity=3), by=store.jo)
    count.parts.update(is_listed=True)

    says(count, store.skus["LAMP"], 0, by=store.jo)
    finish(count, store.jo, complete=False)

    assert line_of(count, "LAMP").counted == 0


def test_the_api_refuses_a_foreign_sku_with_its_code(store, api):  # noqa: F811
    count = plan(store, MUGS)

    answer = post(api, f"/{count.reference}/shelves/1/quantity", {"sku": "LAMP", "quantity": 2})

    assert (answer.status_code, answer.json()["code"]) == (422, "sku_not_of_shelf")
    assert not CountScan.objects.exists()
