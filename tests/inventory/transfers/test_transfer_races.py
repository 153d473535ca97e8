"""Two at once on one transfer: one outcome, the other told why."""

import pytest

from approvals.queries import open_request_of
from inventory.receiving.kinds import ReceivedLine
from inventory.transfers.models import Shipment
from inventory.transfers.services import cancel_transfer, recall_transfer
from kernel.errors import DomainError
from tests.factories import NOON
from tests.inventory.ledger.racing import together
from tests.inventory.transfers.world import DAY, HOUR, again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_world):
    return transactional_world


def refused(answers):
    return [answer for answer in answers if isinstance(answer, DomainError)]


def test_ship_twice_ships_what_is_allocated_once(world):
    transfer = world.approved()

    answers = together(
        lambda: world.ship(transfer, mugs=10),
        lambda: world.ship(transfer, mugs=10),
    )

    assert len(refused(answers)) == 1
    assert Shipment.objects.count() == 1
    assert world.stock(world.camden) == {"in_transit": 10}


def test_approve_against_withdraw(world):
    transfer = world.submitted()
    request = open_request_of("transfers.transfer", transfer.pk)

    answers = together(
        lambda: world.vote(request),
        lambda: recall_transfer(reference=transfer.reference, actor=world.omar, at=NOON + HOUR),
    )

    assert len(refused(answers)) == 1, answers
    allocated = world.stock(world.dc).get("allocated", 0)
    assert (again(transfer).status, allocated) in [("approved", 10), ("draft", 0)]


def test_receive_against_cancel(world):
    transfer = world.shipped(plates=0)

    answers = together(
        lambda: world.receive(transfer, ReceivedLine(world.mug, 10)),
        lambda: cancel_transfer(
            reference=transfer.reference, reason="turned back", back={world.mug.pk: 10},
            actor=world.omar, at=NOON + DAY,
        ),
    )  # fmt: skip

    assert len(refused(answers)) == 1, answers
    there, home = world.stock(world.camden), world.stock(world.dc)
    assert (there.get("available", 0), home["available"]) in [(10, 40), (0, 50)]
    assert "in_transit" not in there
