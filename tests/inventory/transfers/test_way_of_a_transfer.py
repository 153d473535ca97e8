"""A transfer, from the draft to its end..."""

from decimal import Decimal

import pytest

from approvals.errors import AuthorDecides
from approvals.queries import newest_request_of
from approvals.services import undo_decision
from exceptions.models import Case
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.services import undo_receipt
from inventory.transfers.models import Shipment
from inventory.transfers.services import change_transfer, close_short, submit_transfer
from tests.factories import NOON
from tests.inventory.transfers.world import DAY, HOUR, actions, again


def test_waits_for_approval_once_submitted(world):
    transfer = world.submitted()

    assert (transfer.status, transfer.value, transfer.currency) == (
        "submitted", Decimal("35.00"), "GBP",
    )  # fmt: skip
    assert world.stock(world.dc) == {"available": 50}
    assert actions(transfer) == ["created", "submitted"]


def test_sets_its_pieces_aside_once_approved(world):
    transfer = world.approved(lower={"MUG": 8})

    assert transfer.status == "approved"
    assert world.stock(world.dc) == {"available": 42, "allocated": 8}
    assert {line.sku.code: line.approved for line in transfer.lines.all()} == {"MUG": 8, "PLATE": 4}
    assert actions(transfer)[-1] == "approved"


def test_waits_again_when_its_approval_is_undone(world):
    transfer = world.approved()
    request = newest_request_of("transfers.transfer", transfer.pk)

    undo_decision(request_id=request.pk, actor=world.priya, at=NOON + HOUR)

    assert again(transfer).status == "submitted"
    assert world.stock(world.dc) == {"available": 50}
    world.decide(transfer)
    assert world.stock(world.dc) == {"available": 40, "allocated": 10}


def test_is_in_transit_once_shipped(world):
    transfer = world.shipped()

    assert transfer.status == "in_progress"
    assert world.stock(world.camden) == {"in_transit": 10}
    assert world.stock(world.dc) == {"available": 40}
    assert world.receipt(transfer).lines.count() == 2


def test_closes_once_everything_is_received(world):
    transfer = world.shipped()

    world.receive_all(transfer)

    assert again(transfer).status == "closed"
    assert transfer.shipments.get().status == Shipment.Status.CLOSED
    assert world.stock(world.camden) == {"available": 10}


def test_is_received_while_some_of_it_is_not_shipped(world):
    transfer = world.shipped(mugs=6, plates=0)

    world.receive_all(transfer, mugs=6, plates=0)

    assert again(transfer).status == "received"
    world.ship(transfer, mugs=4, plates=4)
    assert again(transfer).status == "in_progress"


def test_closes_short_and_frees_the_rest(world):
    transfer = world.shipped(mugs=6, plates=0)
    world.receive_all(transfer, mugs=6, plates=0)

    close_short(reference=transfer.reference, reason="sold out", actor=world.wren, at=NOON + DAY)

    assert again(transfer).status == "closed"
    assert world.stock(world.dc) == {"available": 44}
    assert world.stock(world.dc, world.plate) == {"available": 20}


def test_is_on_its_way_again_when_its_receipt_is_undone(world):
    transfer = world.shipped()
    world.receive_all(transfer)

    undo_receipt(
        receipt_id=world.receipt(transfer).pk, number=1, reason="wrong", actor=world.priya,
        at=NOON + DAY,
    )  # fmt: skip

    assert again(transfer).status == "in_progress"
    assert transfer.shipments.get().status == Shipment.Status.SHIPPED
    assert world.stock(world.camden) == {"in_transit": 10}


def test_keeps_missing_pieces_in_transit_and_opens_a_case(world):
    transfer = world.shipped()

    world.receive(
        transfer, ReceivedLine(world.mug, accepted=7, damaged=1, missing=2, reason="box was open"),
        ReceivedLine(world.plate, accepted=4),
    )  # fmt: skip

    assert again(transfer).status == "in_progress"
    assert transfer.shipments.get().status == Shipment.Status.RECEIVED
    assert world.stock(world.camden) == {"available": 7, "damaged": 1, "in_transit": 2}
    assert Case.objects.open().get().kind == "transfer_missing"


def test_is_not_approved_by_whoever_changed_it_before_it_was_submitted(world):
    transfer = world.draft(quantity=10)
    changed = change_transfer(
        reference=transfer.reference,
        version=transfer.version,
        origin=world.dc,
        destination=world.camden,
        lines=[(world.mug, 40)],
        actor=world.priya,
        at=NOON,
        reason="replenishment",
    )
    submit_transfer(reference=changed.reference, actor=world.omar, at=NOON)

    with pytest.raises(AuthorDecides):
        world.decide(changed)

    assert again(changed).status == "submitted"
