"""The nightly check keeps one open case per difference and closes what holds again."""

import threading

import pytest
from django.db import connection, transaction

from exceptions.models import Case
from inventory.ledger.upkeep import nightly
from inventory.ledger.upkeep.nightly import HOLDS_AGAIN, KIND, check_ledger
from inventory.ledger.upkeep.rebuild import rebuild
from inventory.ledger.upkeep.singleton import is_alone
from tests.inventory.ledger.damage import damage, spoil_level
from tests.inventory.ledger.shop import Shop, event, minute, post_facts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(db):
    shop = Shop()
    post_facts([event("receipt", quantity=20, occurred_at=minute(1))], source=shop.till)
    return shop


def test_sound_books_open_nothing(shop):
    checked = check_ledger(at=minute(60))

    assert (checked.found, checked.opened, checked.closed) == ([], 0, 0)
    assert not Case.objects.exists()


def test_a_difference_becomes_a_case(shop):
    spoil_level(shop.mug, shop.high_street, available=7)

    assert check_ledger(at=minute(60)).opened == 2

    case = Case.objects.get(kind=KIND, place=shop.high_street.place)
    assert case.title == "MUG at HIGH-STREET: available is 7, its movements sum to 20"
    assert case.evidence["check"] == "level"


def test_the_same_difference_is_an_occurrence_of_its_case(shop):
    spoil_level(shop.mug, shop.high_street, available=7)
    check_ledger(at=minute(60))

    assert check_ledger(at=minute(120)).opened == 0
    assert set(Case.objects.values_list("occurrences", flat=True)) == {2}


def test_what_holds_again_is_closed(shop):
    spoil_level(shop.mug, shop.high_street, available=7)
    check_ledger(at=minute(60))
    list(rebuild(at=minute(61)))

    assert check_ledger(at=minute(62)).closed == 2
    assert set(Case.objects.values_list("closing_note", flat=True)) == {HOLDS_AGAIN}


def test_damage_without_a_sku_names_the_row(shop):
    damage("UPDATE ledger_movement SET sku_id = 99999")

    check_ledger(at=minute(60))

    assert Case.objects.filter(subject_type="ledger.movement").count() == 1


def test_beyond_the_limit_nothing_is_closed(shop, monkeypatch):
    spoil_level(shop.mug, shop.high_street, available=7)
    check_ledger(at=minute(60))
    monkeypatch.setattr(nightly, "MOST_CASES", 1)
    spoil_level(shop.mug, shop.high_street, available=20, damaged=3)

    checked = check_ledger(at=minute(61))

    assert (checked.whole, checked.closed) == (False, 0)
    assert Case.objects.open().count() >= 2


def test_two_checks_do_not_run_at_once(shop):
    held, done = threading.Event(), threading.Event()

    def other_check():
        with transaction.atomic():
            assert is_alone(KIND)
            held.set()
            done.wait(60)
        connection.close()

    thread = threading.Thread(target=other_check)
    thread.start()
    held.wait(60)
    assert check_ledger(at=minute(60)) is None
    done.set()
    thread.join()
    assert check_ledger(at=minute(60)) is not None
