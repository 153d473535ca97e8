"""What people may receive of a shipment: what was shipped, and more only by who may override."""

import pytest

from exceptions.models import Case
from inventory.receiving.errors import MoreThanExpected, OverridingNotAllowed
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Arrival, OverReceiptTolerance
from inventory.transfers.errors import ShipmentUnknown
from inventory.transfers.services import receive_shipment
from tests.factories import NOON
from tests.inventory.transfers.world import DAY, again


def receive(world, transfer, quantity, actor, **more):
    lines = [ReceivedLine(world.mug, quantity)]
    return world.receive(transfer, *lines, actor=actor, **more)


def test_staff_never_receive_beyond_what_was_shipped(world):
    transfer = world.shipped(mugs=4, plates=0)

    for more in ({}, {"override": True}):
        error = OverridingNotAllowed if more else MoreThanExpected
        with pytest.raises(error):
            receive(world, transfer, 5, world.sam, **more)

    assert not Arrival.objects.exists()
    assert again(transfer).status == "in_progress"
    assert world.stock(world.camden) == {"in_transit": 4}


def test_no_tolerance_makes_a_shipment_larger_than_it_was(world):
    OverReceiptTolerance.objects.create(place=world.network, percent=50)
    transfer = world.shipped(mugs=4, plates=0)

    with pytest.raises(MoreThanExpected):
        receive(world, transfer, 5, world.sam)


def test_a_manager_may_override_and_a_case_says_so(world):
    transfer = world.shipped(mugs=4, plates=0)

    receive(world, transfer, 5, world.priya, override=True)

    assert world.stock(world.camden) == {"available": 5, "in_transit": -1}
    assert Case.objects.open().filter(kind="over_receipt").exists()


def test_a_shipment_that_is_not_there_is_unknown(world):
    transfer = world.shipped()

    with pytest.raises(ShipmentUnknown):
        receive_shipment(
            reference=transfer.reference, number=9, lines=[ReceivedLine(world.mug, 1)],
            actor=world.priya, at=NOON + DAY,
        )  # fmt: skip
