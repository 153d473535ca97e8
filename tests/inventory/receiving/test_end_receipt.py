"""Ending a delivery, or taking an arrival back..."""

from uuid import uuid4

import pytest

from exceptions.models import Case
from inventory.ledger.commands import post_commands
from inventory.receiving.errors import (
    AnnouncingNotAllowed,
    ArrivalMovedOn,
    ArrivalUndone,
    ArrivalUnknown,
    MoreThanToPutAway,
    NothingToPutAway,
    QuantityUnfit,
    ReasonNeeded,
    ReceiptChangedMeanwhile,
    ReceiptEnded,
    ReceiptNotStarted,
    ReceiptOutsideScope,
    ReceiptStarted,
    ScansStillWait,
)
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import (
    cancel_announced,
    cancel_delivery,
    close_receipt,
    put_away,
    scan_item,
    undo_receipt,
)
from tests.factories import NOON
from tests.inventory.receiving.dock import again, cell, sums
from tests.trail import audit_actions

Status = Receipt.Status


def undo(dock, receipt, number=1, reason="Wrong door", actor=None):
    return undo_receipt(
        receipt_id=receipt.pk, number=number, reason=reason, actor=actor or dock.wren, at=NOON
    )


def close(dock, receipt, reason="The rest is cancelled", actor=None, **more):
    return close_receipt(
        receipt_id=receipt.pk, reason=reason, actor=actor or dock.wren, at=NOON, **more
    )


def shelve(dock, receipt, *lines, **more):
    return put_away(receipt_id=receipt.pk, lines=lines, actor=dock.wren, at=NOON, **more)


def test_undo_reverses_the_arrival(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4, damaged=1, missing=5, reason="wet"))

    undo(dock, receipt)

    assert cell(dock.mug, dock.depot) == {"on_order": 10}
    assert again(receipt).status == Status.EXPECTED
    assert sums(receipt, dock.mug).arrived == 0
    assert not Case.objects.open().exists()
    assert audit_actions(receipt)[-1] == "inventory.receipt.undone"


def test_undo_of_one_of_two_leaves_the_other(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4))
    dock.take(receipt, ReceivedLine(dock.mug, accepted=6))

    undo(dock, receipt, 2)

    assert again(receipt).status == Status.PARTLY_RECEIVED
    assert cell(dock.mug, dock.depot) == {"receiving": 4, "on_order": 6}


def test_undo_happens_once(dock):
    receipt = dock.expect()
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4))
    undo(dock, receipt)

    with pytest.raises(ArrivalUndone):
        undo(dock, receipt)


def test_undo_needs_a_known_arrival_and_a_reason(dock):
    receipt = dock.expect()
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4))

    with pytest.raises(ArrivalUnknown):
        undo(dock, receipt, 7)
    with pytest.raises(ReasonNeeded):
        undo(dock, receipt, reason=" ")

    assert cell(dock.mug, dock.depot) == {"receiving": 4, "on_order": 6}


def test_undo_takes_what_was_put_away_off_the_shelf(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    shelve(dock, receipt, (dock.mug, 7))

    undo(dock, receipt)

    assert again(receipt).status == Status.EXPECTED
    assert cell(dock.mug, dock.depot) == {"on_order": 10}
    assert sums(receipt, dock.mug).put_away == 0


def test_undo_leaves_what_came_with_other_arrivals_on_the_shelf(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=6))
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4))
    shelve(dock, receipt, (dock.mug, 9))

    undo(dock, receipt, 2)

    assert cell(dock.mug, dock.depot) == {"available": 6, "on_order": 4}
    assert sums(receipt, dock.mug).to_put_away == 0


def test_undo_is_refused_once_the_goods_went_on(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    shelve(dock, receipt, (dock.mug, 10))
    sold = {"key": "s1", "type": "sale", "sku": "MUG", "location": dock.depot.code, "quantity": 1}
    post_commands([sold], actor=None, at=NOON)

    with pytest.raises(ArrivalMovedOn) as caught:
        undo(dock, receipt)

    assert "some of MUG was sold or moved meanwhile" in caught.value.sentence
    assert again(receipt).status == Status.RECEIVED
    assert cell(dock.mug, dock.depot) == {"available": 9}


def test_close_takes_the_rest_off_the_order(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4, missing=6))

    close(dock, receipt)

    assert again(receipt).status == Status.CLOSED
    assert cell(dock.mug, dock.depot) == {"receiving": 4}
    assert Case.objects.get().closing_note == "The rest is cancelled"


def test_close_needs_a_reason_while_something_is_awaited(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4))

    with pytest.raises(ReasonNeeded):
        close(dock, receipt, "")
    dock.take(receipt, ReceivedLine(dock.mug, accepted=6))
    close(dock, receipt, "")

    assert again(receipt).status == Status.CLOSED


def test_close_is_refused_before_anything_arrived_and_after_the_end(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    with pytest.raises(ReceiptNotStarted):
        close(dock, receipt)
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    close(dock, receipt)
    with pytest.raises(ReceiptEnded):
        close(dock, receipt)


def test_close_is_refused_from_an_old_page_and_another_place(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=1))

    with pytest.raises(ReceiptChangedMeanwhile):
        close(dock, receipt, version=1)
    with pytest.raises(ReceiptOutsideScope):
        close(dock, receipt, actor=dock.priya)


def test_cancel_takes_all_off_the_order(dock):
    receipt = dock.expect()

    cancel_delivery(receipt_id=receipt.pk, reason="Bankrupt", actor=dock.lena, at=NOON)

    assert again(receipt).status == Status.CANCELLED
    assert cell(dock.mug, dock.depot) == {}
    assert audit_actions(receipt)[-1] == "inventory.receipt.cancelled"
    assert dock.expect().pk != receipt.pk


def test_cancel_is_refused_once_something_arrived(dock):
    receipt = dock.expect()
    dock.take(receipt, ReceivedLine(dock.mug, accepted=1))

    with pytest.raises(ReceiptStarted):
        cancel_delivery(receipt_id=receipt.pk, reason="Late", actor=dock.lena, at=NOON)


def test_cancel_by_a_person_needs_the_right_a_reason_and_a_new_page(dock):
    receipt = dock.expect()
    asked = {"receipt_id": receipt.pk, "at": NOON}

    with pytest.raises(AnnouncingNotAllowed):
        cancel_announced(reason="No", actor=dock.wren, **asked)
    with pytest.raises(ReasonNeeded):
        cancel_announced(reason="", actor=dock.lena, **asked)
    with pytest.raises(ReceiptChangedMeanwhile):
        cancel_announced(reason="No", actor=dock.lena, version=9, **asked)

    assert again(receipt).status == Status.EXPECTED


def test_putaway_makes_goods_sellable(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))

    shelve(dock, receipt, (dock.mug, 7))

    assert cell(dock.mug, dock.depot) == {"receiving": 3, "available": 7}
    assert sums(receipt, dock.mug).to_put_away == 3
    assert audit_actions(receipt)[-1] == "inventory.receipt.put_away"


def test_putaway_is_refused_beyond_what_waits(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=2))

    with pytest.raises(MoreThanToPutAway):
        shelve(dock, receipt, (dock.mug, 3))
    with pytest.raises(NothingToPutAway):
        shelve(dock, receipt)
    with pytest.raises(QuantityUnfit):
        shelve(dock, receipt, (dock.mug, 0))
    with pytest.raises(ReceiptChangedMeanwhile):
        shelve(dock, receipt, (dock.mug, 1), version=1)


def test_nothing_that_is_scanned_is_forgotten(dock):
    begun, expected = dock.expect(document="PO-1"), dock.expect(document="PO-2")
    dock.take(begun, ReceivedLine(dock.mug, accepted=4))
    for receipt in (begun, expected):
        scan(dock, receipt, 1)

    with pytest.raises(ScansStillWait):
        close(dock, begun)
    with pytest.raises(ScansStillWait):
        cancel_announced(receipt_id=expected.pk, reason="No", actor=dock.lena, at=NOON)

    scan(dock, begun, -1)
    close(dock, begun)
    assert again(begun).status == Status.CLOSED


def scan(dock, receipt, quantity):
    given = {"key": uuid4(), "code": "MUG", "sku": dock.mug, "quantity": quantity}
    scan_item(receipt_id=receipt.pk, actor=dock.wren, at=NOON, **given)
