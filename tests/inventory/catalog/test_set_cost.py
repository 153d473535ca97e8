from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.errors import RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import CostPrice
from inventory.catalog.queries import cost_at, costs_at, price_at
from inventory.catalog.services.money import set_cost, set_price
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    actions,
    last_entry,
    make_admin,
    make_network,
    make_sku,
)

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def on(day, *, hour=12):
    """A moment by the clock of London."""
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def mug():
    return make_sku(make_network(), "MUG-1")


@pytest.fixture
def ada(mug):
    return make_admin(mug.network)


def cost(amount, day=MAY, **facts):
    given = {"code": "MUG-1", "amount": Decimal(amount), "valid_from": day, "at": NOON}
    return set_cost(**given | facts)


def test_holds_from_its_day_until_the_next(mug, ada):
    cost("1.5000", actor=ada)
    cost("1.7500", JUNE, actor=ada)

    days = [date(2026, 4, 30), MAY, date(2026, 5, 31), JUNE]
    assert [cost_at(mug.pk, on(day)) for day in days] == [
        None,
        Decimal("1.5"),
        Decimal("1.5"),
        Decimal("1.75"),
    ]
    assert costs_at([mug.pk, 0], on(JUNE)) == {mug.pk: Decimal("1.75")}
    assert actions(mug) == ["inventory.sku.cost_set"] * 2


def test_a_day_begins_when_it_does_in_the_network(mug, ada):
    cost("1.50", actor=ada)
    cost("1.75", JUNE, actor=ada)
    overseas = make_sku(make_network("US", time_zone="America/New_York"), "CUP-1")
    CostPrice.objects.create(sku=overseas, kind="cost", amount=2, valid_from=JUNE)

    # Half past eleven in the evening of 31 May by UTC is June in London and May in New York.
    late = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)

    assert costs_at([mug.pk, overseas.pk], late) == {mug.pk: Decimal("1.75")}
    assert cost_at(mug.pk, late - timedelta(hours=1)) == Decimal("1.5")
    assert overseas.network.day_at(late) == date(2026, 5, 31)


def test_the_page_of_a_sku_marks_what_holds_by_its_network(client, monkeypatch, mug, ada):
    cost("1.50", actor=ada)
    cost("1.75", JUNE, actor=ada)
    late = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    monkeypatch.setattr("inventory.catalog.views.skus.now", lambda: late)
    client.force_login(ada)

    shown = client.get("/inventory/skus/MUG-1/").context["costs"]

    assert [(one.amount, one.current) for one in shown] == [
        (Decimal("1.75"), True),
        (Decimal("1.5"), False),
    ]


def test_is_corrected_by_the_same_day_again(mug, ada):
    cost("1.50", actor=ada)

    cost("1.60", actor=ada)

    assert cost_at(mug.pk, on(MAY)) == Decimal("1.60")
    assert last_entry("inventory.sku.cost_set").before == {"amount": "1.5000"}


def test_keeps_cost_and_price_apart(mug, ada):
    cost("1.50", actor=ada)

    set_price(code="MUG-1", amount=Decimal("4.99"), valid_from=MAY, actor=ada, at=NOON)

    assert (cost_at(mug.pk, on(MAY)), price_at(mug.pk, on(MAY))) == (
        Decimal("1.5"),
        Decimal("4.99"),
    )
    assert actions(mug)[-1] == "inventory.sku.price_set"


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "1.23456", "10000000000"])
def test_refuses_what_is_no_amount(ada, amount):
    entries = Entry.objects.count()

    with pytest.raises(errors.AmountUnfit):
        cost(amount, actor=ada)

    assert not CostPrice.objects.exists()
    assert Entry.objects.count() == entries


def test_refuses_people_without_the_right_and_what_holds_already(mug, ada):
    cost("1.50", actor=ada)
    entries = Entry.objects.count()

    with pytest.raises(RightMissing):
        cost("2", actor=make_person("Jo", role="warehouse", scope=mug.network))
    with pytest.raises(errors.NothingToChange):
        cost("1.5", actor=ada)
    with pytest.raises(errors.SkuUnknown):
        cost("2", actor=ada, code="nobody")

    assert cost_at(mug.pk, on(MAY)) == Decimal("1.5")
    assert Entry.objects.count() == entries
