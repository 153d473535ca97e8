"""Receiving..."""

import pytest

from exceptions.models import Case
from inventory.receiving.errors import (
    DamageReasonMissing,
    MoreMissingThanAwaited,
    MoreThanExpected,
    NothingReceived,
    OverridingNotAllowed,
    QuantityUnfit,
    ReceiptChangedMeanwhile,
    ReceiptEnded,
    ReceiptOutsideScope,
    ReceiptUnknown,
    ReceivingNotAllowed,
    SkuOfOtherNetwork,
    SkuTwice,
)
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import (
    Arrival,
    LandingSetting,
    OverReceiptTolerance,
    Receipt,
    ReceiptEvent,
)
from inventory.receiving.services import cancel_delivery
from tests.factories import NOON, make_person
from tests.inventory.ledger.shop import make_sku
from tests.inventory.receiving.dock import again, cell, sums
from tests.trail import audit_actions, audit_entries

Status = Receipt.Status


def nothing_arrived(receipt: Receipt) -> bool:
    return not Arrival.objects.exists() and not ReceiptEvent.objects.exclude(
        meaning=ReceiptEvent.Meaning.ORDERED
    )


def test_moves_what_arrived_from_the_order_into_the_dock(dock):
    receipt = dock.expect()

    dock.take(
        receipt,
        ReceivedLine(dock.mug, accepted=6, damaged=1, missing=3, reason="crushed"),
        ReceivedLine(dock.plate, accepted=12),
    )

    assert cell(dock.mug, dock.depot) == {"receiving": 6, "damaged": 1, "on_order": 3}
    assert cell(dock.plate, dock.depot) == {"receiving": 12}
    assert again(receipt).status == Status.PARTLY_RECEIVED
    assert audit_actions(receipt)[-1] == "inventory.receipt.received"
    case = Case.objects.open().get()
    assert (case.kind, case.units) == ("short_receipt", -3)


def test_in_parts_ends_when_all_is_here(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    dock.take(receipt, ReceivedLine(dock.mug, accepted=4, missing=6))
    dock.take(receipt, ReceivedLine(dock.mug, accepted=6))

    assert again(receipt).status == Status.RECEIVED
    assert sums(receipt, dock.mug).missing_of(10) == 0
    assert not Case.objects.open().exists()
    assert cell(dock.mug, dock.depot) == {"receiving": 10}


def test_shelves_at_once_where_the_location_says_so(dock):
    LandingSetting.objects.create(location=dock.depot, direct=True)
    receipt = dock.expect(lines=[(dock.mug, 10)])

    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))

    assert cell(dock.mug, dock.depot) == {"available": 10}


def test_shelves_at_once_in_a_store(dock):
    receipt = dock.expect(location=dock.camden, lines=[(dock.mug, 10)])

    dock.take(receipt, ReceivedLine(dock.mug, accepted=10), actor=dock.jo)

    assert cell(dock.mug, dock.camden) == {"available": 10}


def test_refuses_more_than_expected(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    with pytest.raises(MoreThanExpected):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=10, damaged=1, reason="wet"))

    assert nothing_arrived(receipt)
    assert again(receipt).status == Status.EXPECTED


def test_refuses_more_than_expected_over_several_arrivals(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=6))

    with pytest.raises(MoreThanExpected):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=5))

    assert Arrival.objects.count() == 1


def test_lets_a_tolerated_share_in_from_the_supplier(dock):
    OverReceiptTolerance.objects.create(place=dock.network, kind="purchase_order", percent=10)
    receipt = dock.expect(lines=[(dock.mug, 10)])

    dock.take(receipt, ReceivedLine(dock.mug, accepted=11))

    assert cell(dock.mug, dock.depot) == {"receiving": 11}
    assert again(receipt).status == Status.RECEIVED
    assert not Case.objects.exists()


def test_prefers_the_tolerance_of_the_sender(dock):
    OverReceiptTolerance.objects.create(place=dock.network, percent=50)
    OverReceiptTolerance.objects.create(place=dock.network, sender="Mill Pottery", percent=0)
    receipt = dock.expect(lines=[(dock.mug, 10)])

    with pytest.raises(MoreThanExpected):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=11))


def test_beyond_expected_is_open_to_who_may_override(dock):
    receipt = dock.expect(location=dock.camden, lines=[(dock.mug, 10)])
    line = ReceivedLine(dock.mug, accepted=15)

    with pytest.raises(OverridingNotAllowed):
        dock.take(receipt, line, actor=dock.jo, override=True)
    dock.take(receipt, line, actor=dock.priya, override=True)

    assert cell(dock.mug, dock.camden) == {"available": 15}
    assert Case.objects.open().get().kind == "over_receipt"


def test_an_override_with_nothing_beyond_the_tolerance_is_none(dock):
    receipt = dock.expect(location=dock.camden, lines=[(dock.mug, 10)])

    dock.take(receipt, ReceivedLine(dock.mug, accepted=10), actor=dock.priya, override=True)

    assert "overridden" not in audit_entries(receipt)[-1].after
    assert not Case.objects.open().exists()


def test_by_another_system_never_overrides(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    with pytest.raises(OverridingNotAllowed):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=15), actor=None, override=True)


def test_books_in_what_was_not_announced_by_override(dock):
    receipt = dock.expect(location=dock.camden, lines=[(dock.mug, 10)])
    line = ReceivedLine(dock.plate, accepted=2)

    with pytest.raises(MoreThanExpected):
        dock.take(receipt, line, actor=dock.priya)
    dock.take(receipt, line, actor=dock.priya, override=True)

    assert cell(dock.plate, dock.camden) == {"available": 2}


def test_refuses_more_missing_than_awaited(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    with pytest.raises(MoreMissingThanAwaited):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=8, missing=3))

    assert nothing_arrived(receipt)


def test_refuses_damage_without_a_reason(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    with pytest.raises(DamageReasonMissing):
        dock.take(receipt, ReceivedLine(dock.mug, damaged=1))

    assert nothing_arrived(receipt)


@pytest.mark.parametrize("lines", [0, 1])
def test_refuses_nothing(dock, lines):
    receipt = dock.expect()

    with pytest.raises(NothingReceived):
        dock.take(receipt, *[ReceivedLine(dock.mug)] * lines)


@pytest.mark.parametrize("quantity", [-1, 1_000_000_001, 0.5])
def test_refuses_a_quantity_out_of_range(dock, quantity):
    receipt = dock.expect()

    with pytest.raises(QuantityUnfit):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=quantity))

    assert nothing_arrived(receipt)


def test_refuses_a_sku_twice(dock):
    receipt = dock.expect()
    line = ReceivedLine(dock.mug, accepted=1)

    with pytest.raises(SkuTwice):
        dock.take(receipt, line, line)


def test_refuses_a_foreign_sku(dock):
    receipt = dock.expect()

    with pytest.raises(SkuOfOtherNetwork):
        dock.take(receipt, ReceivedLine(dock.tasse, accepted=1))


def test_refuses_an_unknown_delivery(dock):
    with pytest.raises(ReceiptUnknown):
        dock.take(Receipt(pk=999), ReceivedLine(dock.mug, accepted=1))


def test_refuses_an_old_page(dock):
    receipt = dock.expect()
    dock.take(receipt, ReceivedLine(dock.mug, accepted=1), version=1)

    with pytest.raises(ReceiptChangedMeanwhile):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=1), version=1)

    assert Arrival.objects.count() == 1


def test_refuses_a_cancelled_delivery(dock):
    receipt = dock.expect()
    cancel_delivery(receipt_id=receipt.pk, reason="Not needed", actor=dock.lena, at=NOON)

    with pytest.raises(ReceiptEnded):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=1))


def test_refuses_people_of_another_place(dock):
    receipt = dock.expect()

    with pytest.raises(ReceiptOutsideScope):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=1), actor=dock.priya)


def test_refuses_people_without_the_right(dock):
    receipt = dock.expect()
    finn = make_person("Finn", role="finance", scope=dock.network)

    with pytest.raises(ReceivingNotAllowed):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=1), actor=finn)


def test_writes_nothing_when_the_ledger_refuses(dock):
    gone = make_sku("GONE", network=dock.network)
    receipt = dock.expect(lines=[(dock.mug, 1), (gone, 1)])
    gone.discontinue()
    gone.save(update_fields=["lifecycle"])

    with pytest.raises(Exception, match="discontinued"):
        dock.take(receipt, ReceivedLine(dock.mug, accepted=1), ReceivedLine(gone, accepted=1))

    assert nothing_arrived(receipt)
    assert cell(dock.mug, dock.depot) == {"on_order": 1}
