"""What a warehouse system reports about a delivery..."""

import pytest

from exceptions.models import Case
from inventory.intake.services import accept
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import cancel_delivery
from inventory.receiving.sweeps import sweep_orders, sweep_overdue
from tests.factories import NOON
from tests.inventory.receiving.dock import TOMORROW, again, cell, sums
from tests.trail import audit_actions

Status = Receipt.Status


def tell(*events, key="w1"):
    source, _new = Source.objects.get_or_create(code="wms", defaults={"name": "WMS"})
    usual = {
        "type": "receipt",
        "sku": "MUG",
        "location": "depot",
        "quantity": 10,
        "occurred_at": NOON.isoformat(),
    }
    told = [{**usual, "key": f"{key}-{count}", **event} for count, event in enumerate(events)]
    return accept(
        deliveries=[Delivery(payload=event) for event in told], source=source, received_at=NOON
    )


@pytest.mark.parametrize("name", ["reference", "document"])
def test_counts_by_reference_and_by_document(dock, name):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    tell({"reference": getattr(receipt, name), "state": "on_order", "quantity": 4})

    assert again(receipt).status == Status.PARTLY_RECEIVED
    assert sums(receipt, dock.mug).accepted == 4
    assert cell(dock.mug, dock.depot) == {"available": 4, "on_order": 6}
    assert audit_actions(receipt)[-1] == "inventory.receipt.reported"


def test_tells_damaged_pieces_apart(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    tell({"reference": "PO-4711", "to_state": "damaged", "quantity": 2})

    assert sums(receipt, dock.mug).damaged == 2


def test_is_posted_beyond_what_was_expected_and_opens_a_case(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    results = tell({"reference": "PO-4711", "quantity": 12})

    assert [result.status for result in results] == ["posted"]
    assert Case.objects.open().get().kind == "over_receipt"
    assert again(receipt).status == Status.RECEIVED


def test_closes_the_case_when_it_is_reversed(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    tell({"reference": "PO-4711", "quantity": 12})

    tell({"type": "reversal", "reverses": "w1-0", "sku": None, "location": None,
          "quantity": None}, key="w2")  # fmt: skip

    assert again(receipt).status == Status.EXPECTED
    assert not Case.objects.open().exists()


def test_counts_after_the_end_and_opens_a_case(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    cancel_delivery(receipt_id=receipt.pk, reason="No", actor=dock.lena, at=NOON)

    tell({"reference": receipt.reference, "quantity": 3})

    assert again(receipt).status == Status.CANCELLED
    assert Case.objects.open().get().kind == "over_receipt"


def test_after_the_end_and_taken_back_closes_the_case(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    cancel_delivery(receipt_id=receipt.pk, reason="No", actor=dock.lena, at=NOON)
    tell({"reference": receipt.reference, "quantity": 3}, {"reference": "PO-4711", "sku": "PLATE"})
    undo = {"type": "reversal", "sku": None, "location": None, "quantity": None}

    tell({**undo, "reverses": "w1-0"}, key="w2")
    assert Case.objects.open().exists()
    tell({**undo, "reverses": "w1-1"}, key="w3")

    assert Case.objects.get().closing_note == "What came after its end is taken back."


def test_says_nothing_to_a_delivery_elsewhere(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    tell({"reference": "PO-4711", "location": "camden"})

    assert again(receipt).status == Status.EXPECTED


def test_counts_a_repeated_fact_once(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])

    tell({"reference": "PO-4711", "quantity": 4})
    tell({"reference": "PO-4711", "quantity": 4})

    assert sums(receipt, dock.mug).accepted == 4
    assert receipt.arrivals.count() == 1


def test_goes_with_what_people_receive(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    tell({"reference": "PO-4711", "quantity": 4, "state": "on_order"})

    dock.take(receipt, ReceivedLine(dock.mug, accepted=6))

    assert again(receipt).status == Status.RECEIVED
    assert cell(dock.mug, dock.depot) == {"available": 4, "receiving": 6}


def test_puts_away(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))

    tell({"type": "putaway", "reference": receipt.reference, "quantity": 8})

    assert sums(receipt, dock.mug).to_put_away == 2


def test_leaves_an_order_standing_until_the_sweep(dock):
    dock.expect(lines=[(dock.mug, 10)])
    tell({"reference": "PO-4711"})
    assert cell(dock.mug, dock.depot) == {"available": 10, "on_order": 10}

    assert (sweep_orders(NOON), sweep_orders(NOON)) == (1, 0)

    assert cell(dock.mug, dock.depot) == {"available": 10}


def test_overdue_deliveries_are_a_case_until_they_arrive(dock):
    receipt = dock.expect(lines=[(dock.mug, 10)], due_at=NOON)
    later = TOMORROW

    assert sweep_overdue(NOON) == 0
    assert (sweep_overdue(later), sweep_overdue(later)) == (1, 0)
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10), at=later)

    case = Case.objects.get()
    assert (case.kind, case.is_open) == ("delivery_overdue", False)
