import pytest

from inventory.catalog.errors import LocationNotEmpty
from inventory.catalog.models import Location
from inventory.catalog.services.locations import close_location
from tests.factories import NOON
from tests.inventory.ledger.shop import Shop, event, post_facts, statuses
from tests.trail import audit_actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return Shop()


def report(shop, type_, quantity, **more):
    facts = {"quantity": quantity, **more}
    assert statuses(post_facts([event(type_, **facts)], source=shop.till)) == ["posted"]


def close(shop):
    close_location(code="HIGH-STREET", reason="Lease ended", actor=None, at=NOON)


def refused(shop):
    with pytest.raises(LocationNotEmpty) as caught:
        close(shop)
    location = Location.objects.get(pk=shop.high_street.pk)
    assert location.lifecycle == Location.Lifecycle.OPEN
    assert audit_actions(location) == []
    return caught.value.sentence


def test_refuses_while_anything_is_on_the_shelf(shop):
    report(shop, "receipt", 4)

    assert "1 SKU still has stock here, on its way or on order (MUG)." in refused(shop)


def test_refuses_while_anything_is_damaged_on_its_way_or_on_order(shop):
    report(shop, "receipt", 4, to_state="damaged")
    refused(shop)
    report(shop, "write_off", 4, state="damaged", reason="broken")
    report(shop, "transfer_ship", 2, location="DEPOT", to_location="HIGH-STREET", state="available")
    refused(shop)
    report(shop, "transfer_shortage", 2)
    report(shop, "po_create", 5)
    refused(shop)


def test_refuses_while_a_cell_is_below_zero(shop):
    report(shop, "sale", 1)

    refused(shop)


def test_closes_when_everything_is_gone(shop):
    report(shop, "receipt", 4)
    report(shop, "sale", 4)

    close(shop)

    location = Location.objects.get(pk=shop.high_street.pk)
    assert location.lifecycle == Location.Lifecycle.CLOSED
    assert audit_actions(location) == ["inventory.location.closed"]
