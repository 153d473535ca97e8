"""Verify finds every kind of damage, names it, and finds nothing in books that were only posted."""

import pytest
from django.db import connection

from inventory.ledger.models import Event, Movement
from inventory.ledger.verify import run as verify_run
from inventory.ledger.verify import verify
from tests.inventory.ledger.damage import damage, spoil_level, without_constraint
from tests.inventory.ledger.shop import RECEIVED, Shop, event, minute, post_facts
from tests.states.walk import everything

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(db):
    """A day with everything in it: openings, late sales, counts, a kit, a transfer, reversals."""
    shop = Shop()
    for events in (
        [
            event("opening", key="open", quantity=50, occurred_at=minute(0)),
            event("opening", key="open-plates", sku="PLATE", quantity=9, occurred_at=minute(0)),
            event("receipt", quantity=20, occurred_at=minute(1)),
            event("sale", key="sale", quantity=3, occurred_at=minute(2)),
            event("sale", key="kit", sku="TEA-SET", quantity=1, occurred_at=minute(3)),
            event("transfer_ship", state="available", to_location="DEPOT", quantity=5,
                  occurred_at=minute(4)),
            event("count", key="count", quantity=61, occurred_at=minute(10)),
            event("count", key="state-count", state="damaged", quantity=2, occurred_at=minute(11)),
            event("snapshot", quantity=4, occurred_at=minute(12)),
        ],
        [event("sale", key="late", quantity=2, occurred_at=minute(5))],
        [
            event("reversal", key="undo", reverses="sale", sku=None, location=None, quantity=None),
            event("reversal", key="uncount", reverses="state-count", quantity=None),
        ],
    ):  # fmt: skip
        results = post_facts(events, source=shop.till)
        assert {result.status for result in results} == {"posted"}
    return shop


def found() -> set[str]:
    return {difference.check for difference in verify(at=RECEIVED)}


def row(key: str) -> int:
    return Event.objects.get(key=key).pk


def test_posted_books_hold(shop):
    assert list(verify(at=RECEIVED)) == []


def test_an_empty_ledger_holds(db):
    assert list(verify(at=RECEIVED)) == []


def test_reads_in_stretches_of_any_size(shop, monkeypatch):
    monkeypatch.setattr(verify_run, "ROWS_AT_ONCE", 1)
    assert list(verify(at=RECEIVED)) == []

    spoil_level(shop.mug, shop.high_street, available=0)
    assert found() == {"level", "books"}


@pytest.mark.parametrize(
    ("columns", "checks"),
    [
        ({"available": 1}, {"level", "books"}),
        ({"available": -1, "below_zero_since": RECEIVED}, {"level", "books"}),
        ({"damaged": 7, "on_order": -7, "below_zero_since": RECEIVED}, {"level"}),
        ({"below_zero_since": RECEIVED}, {"level"}),
        ({"last_counted_at": None}, {"level"}),
        ({"last_counted_at": minute(9)}, {"level"}),
    ],
)
def test_finds_a_level_that_is_not_its_movements(shop, columns, checks):
    spoil_level(shop.mug, shop.high_street, **columns)

    assert found() == checks


def test_finds_a_level_that_is_missing(shop):
    damage("DELETE FROM ledger_stocklevel WHERE location_id = %s", shop.depot.pk)

    differences = list(verify(at=RECEIVED))

    assert {one.check for one in differences} == {"level", "books"}
    level = next(one for one in differences if one.check == "level")
    assert (level.sku_id, level.location_id) == (shop.mug.pk, shop.depot.pk)
    assert "no stock level" in level.text


@pytest.mark.parametrize(
    ("key", "checks"),
    [
        ("sale", {"event", "reversal", "level", "books", "count"}),
        ("kit", {"event", "level", "books", "count"}),
        ("count", {"level", "books", "count"}),
        ("undo", {"reversal"}),
        ("uncount", {"reversal", "level", "books"}),
    ],
)
def test_finds_the_event_whose_rows_are_gone(shop, key, checks):
    damage("DELETE FROM ledger_movement WHERE event_id = %s", row(key))

    assert found() == checks


def test_finds_a_row_with_another_quantity(shop):
    damage("UPDATE ledger_movement SET quantity = 4 WHERE event_id = %s", row("kit"))

    assert found() == {"level", "books", "count"}


def test_finds_an_event_that_does_not_say_what_its_row_says(shop):
    damage("UPDATE ledger_event SET quantity = 9 WHERE key = 'late'")

    assert found() == {"event"}


def test_finds_a_count_that_does_not_stand(shop):
    damage("UPDATE ledger_event SET quantity = 62 WHERE key = 'count'")

    (difference,) = verify(at=RECEIVED)

    assert (difference.check, difference.row_id) == ("count", row("count"))
    assert "saw 62, the books say 61" in difference.text


def test_finds_an_absorption_that_was_lost(shop):
    lost = Movement.objects.get(event__key="late", count__isnull=False)
    damage("DELETE FROM ledger_movement WHERE id = %s", lost.pk)

    assert found() == {"level", "books", "count"}


def test_finds_a_second_opening(shop):
    damage("UPDATE ledger_event SET type = 1, state = 2 WHERE key = 'count'")

    assert found() == {"opening"}


@pytest.mark.parametrize(
    ("statement", "checks"),
    [
        ("UPDATE ledger_event SET sku_id = 99999 WHERE key = 'late'", {"orphan"}),
        ("UPDATE ledger_event SET source_id = 99999 WHERE key = 'late'", {"orphan"}),
        ("UPDATE ledger_event SET to_location_id = 99999 WHERE key = 'late'", {"orphan"}),
        ("UPDATE ledger_event SET reverses_id = 99999 WHERE key = 'undo'", {"orphan"}),
        ("DELETE FROM ledger_event WHERE key = 'kit'", {"movement"}),
        ("UPDATE ledger_movement SET count_id = 99999 WHERE count_id IS NOT NULL", {"movement"}),
    ],
)
def test_finds_what_names_something_that_does_not_exist(shop, statement, checks):
    assert damage(statement) > 0

    assert checks <= found()


def test_finds_movements_of_an_unknown_sku(shop):
    damage("UPDATE ledger_movement SET sku_id = 99999 WHERE event_id = %s", row("late"))

    assert {"movement", "event", "level"} <= found()


def test_finds_a_key_that_is_there_twice(shop):
    with without_constraint("ledger_event", "ledger_event_key_once"):
        damage("UPDATE ledger_event SET key = 'sale' WHERE key = 'late'")
        assert found() == {"key"}


def test_finds_a_cell_below_zero_without_a_case(shop):
    post_facts([event(sku="PLATE", quantity=90, occurred_at=minute(20))], source=shop.till)
    damage("UPDATE ledger_stocklevel SET below_zero_since = %s WHERE sku_id = %s",
           minute(0), shop.plate.pk)  # fmt: skip

    assert found() == {"below_zero"}
    assert list(verify(at=minute(39))) == []


def test_writes_nothing(shop):
    given: list[int | None] = []

    def looked(_what: str, _done: int, _of: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned()::text::bigint")
            given.append(cursor.fetchone()[0])

    before = everything()
    list(verify(at=RECEIVED, progress=looked))

    assert set(given) == {None}
    assert everything() == before
