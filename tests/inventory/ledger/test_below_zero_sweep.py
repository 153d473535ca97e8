"""A cell below zero past its grace becomes a case; cured, the case closes with a note."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from audit.models import Entry
from exceptions.models import Case
from inventory.catalog.services.money import set_cost
from inventory.ledger.models import StockLevel
from inventory.ledger.upkeep import below_zero
from inventory.ledger.upkeep.below_zero import CURED, KIND, sweep_below_zero
from inventory.ledger.upkeep.singleton import is_alone
from tests.inventory.ledger.shop import Shop, event, minute, post_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db):
    return Shop()


@pytest.fixture
def oversold(shop):
    """Two mugs sold that nobody has, at two places; the books say since when."""
    for location in ("HIGH-STREET", "DEPOT"):
        post_facts([event(location=location, quantity=2)], source=shop.till)
    StockLevel.objects.update(below_zero_since=minute(0))
    return shop


def cure(shop, location="HIGH-STREET"):
    post_facts([event("receipt", location=location, quantity=2)], source=shop.till)


def open_places() -> list[str]:
    cases = Case.objects.open().filter(kind=KIND).order_by("place__code")
    return list(cases.values_list("place__code", flat=True))


def test_waits_for_the_grace_of_the_place(oversold):
    oversold.depot.grace_minutes = 45
    oversold.depot.save(update_fields=["grace_minutes"])

    assert sweep_below_zero(at=minute(29.9)) == (0, 0)
    assert sweep_below_zero(at=minute(30)) == (1, 0)
    assert open_places() == ["HIGH-STREET"]
    assert sweep_below_zero(at=minute(45)) == (1, 0)
    assert open_places() == ["DEPOT", "HIGH-STREET"]


def test_the_case_carries_units_and_their_worth_for_the_queue_and_its_rules(oversold):
    day = minute(0).date()
    set_cost(code="MUG", amount=Decimal("2.50"), valid_from=day, actor=None, at=minute(0))

    sweep_below_zero(at=minute(40))

    case = Case.objects.get(place=oversold.depot.place)
    assert (case.units, case.value) == (-2, Decimal(5))


def test_a_worth_nobody_knows_is_not_nought(oversold):
    sweep_below_zero(at=minute(40))

    assert set(Case.objects.values_list("units", "value")) == {(-2, None)}


def test_the_case_says_what_is_lacking_where_and_since_when(oversold):
    sweep_below_zero(at=minute(40))

    case = Case.objects.get(place=oversold.depot.place)
    assert case.title == "MUG at DEPOT is below zero: available −2"
    assert (case.subject_type, case.subject_id) == ("catalog.sku", str(oversold.mug.pk))
    assert case.evidence["states"] == {"available": -2}
    assert case.evidence["since"] == minute(0).isoformat()
    assert Entry.objects.filter(action="exceptions.case.opened").count() == 2


def test_opens_once_and_repeats_nothing(oversold):
    sweep_below_zero(at=minute(40))

    assert sweep_below_zero(at=minute(41)) == (0, 0)
    assert set(Case.objects.values_list("occurrences", flat=True)) == {1}


def test_closes_what_is_cured_with_a_note(oversold):
    sweep_below_zero(at=minute(40))
    cure(oversold)

    assert sweep_below_zero(at=minute(41)) == (0, 1)

    case = Case.objects.get(place=oversold.high_street.place)
    assert (case.closed_at, case.closing_note) == (minute(41), CURED)
    assert open_places() == ["DEPOT"]


def test_below_zero_again_after_its_case_closed_is_a_new_case(oversold):
    sweep_below_zero(at=minute(40))
    cure(oversold)
    sweep_below_zero(at=minute(41))
    post_facts([event(quantity=5)], source=oversold.till)
    StockLevel.objects.filter(below_zero_since__isnull=False).update(below_zero_since=minute(42))

    sweep_below_zero(at=minute(80))

    assert Case.objects.filter(place=oversold.high_street.place).count() == 2


def test_cured_before_the_grace_ran_out_is_no_case(oversold):
    cure(oversold)
    cure(oversold, "DEPOT")

    assert sweep_below_zero(at=minute(99)) == (0, 0)
    assert not Case.objects.exists()


def test_a_case_of_a_level_that_is_gone_closes(oversold):
    sweep_below_zero(at=minute(40))
    StockLevel.objects.all().delete()

    assert sweep_below_zero(at=minute(41)) == (0, 2)


def test_works_in_batches_until_nothing_is_left(oversold, monkeypatch):
    monkeypatch.setattr(below_zero, "BATCH", 1)

    assert sweep_below_zero(at=minute(40)) == (2, 0)
    cure(oversold)
    cure(oversold, "DEPOT")
    assert sweep_below_zero(at=minute(41)) == (0, 2)


@pytest.mark.django_db(transaction=True)
def test_only_one_sweep_runs_at_a_time(oversold):
    held, done = threading.Event(), threading.Event()

    def other_sweep():
        with transaction.atomic():
            assert is_alone(KIND)
            held.set()
            done.wait(60)
        connection.close()

    thread = threading.Thread(target=other_sweep)
    thread.start()
    held.wait(60)
    assert sweep_below_zero(at=minute(40)) == (0, 0)
    done.set()
    thread.join()
    assert sweep_below_zero(at=minute(40)) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_a_cure_that_comes_first_is_seen_behind_the_lock(oversold, monkeypatch):
    """The sweep has chosen its cells when the receipt is posted: it opens no case for them."""
    chosen = below_zero.cells_without_case

    def then_cured(**asked):
        levels = chosen(**asked)
        thread = threading.Thread(target=lambda: (cure(oversold), connection.close()))
        thread.start()
        thread.join()
        return levels

    monkeypatch.setattr(below_zero, "cells_without_case", then_cured)
    with transaction.atomic():
        below_zero._open_some(at=minute(0) + timedelta(hours=1))

    assert open_places() == ["DEPOT"]
