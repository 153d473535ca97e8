"""Whatever the order of commands and facts, what transfers say is what the ledger says."""

from contextlib import suppress

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.services import undo_receipt
from inventory.transfers.queries import progress_of
from inventory.transfers.queries.balance import allocation_imbalances, in_transit_imbalances
from inventory.transfers.services import cancel_transfer, close_short
from inventory.transfers.settling import target_of
from kernel.errors import DomainError
from tests.factories import NOON
from tests.inventory.transfers.test_transfer_facts import arriving, shipping
from tests.inventory.transfers.world import DAY, again, make_world

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["ship", "receive", "undo", "fact_ship", "fact_receive", "short", "cancel"]
        ),
        st.integers(1, 6),
    ),
    max_size=8,
)


def act(world, transfer, step, n, number):
    if step == "ship":
        world.ship(transfer, mugs=n)
    elif step == "receive":
        missing = n % 2
        world.receive(transfer, ReceivedLine(world.mug, n, missing=missing))
    elif step == "undo":
        undo_receipt(
            receipt_id=world.receipt(transfer).pk,
            number=1,
            reason="x",
            actor=world.priya,
            at=NOON + DAY,
        )
    elif step == "fact_ship":
        world.tell(shipping(transfer, n, key=f"s{number}"))
    elif step == "fact_receive":
        world.tell(arriving(transfer, n, key=f"r{number}"))
    elif step == "short":
        close_short(reference=transfer.reference, reason="x", actor=world.wren, at=NOON + DAY)
    else:
        back = {world.mug.pk: n}
        cancel_transfer(
            reference=transfer.reference, reason="x", back=back, actor=world.omar, at=NOON + DAY
        )


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_sums_match(steps):
    with suppress(TakenBack), transaction.atomic():
        hold(steps)
        raise TakenBack


class TakenBack(Exception):
    """Each example begins with an empty network."""


def hold(steps):
    world = make_world()
    transfer = world.approved()

    for number, (step, n) in enumerate(steps):
        with suppress(DomainError, ObjectDoesNotExist), transaction.atomic():
            act(world, transfer, step, n, number)

    row, progress = again(transfer), progress_of(transfer)
    assert in_transit_imbalances() == []
    assert allocation_imbalances() == []
    assert row.status == target_of(row, progress)
