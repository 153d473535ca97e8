"""`manage.py ledger verify` and `rebuild`, as typed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exceptions.models import Case
from inventory.ledger.management.commands import ledger
from tests.inventory.ledger.damage import spoil_level
from tests.inventory.ledger.shop import Shop, event, minute, post_facts, stock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(db):
    shop = Shop()
    post_facts([event("receipt", quantity=20, occurred_at=minute(1))], source=shop.till)
    return shop


def run(*words: str) -> str:
    out = StringIO()
    call_command("ledger", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_verify_says_that_the_ledger_holds(shop):
    assert run("verify").startswith("The ledger holds")


def test_verify_names_what_does_not_hold_and_exits_1(shop):
    spoil_level(shop.mug, shop.high_street, available=7)
    out = StringIO()

    with pytest.raises(CommandError, match="2 differences") as refused:
        call_command("ledger", "verify", stdout=out)

    assert refused.value.returncode == 1
    assert "[level] MUG at HIGH-STREET: available is 7, its movements sum to 20" in out.getvalue()
    assert "[books] MUG: stock and ends together are -13, not zero" in out.getvalue()
    assert not Case.objects.exists()


def test_verify_opens_cases_when_asked(shop):
    spoil_level(shop.mug, shop.high_street, available=7)

    with pytest.raises(CommandError, match="2 differences"):
        run("verify", "--open-cases")

    assert Case.objects.open().count() == 2


def test_shows_the_first_and_counts_the_rest(shop, monkeypatch):
    monkeypatch.setattr(ledger, "SHOWN", 1)
    spoil_level(shop.mug, shop.high_street, available=7)

    with pytest.raises(CommandError, match="2 differences, 1 shown"):
        run("verify")


def test_rebuild_corrects_and_says_so(shop):
    spoil_level(shop.mug, shop.high_street, available=7)

    out = run("rebuild")

    assert "MUG at HIGH-STREET: available 7 → 20" in out
    assert "1 levels were corrected" in out
    assert stock(shop.mug, shop.high_street) == {"available": 20}


def test_rebuild_may_only_look(shop):
    spoil_level(shop.mug, shop.high_street, available=7)

    assert "1 levels would be corrected" in run("rebuild", "--dry-run")
    assert stock(shop.mug, shop.high_street) == {"available": 7}


def test_rebuild_of_named_skus(shop):
    spoil_level(shop.mug, shop.high_street, available=7)

    assert "0 levels were corrected" in run("rebuild", "--sku", "PLATE")
    assert "1 levels were corrected" in run("rebuild", "--sku", "PLATE", "--sku", "MUG")


def test_rebuild_of_an_unknown_sku_says_which(shop):
    with pytest.raises(CommandError, match="No SKU has the code CUP"):
        run("rebuild", "--sku", "CUP")
