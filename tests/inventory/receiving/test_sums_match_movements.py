"""Whatever is received, undone, put away or ended: what the receipt says is what the ledger says."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.ledger.models import Movement
from inventory.ledger.vocabulary import End
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import close_receipt, put_away, undo_receipt
from kernel.errors import DomainError
from tests.factories import NOON
from tests.inventory.receiving.dock import again, cell, sums

SMALL = st.integers(0, 6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), SMALL, SMALL, SMALL),
        st.tuples(st.just("undo"), st.integers(1, 4), SMALL, SMALL),
        st.tuples(st.just("shelve"), SMALL, SMALL, SMALL),
        st.tuples(st.just("close"), SMALL, SMALL, SMALL),
    ),
    max_size=8,
)


def walk(dock, receipt, step):
    verb, first, second, third = step
    asked = {"receipt_id": receipt.pk, "actor": dock.wren, "at": NOON}
    with suppress(DomainError):
        if verb == "take":
            dock.take(receipt, ReceivedLine(dock.mug, first, second, third, "wet"))
        elif verb == "undo":
            undo_receipt(number=first, reason="Wrong", **asked)
        elif verb == "shelve":
            put_away(lines=[(dock.mug, first)], **asked)
        else:
            close_receipt(reason="Enough", **asked)


def net(end: End, *, of: str) -> int:
    """What the movements of the delivery left in a state."""
    rows = Movement.objects.filter(reference=of)
    into = rows.filter(to_end=end).aggregate(units=Sum("quantity"))["units"] or 0
    out = rows.filter(end=end).aggregate(units=Sum("quantity"))["units"] or 0
    return into - out


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
@pytest.mark.usefixtures("db")
def test_after_any_walk(dock, steps):
    with transaction.atomic():
        receipt = dock.expect(lines=[(dock.mug, 10)])
        for step in steps:
            walk(dock, receipt, step)

        told, reference = sums(receipt, dock.mug), receipt.reference
        shelf = net(End.RECEIVING, of=reference) + net(End.AVAILABLE, of=reference)
        assert told.accepted == shelf
        assert told.damaged == net(End.DAMAGED, of=reference)
        assert told.on_order == net(End.ON_ORDER, of=reference)
        assert told.arrived + told.missing_of(10) <= 10
        assert told.arrived + told.on_order == 10 or again(receipt).status == (
            Receipt.Status.CLOSED
        )
        assert sum(cell(dock.mug, dock.depot).values()) == told.arrived + told.on_order
        transaction.set_rollback(True)
