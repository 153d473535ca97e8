"""Rebuild sets every level to the sum of its movements, and says which were not."""

import pytest

from audit.models import Entry
from inventory.ledger.models import DirtySku, StockLevel
from inventory.ledger.upkeep import rebuild as rebuilding
from inventory.ledger.upkeep.rebuild import rebuild
from inventory.ledger.verify import verify
from tests.inventory.ledger.damage import damage, spoil_level
from tests.inventory.ledger.shop import RECEIVED, Shop, event, minute, post_facts, stock
from tests.inventory.ledger.writers import running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(db):
    shop = Shop()
    post_facts(
        [
            event("receipt", quantity=20, occurred_at=minute(1)),
            event("receipt", sku="PLATE", quantity=9, occurred_at=minute(1)),
            event("sale", quantity=3, occurred_at=minute(2)),
            event("transfer_ship", state="available", to_location="DEPOT", quantity=5,
                  occurred_at=minute(3)),
            event("count", quantity=11, occurred_at=minute(10)),
        ],
        source=shop.till,
    )  # fmt: skip
    DirtySku.objects.all().delete()
    return shop


def test_corrects_a_level_and_says_what_it_was(shop):
    spoil_level(shop.mug, shop.high_street, available=99, damaged=1)

    (difference,) = rebuild(at=RECEIVED)

    assert (difference.sku_id, difference.location_id) == (shop.mug.pk, shop.high_street.pk)
    assert difference.changes == {"available": (99, 11), "damaged": (1, 0)}
    assert stock(shop.mug, shop.high_street) == {"available": 11}
    assert list(verify(at=RECEIVED)) == []


def test_leaves_a_trace_and_marks_the_sku_dirty(shop):
    spoil_level(shop.mug, shop.high_street, available=99)

    list(rebuild(at=RECEIVED))

    entry = Entry.objects.get(action="inventory.level.rebuilt")
    where = f"location {shop.high_street.pk}"
    assert entry.before == {where: {"available": 99}}
    assert entry.after == {"levels": 1, where: {"available": 11}}
    assert list(DirtySku.objects.values_list("sku_id", flat=True)) == [shop.mug.pk]


def test_finds_nothing_to_do_in_sound_books(shop):
    assert list(rebuild(at=RECEIVED)) == []
    assert not Entry.objects.filter(action="inventory.level.rebuilt").exists()
    assert not DirtySku.objects.exists()


@pytest.mark.parametrize("rows", [1, 25_000])
def test_makes_every_level_anew(shop, monkeypatch, rows):
    monkeypatch.setattr(rebuilding, "ROWS_AT_ONCE", rows)
    before = list(StockLevel.objects.order_by("pk").values_list("pk", "available", "in_transit"))
    StockLevel.objects.all().delete()

    found = list(rebuild(at=RECEIVED))

    after = list(StockLevel.objects.order_by("pk").values_list("pk", "available", "in_transit"))
    assert after == before
    assert [one.level for one in found] == [None] * 3
    assert list(verify(at=RECEIVED)) == []


def test_a_dry_run_writes_nothing(shop):
    spoil_level(shop.mug, shop.high_street, available=99)

    (difference,) = rebuild(at=RECEIVED, dry_run=True)

    assert difference.changes == {"available": (99, 11)}
    assert stock(shop.mug, shop.high_street) == {"available": 99}
    assert not DirtySku.objects.exists()


def test_of_one_sku_leaves_the_others(shop):
    spoil_level(shop.mug, shop.high_street, available=99)
    spoil_level(shop.plate, shop.high_street, available=98)

    found = list(rebuild(at=RECEIVED, sku_ids=[shop.plate.pk]))

    assert [one.sku_id for one in found] == [shop.plate.pk]
    assert stock(shop.mug, shop.high_street) == {"available": 99}
    assert stock(shop.plate, shop.high_street) == {"available": 9}


def test_mends_the_marks_of_counts_and_below_zero(shop):
    post_facts([event(sku="PLATE", quantity=12, occurred_at=minute(5))], source=shop.till)
    spoil_level(shop.plate, shop.high_street, below_zero_since=None)
    spoil_level(shop.mug, shop.high_street, last_counted_at=None)
    spoil_level(shop.mug, shop.depot, below_zero_since=RECEIVED)

    assert len(list(rebuild(at=RECEIVED))) == 3

    levels = {level.pk: level for level in StockLevel.objects.all()}
    assert levels[shop.plate.pk, shop.high_street.pk].below_zero_since is not None
    assert levels[shop.mug.pk, shop.high_street.pk].last_counted_at == minute(10)
    assert levels[shop.mug.pk, shop.depot.pk].below_zero_since is None


def test_a_level_without_movements_becomes_zero(shop):
    StockLevel.objects.create(sku=shop.plate, location=shop.depot, reserved=4)

    list(rebuild(at=RECEIVED))

    assert stock(shop.plate, shop.depot) == {}


def facts_of(writer, turn):
    """A sale, a receipt, a transfer, and a count on every seventh turn."""
    places, now = ["HIGH-STREET", "MILL-LANE", "DEPOT"], minute(20 + turn % 50)
    return [
        event("sale", location=places[turn % 3], occurred_at=now),
        event("receipt", sku="PLATE", location=places[writer % 3], occurred_at=now),
        event("transfer_ship", state="available", location=places[writer % 3],
              to_location=places[(writer + 1) % 3], occurred_at=now),
        *([event("count", quantity=turn % 9, occurred_at=now)] if turn % 7 == 0 else []),
    ]  # fmt: skip


def test_eight_writers_and_a_hand_that_spoils_lose_nothing(shop, monkeypatch):
    monkeypatch.setattr(rebuilding, "ROWS_AT_ONCE", 40)

    def write(writer: int, turn: int) -> None:
        post_facts(facts_of(writer, turn), source=shop.till if writer % 2 else shop.web)

    corrected = 0
    with running(write, writers=8):
        for turn in range(12):
            spoil_level(shop.mug, shop.mill_lane, available=turn * 1_000, damaged=5)
            if turn % 3 == 0:
                damage("DELETE FROM ledger_stocklevel WHERE sku_id = %s", shop.plate.pk)
            corrected += len(list(rebuild(at=RECEIVED)))
    list(rebuild(at=RECEIVED))

    assert corrected >= 12
    assert list(verify(at=RECEIVED)) == []


def test_verify_and_rebuild_find_nothing_while_eight_write(shop):
    def write(writer: int, turn: int) -> None:
        moment = minute((turn * 7 + writer) % 60)
        post_facts(
            [
                event("sale", occurred_at=moment),
                event("count", location="MILL-LANE", quantity=turn % 5, occurred_at=moment),
                event("receipt", location="MILL-LANE", occurred_at=moment),
            ],
            source=shop.till if writer % 2 else shop.web,
        )

    found = []
    with running(write, writers=8):
        for _ in range(6):
            found += list(verify(at=RECEIVED))
            found += list(rebuild(at=RECEIVED))
    assert found == []
