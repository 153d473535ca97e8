"""Posting for our own documents..."""

import pytest

from inventory.ledger.commands import post_commands, post_facts_of_ours, reverse_events
from inventory.ledger.errors import EventRefused, EventUnknown, InsufficientStock
from inventory.ledger.models import Event, Movement
from inventory.ledger.queries import moved, moved_by, moved_parts
from inventory.ledger.vocabulary import End
from tests.factories import make_person
from tests.inventory.ledger.shop import (
    RECEIVED,
    event,
    nothing_written,
    post_facts,
    statuses,
    stock,
)

pytestmark = pytest.mark.django_db
ALLOCATED, AVAILABLE, IN_TRANSIT = End.ALLOCATED, End.AVAILABLE, End.IN_TRANSIT


def allocate(quantity=3, key="TR-000001/allocate/1/MUG", reference="TR-000001"):
    return {
        "key": key, "type": "allocate", "sku": "MUG", "location": "HIGH-STREET",
        "quantity": quantity, "reference": reference, "state": "available",
    }  # fmt: skip


def ship(quantity, part):
    return {
        "key": f"{part}/ship/1/MUG", "type": "transfer_ship", "sku": "MUG",
        "location": "HIGH-STREET", "to_location": "DEPOT", "quantity": quantity, "reference": part,
    }  # fmt: skip


@pytest.fixture
def priya(shop):
    post_facts([event("receipt", quantity=5)], source=shop.web)
    return make_person("Priya")


def test_moves_stock_at_the_moment_of_the_command(shop, priya):
    (result,) = post_commands([allocate()], actor=priya, at=RECEIVED)

    posted = Event.objects.get(pk=result.event_id)
    assert (posted.source.code, posted.occurred_at, posted.actor_id) == (
        "plumbline", RECEIVED, priya.pk,
    )  # fmt: skip
    assert stock(shop.mug, shop.high_street) == {"available": 2, "allocated": 3}


def test_answers_its_own_repeat(shop, priya):
    first = post_commands([allocate()], actor=priya, at=RECEIVED)

    again = post_commands([allocate()], actor=priya, at=RECEIVED)

    assert statuses(again) == ["duplicate"]
    assert again[0].event_id == first[0].event_id


def test_refuses_what_is_not_there(shop, priya):
    with pytest.raises(InsufficientStock):
        post_commands([allocate(6)], actor=priya, at=RECEIVED)

    assert Event.objects.count() == 1


def test_posts_what_has_physically_happened(shop, priya):
    results = post_facts_of_ours([ship(9, "TR-000001/1")], actor=priya, at=RECEIVED)

    assert statuses(results) == ["posted"]
    assert stock(shop.mug, shop.high_street) == {"available": 5, "allocated": -9}


def test_undoes_events_by_opposite_rows(shop, priya):
    (result,) = post_commands([allocate()], actor=priya, at=RECEIVED)

    reverse_events([result.event_id], actor=priya, at=RECEIVED, reason="changed my mind")

    undo = Event.objects.get(reverses_id=result.event_id)
    assert (undo.reference, undo.reason) == ("TR-000001", "changed my mind")
    assert stock(shop.mug, shop.high_street) == {"available": 5}
    assert Movement.objects.filter(reference="TR-000001").count() == 2


def test_undoes_an_event_once(shop, priya):
    (result,) = post_commands([allocate()], actor=priya, at=RECEIVED)
    reverse_events([result.event_id], actor=priya, at=RECEIVED, reason="no")
    rows = Movement.objects.count()

    again = reverse_events([result.event_id], actor=priya, at=RECEIVED, reason="no")

    assert statuses(again) == ["duplicate"]
    assert Movement.objects.count() == rows


def test_refuses_to_undo_what_somebody_else_undid(shop):
    post_facts(
        [
            event("receipt", key="r"),
            event("reversal", reverses="r", quantity=None, sku=None, location=None),
        ],
        source=shop.web,
    )
    receipt = Event.objects.get(key="r")

    with pytest.raises(EventRefused):
        reverse_events([receipt.pk], actor=None, at=RECEIVED, reason="again")


def test_refuses_to_undo_what_is_not_there(shop):
    with pytest.raises(EventUnknown):
        reverse_events([4711], actor=None, at=RECEIVED, reason="")

    assert nothing_written()


def test_sums_say_what_a_document_and_its_parts_moved(shop, priya):
    post_commands([allocate(4)], actor=priya, at=RECEIVED)
    post_commands([ship(3, "TR-000001/1")], actor=priya, at=RECEIVED)
    post_commands([ship(1, "TR-000001/2")], actor=priya, at=RECEIVED)
    post_commands([allocate(1, "TR-0000010/a", "TR-0000010")], actor=priya, at=RECEIVED)

    sums = {(AVAILABLE, ALLOCATED): 4, (ALLOCATED, IN_TRANSIT): 4}
    assert moved("TR-000001") == {shop.mug.pk: sums}
    assert moved_parts(["TR-000001"])["TR-000001/2"] == {shop.mug.pk: {(ALLOCATED, IN_TRANSIT): 1}}
    assert moved_by(["TR-0000010", "TR-1"]) == {
        "TR-0000010": {shop.mug.pk: {(AVAILABLE, ALLOCATED): 1}}
    }


def test_sums_leave_out_what_was_undone(shop, priya):
    (result,) = post_commands([allocate(4)], actor=priya, at=RECEIVED)

    reverse_events([result.event_id], actor=priya, at=RECEIVED, reason="no")

    assert moved("TR-000001") == {}
