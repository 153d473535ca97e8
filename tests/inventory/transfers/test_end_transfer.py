"""Ending a transfer early..."""

from decimal import Decimal

import pytest

from accounts.models import PlaceScope
from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.errors import RequestWithdrawn
from approvals.queries import newest_request_of, open_request_of
from approvals.services import undo_decision
from exceptions.models import Case
from inventory.catalog.closing import obstacles_of
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.transfers import errors
from inventory.transfers.models import Shortage
from inventory.transfers.services import (
    ask_loss,
    cancel_transfer,
    close_short,
    overdue,
    pack_shipment,
    start_picking,
    watch_balance,
    watch_transit,
)
from inventory.transfers.services.balance import unexplained
from tests.approvals.policies import in_force
from tests.factories import NOON
from tests.inventory.transfers.world import DAY, HOUR, again


def cancel(world, transfer, **more):
    given = {"reason": "not needed", "actor": world.omar, "at": NOON + DAY} | more
    return cancel_transfer(reference=transfer.reference, **given)


def test_cancelled_before_shipping_frees_its_pieces(world):
    transfer = world.approved()

    cancel(world, transfer)

    assert again(transfer).status == "cancelled"
    assert world.stock(world.dc) == {"available": 50}


def test_cancelled_while_submitted_withdraws_the_question(world):
    transfer = world.submitted()

    cancel(world, transfer)

    assert open_request_of("transfers.transfer", transfer.pk) is None


def test_cancelled_on_its_way_asks_where_the_units_are(world):
    transfer = world.shipped()

    with pytest.raises(errors.UnitsNotSaid):
        cancel(world, transfer)

    assert again(transfer).status == "in_progress"
    assert world.stock(world.camden) == {"in_transit": 10}


def test_units_that_are_back_are_received_at_the_origin(world):
    transfer = world.shipped()

    cancel(world, transfer, back={world.mug.pk: 10, world.plate.pk: 4})

    assert again(transfer).status == "cancelled"
    assert world.stock(world.dc) == {"available": 50}
    assert Receipt.objects.get().status == "cancelled"


def test_units_that_are_not_back_are_missing_until_the_loss_is_approved(world):
    transfer = world.shipped()

    cancel(world, transfer, back={world.mug.pk: 7, world.plate.pk: 4})

    shortage = Shortage.objects.get()
    assert again(transfer).status == "in_progress"
    ask_loss(reference=shortage.reference, reason="searched", actor=world.omar, at=NOON + DAY)
    world.vote(open_request_of("transfers.shortage", shortage.pk))
    assert again(transfer).status == "cancelled"
    assert world.stock(world.camden) == {}


def test_more_back_than_on_the_way_is_refused(world):
    transfer = world.shipped()

    with pytest.raises(errors.MoreBackThanSent):
        cancel(world, transfer, back={world.mug.pk: 11})

    assert world.stock(world.camden) == {"in_transit": 10}


def test_approved_loss_goes_to_shrinkage_and_may_be_undone(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2), ReceivedLine(world.plate, 4))
    shortage = Shortage.objects.get()
    ask_loss(reference=shortage.reference, reason="searched", actor=world.omar, at=NOON + DAY)

    request = world.vote(open_request_of("transfers.shortage", shortage.pk))

    assert again(transfer).status == "closed"
    assert world.stock(world.camden) == {"available": 8}
    assert not Case.objects.open().filter(kind="transfer_missing").exists()
    undo_decision(request_id=request.pk, actor=world.priya, at=NOON + DAY)
    assert world.stock(world.camden) == {"available": 8, "in_transit": 2}
    assert again(transfer).status == "in_progress"


def test_pieces_that_an_approver_does_not_call_lost_stay_reported_missing(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 5, missing=5), ReceivedLine(world.plate, 4))
    asked = Shortage.objects.get()
    ask_loss(reference=asked.reference, reason="searched", actor=world.omar, at=NOON + DAY)

    request = world.vote(open_request_of("transfers.shortage", asked.pk), lines={"MUG": 3})

    rest = Shortage.objects.exclude(pk=asked.pk).get()
    assert (rest.status, rest.reported_by) == ("reported", asked.reported_by)
    assert list(rest.lines.values_list("sku__code", "claimed")) == [("MUG", 2)]
    assert world.stock(world.camden) == {"available": 5, "in_transit": 2}
    assert again(transfer).status == "in_progress"
    assert open_cases() == [str(rest.reference)]

    undo_decision(request_id=request.pk, actor=world.priya, at=NOON + DAY)

    assert world.stock(world.camden) == {"available": 5, "in_transit": 5}
    assert list(Shortage.objects.order_by("pk").values_list("status", flat=True)) == [
        "asked",
        "found",
    ]
    assert open_cases() == [str(asked.reference)]


def test_what_is_left_of_a_loss_is_asked_or_received_like_any_other(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 5, missing=5), ReceivedLine(world.plate, 4))
    asked = Shortage.objects.get()
    ask_loss(reference=asked.reference, reason="searched", actor=world.omar, at=NOON + DAY)
    world.vote(open_request_of("transfers.shortage", asked.pk), lines={"MUG": 3})
    rest = Shortage.objects.exclude(pk=asked.pk).get()

    world.receive(transfer, ReceivedLine(world.mug, 1), at=NOON + 2 * DAY)
    ask_loss(reference=rest.reference, reason="lost", actor=world.omar, at=NOON + 2 * DAY)
    world.vote(open_request_of("transfers.shortage", rest.pk), at=NOON + 2 * DAY)

    assert world.stock(world.camden) == {"available": 6}
    assert again(transfer).status == "closed"
    assert open_cases() == []


def open_cases():
    """The claims that somebody looks into."""
    rows = Case.objects.open().filter(kind="transfer_missing").order_by("pk")
    return [row.evidence["shortage"] for row in rows]


def test_missing_pieces_that_turn_up_need_no_approval(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2), ReceivedLine(world.plate, 4))

    world.receive(transfer, ReceivedLine(world.mug, 2))

    assert Shortage.objects.get().status == "found"
    assert again(transfer).status == "closed"


def test_loss_that_shrinks_while_it_waits_is_withdrawn_and_asked_as_it_is(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 5, 0, 5), ReceivedLine(world.plate, 4))
    shortage = Shortage.objects.get()
    ask_loss(reference=shortage.reference, reason="lost", actor=world.omar, at=NOON + DAY)
    shown = open_request_of("transfers.shortage", shortage.pk)

    world.receive(transfer, ReceivedLine(world.mug, 3), at=NOON + 2 * DAY)

    with pytest.raises(RequestWithdrawn, match="it is asked again"):
        world.vote(shown, at=NOON + 2 * DAY)
    asked = open_request_of("transfers.shortage", shortage.pk)
    assert (asked.units, asked.value, asked.asked_by) == (2, Decimal("5.00"), world.omar)
    world.vote(asked, at=NOON + 2 * DAY)
    assert world.stock(world.camden) == {"available": 8}
    assert again(transfer).status == "closed"


def test_loss_that_a_policy_lets_pass_once_it_shrank_closes_the_transfer(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 5, 0, 5), ReceivedLine(world.plate, 4))
    shortage = Shortage.objects.get()
    ask_loss(reference=shortage.reference, reason="lost", actor=world.omar, at=NOON + DAY)
    over_4 = (AskedCondition("units", "over", "4"),)
    manager = (AskedStep("store manager", "to"),)
    in_force(world, Draft(conditions=over_4, steps=manager), kind="transfers.shortage",
             place=world.camden.place)  # fmt: skip

    world.receive(transfer, ReceivedLine(world.mug, 4), at=NOON + 2 * DAY)

    assert open_request_of("transfers.shortage", shortage.pk) is None
    assert Shortage.objects.get().status == "lost"
    closed = again(transfer)
    assert (closed.status, world.stock(world.dc)) == ("closed", {"available": 40})
    assert list(unexplained()) == []


def test_undo_of_an_approval_is_refused_once_picking_began(world):
    transfer = world.approved()
    start_picking(reference=transfer.reference, actor=world.wren, at=NOON + HOUR)
    request = newest_request_of("transfers.transfer", transfer.pk)

    with pytest.raises(errors.PickingBegan):
        undo_decision(request_id=request.pk, actor=world.priya, at=NOON + HOUR)

    assert world.stock(world.dc)["allocated"] == 10


def test_what_is_packed_is_neither_cancelled_nor_closed_short(world):
    transfer = world.approved()
    pack_shipment(
        reference=transfer.reference, lines={world.mug: 3}, actor=world.wren, at=NOON + HOUR
    )

    with pytest.raises(errors.StillPacked):
        cancel(world, transfer)
    with pytest.raises(errors.StillPacked):
        close_short(reference=transfer.reference, reason="x", actor=world.wren, at=NOON + HOUR)


def test_overdue_shipment_opens_a_case_that_closes_when_it_arrives(world):
    transfer = world.shipped()

    assert watch_transit(at=NOON + 5 * DAY) == 1
    assert watch_transit(at=NOON + 5 * DAY) == 0
    world.receive_all(transfer)

    assert not Case.objects.open().exists()


def without_document(key, type_="transfer_ship", location="DC-NORTH"):
    """Three mugs to Soho, told by a system that names no transfer."""
    return {
        "key": key, "type": type_, "sku": "MUG", "location": location,
        "to_location": "SOHO", "quantity": 3, "occurred_at": NOON.isoformat(),
    }  # fmt: skip


def test_stock_on_its_way_without_a_document_is_no_difference(world):
    world.shipped()

    world.tell(without_document("x"), without_document("y") | {"to_location": "CAMDEN"})

    assert world.stock(world.soho) == {"in_transit": 3}
    assert watch_balance(at=NOON) == 0
    assert not Case.objects.filter(kind="transfer_difference").exists()


def test_books_hold_what_transfers_say_or_a_case_says_why_not(world):
    PlaceScope.objects.create(user=world.priya, place=world.soho.place)
    world.shipped(origin=world.dc, destination=world.soho)
    assert watch_balance(at=NOON) == 0
    assert list(unexplained()) == []

    world.tell(without_document("x", "transfer_receive", "SOHO"))

    assert [(found.sku_id, found.text) for found in unexplained()] == [
        (world.mug.pk, "in_transit is 7, transfers say 10")
    ]
    assert watch_balance(at=NOON) == 1
    assert Case.objects.open().get(kind="transfer_difference").place == world.soho.place
    assert list(unexplained()) == []


def test_location_with_an_open_transfer_says_so(world):
    world.draft()

    assert any("transfer" in text for text in obstacles_of(world.camden))


def test_overdue_shipments_beyond_one_sweep_get_their_cases_by_the_next(world, monkeypatch):
    monkeypatch.setattr(overdue, "MOST_AT_ONCE", 1)
    for _number in range(2):
        world.shipped(mugs=2, plates=1)

    assert [overdue.watch_transit(at=NOON + 5 * DAY) for _sweep in range(3)] == [1, 1, 0]
    assert Case.objects.open().filter(kind="transfer_overdue").count() == 2


def test_who_is_not_of_the_origin_cannot_say_that_units_are_back_there(world):
    transfer = world.shipped()

    with pytest.raises(errors.HomeNotYours, match="DC-NORTH is outside your places"):
        cancel(world, transfer, back={world.mug.pk: 1}, actor=world.priya)

    assert world.stock(world.camden) == {"in_transit": 10}
    cancel(world, transfer, back={}, actor=world.priya)
    assert Shortage.objects.get().status == "reported"
