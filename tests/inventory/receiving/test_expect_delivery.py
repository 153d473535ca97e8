"""Expecting a delivery..."""

import pytest

from inventory.ledger.models import Event
from inventory.receiving.errors import (
    AnnouncingNotAllowed,
    DeliveryKindUnknown,
    DeliveryKnown,
    DocumentMissing,
    KitNotDelivered,
    NothingExpected,
    QuantityUnfit,
    ReceiptOutsideScope,
    SkuOfOtherNetwork,
    SkuTwice,
)
from inventory.receiving.models import Receipt
from inventory.receiving.services import announce_delivery
from tests.factories import NOON
from tests.inventory.ledger.shop import make_sku
from tests.inventory.receiving.dock import TOMORROW, cell
from tests.trail import audit_actions


def test_puts_a_purchase_order_on_order(dock):
    receipt = dock.expect()

    assert receipt.status == Receipt.Status.EXPECTED
    assert cell(dock.mug, dock.depot) == {"on_order": 10}
    assert cell(dock.plate, dock.depot) == {"on_order": 12}
    assert audit_actions(receipt) == ["inventory.receipt.announced"]


def test_leaves_the_books_alone_for_an_advance_notice(dock):
    dock.expect(kind="advance_notice", document="ASN-1")

    assert cell(dock.mug, dock.depot) == {}


@pytest.mark.parametrize("document", ["", "   ", "x" * 81])
def test_needs_a_document_of_fitting_length(dock, document):
    with pytest.raises(DocumentMissing):
        dock.expect(document=document)

    assert not Receipt.objects.exists()


def test_needs_a_known_kind(dock):
    with pytest.raises(DeliveryKindUnknown):
        dock.expect(kind="pigeon")


def test_needs_lines(dock):
    with pytest.raises(NothingExpected):
        dock.expect(lines=[])


def test_takes_a_sku_once(dock):
    with pytest.raises(SkuTwice):
        dock.expect(lines=[(dock.mug, 1), (dock.mug, 2)])


def test_takes_no_foreign_sku(dock):
    with pytest.raises(SkuOfOtherNetwork):
        dock.expect(lines=[(dock.tasse, 1)])


def test_takes_no_kit(dock):
    with pytest.raises(KitNotDelivered):
        dock.expect(lines=[(make_sku("SET", network=dock.network, kind="kit"), 1)])


@pytest.mark.parametrize("quantity", [0, -1, 1_000_000_001, True, 1.5])
def test_takes_whole_quantities_in_range(dock, quantity):
    with pytest.raises(QuantityUnfit):
        dock.expect(lines=[(dock.mug, quantity)])

    assert not Receipt.objects.exists()
    assert not Event.objects.exists()


def test_takes_a_document_once_per_location(dock):
    first = dock.expect()

    with pytest.raises(DeliveryKnown) as refused:
        dock.expect()

    assert first.reference in refused.value.sentence
    assert dock.expect(location=dock.camden).pk != first.pk
    assert cell(dock.mug, dock.depot) == {"on_order": 10}


def announced_by(actor, dock):
    return announce_delivery(
        kind="purchase_order",
        document="PO-1",
        location=dock.depot,
        sender="",
        due_at=TOMORROW,
        lines=[(dock.mug, 1)],
        actor=actor,
        at=NOON,
    )


def test_by_a_person_needs_the_right(dock):
    with pytest.raises(AnnouncingNotAllowed):
        announced_by(dock.wren, dock)

    assert not Receipt.objects.exists()


def test_by_a_person_needs_the_place(dock):
    dock.lena.place_scopes.update(place=dock.lyon.place)

    with pytest.raises(ReceiptOutsideScope):
        announced_by(dock.lena, dock)


def test_by_another_system_needs_neither(dock):
    assert announced_by(None, dock).announced_by is None
