"""Receiving at the same time as others, on real connections..."""

from functools import partial
from uuid import uuid4

from inventory.receiving.errors import (
    MoreThanExpected,
    ReceiptChangedMeanwhile,
    ReceiptEnded,
    ReceiptStarted,
)
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Arrival, Receipt
from inventory.receiving.services import cancel_delivery, receive_scanned, scan_item, undo_receipt
from tests.factories import NOON
from tests.inventory.ledger.racing import together
from tests.inventory.receiving.dock import again, cell
from tests.inventory.receiving.test_receive_facts import tell


def errors_of(answers):
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


def test_two_people_with_one_page_receive_once(real_dock):
    dock = real_dock
    receipt = dock.expect(lines=[(dock.mug, 10)])
    line = ReceivedLine(dock.mug, accepted=5)

    answers = together(*[partial(dock.take, receipt, line, version=1)] * 2)

    assert errors_of(answers) == [ReceiptChangedMeanwhile]
    assert cell(dock.mug, dock.depot) == {"receiving": 5, "on_order": 5}


def test_an_arrival_is_taken_back_only_as_it_was_shown(real_dock):
    dock = real_dock
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=5))
    shown = {"version": again(receipt).version}
    told = {"receipt_id": receipt.pk, "number": 1, "reason": "Miscounted"}

    answers = together(
        partial(dock.take, receipt, ReceivedLine(dock.mug, accepted=2), **shown),
        partial(undo_receipt, **told, **shown, actor=dock.wren, at=NOON),
    )

    assert errors_of(answers) == [ReceiptChangedMeanwhile]
    assert cell(dock.mug, dock.depot)["on_order"] in {3, 10}


def test_six_people_never_receive_more_than_expected(real_dock):
    dock = real_dock
    receipt = dock.expect(lines=[(dock.mug, 10)])
    line = ReceivedLine(dock.mug, accepted=4)

    answers = together(*[partial(dock.take, receipt, line)] * 6)

    assert errors_of(answers) == [MoreThanExpected] * 4
    assert Arrival.objects.count() == 2
    assert cell(dock.mug, dock.depot) == {"receiving": 8, "on_order": 2}


def test_a_scan_that_comes_while_others_are_booked_in_is_not_lost(real_dock):
    dock = real_dock
    receipt = dock.expect(lines=[(dock.mug, 10)])
    told = {"receipt_id": receipt.pk, "actor": dock.wren, "at": NOON}
    piece = {**told, "code": "MUG", "sku": dock.mug, "quantity": 1}
    scan_item(**piece, key=uuid4())

    answers = together(
        partial(receive_scanned, **told, rest_comes=True),
        *[partial(scan_item, **piece, key=uuid4()) for _ in range(4)],
    )

    assert errors_of(answers) == []
    booked = cell(dock.mug, dock.depot)["receiving"]
    assert booked + receipt.scans.filter(arrival=None).count() == 5


def test_receive_against_cancel_has_one_outcome(real_dock):
    dock = real_dock
    receipt = dock.expect(lines=[(dock.mug, 10)])
    line = ReceivedLine(dock.mug, accepted=10)
    cancel = partial(cancel_delivery, receipt_id=receipt.pk, reason="No", actor=dock.lena, at=NOON)

    answers = together(partial(dock.take, receipt, line), cancel)

    assert len(errors_of(answers)) == 1
    if again(receipt).status == Receipt.Status.CANCELLED:
        assert errors_of(answers) == [ReceiptEnded]
        assert cell(dock.mug, dock.depot) == {}
    else:
        assert errors_of(answers) == [ReceiptStarted]
        assert cell(dock.mug, dock.depot) == {"receiving": 10}


def test_people_and_a_warehouse_system_do_not_block_each_other(real_dock):
    dock = real_dock
    receipt = dock.expect(lines=[(dock.mug, 100), (dock.plate, 100)])
    lines = ReceivedLine(dock.mug, accepted=1), ReceivedLine(dock.plate, accepted=1)
    told = [
        {"reference": "PO-4711", "sku": sku, "quantity": 1, "state": "on_order"}
        for sku in ("PLATE", "MUG")
    ]

    answers = together(
        *[partial(dock.take, receipt, *lines)] * 4,
        *[partial(tell, *told, key=f"w{number}") for number in range(4)],
    )

    assert errors_of(answers) == []
    level = cell(dock.mug, dock.depot)
    assert level == {"receiving": 4, "available": 4, "on_order": 92}
