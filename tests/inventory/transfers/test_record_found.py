"""Pieces that were missing and turned up..."""

import pytest
from django.urls import reverse

from approvals.errors import AuthorDecides
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import undo_decision
from exceptions.models import Case
from inventory.receiving.errors import WrittenOffAsLost
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.queries import sums_of
from inventory.receiving.services import close_receipt, undo_receipt
from inventory.transfers import errors
from inventory.transfers.models import Shortage
from inventory.transfers.queries.progress import progress_of
from inventory.transfers.services import ask_loss, cancel_transfer, record_found
from tests.api import said
from tests.controls import refusals_of
from tests.exceptions.desk import make_case
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.transfers.world import DAY, HOUR, actions, again
from workbench.models import Notification

LATER = NOON + DAY + 2 * HOUR


def missing(world, mugs=5):
    """Sam receives ten mugs less so many, which he cannot find."""
    transfer = world.shipped()
    lines = [ReceivedLine(world.mug, 10 - mugs, missing=mugs), ReceivedLine(world.plate, 4)]
    world.receive(transfer, *lines)
    return Shortage.objects.select_related("transfer", "shipment").get(transfer=transfer)


def lost(world, mugs=5):
    shortage = missing(world, mugs)
    ask_loss(reference=shortage.reference, reason="Gone", actor=world.omar, at=NOON + DAY)
    request = open_request_of("transfers.shortage", shortage.pk)
    world.vote(request, at=NOON + DAY + HOUR)
    return Shortage.objects.select_related("transfer", "shipment").get(pk=shortage.pk)


def find(world, shortage, mugs, **more):
    given = {"place": world.camden, "reason": "Behind the pallets", "actor": world.sam, "at": LATER}
    lines = {world.mug: mugs}
    return record_found(reference=shortage.reference, lines=lines, **{**given, **more})


def numbers(world, shortage):
    of = progress_of(shortage.transfer).of(world.mug.pk)
    return {"accepted": of.accepted, "lost": of.lost, "in_transit": of.in_transit}


def test_take_that_much_of_the_loss_back(world):
    shortage = lost(world)

    find(world, shortage, 3)

    assert numbers(world, shortage) == {"accepted": 8, "lost": 2, "in_transit": 0}
    assert world.stock(world.camden) == {"available": 8}
    assert Shortage.objects.get(pk=shortage.pk).status == "lost"
    assert again(shortage.transfer).status == "closed"
    assert "found" in actions(shortage.transfer)


def test_settle_the_loss_when_all_are_here(world):
    shortage = lost(world)

    find(world, shortage, 3)
    find(world, shortage, 2)

    assert numbers(world, shortage) == {"accepted": 10, "lost": 0, "in_transit": 0}
    assert Shortage.objects.get(pk=shortage.pk).status == "found"


def test_tell_who_approved_the_loss(world):
    find(world, lost(world), 3)

    text = Notification.objects.filter(user=world.priya).latest("pk").text
    assert "3 pieces" in text
    assert "found at" in text


def test_count_for_the_delivery_that_missed_them(world):
    shortage = lost(world)

    find(world, shortage, 3)

    receipt = world.receipt(shortage.transfer)
    of = sums_of(receipt)[world.mug.pk]
    assert (of.accepted, of.lost, receipt.status) == (8, 2, "received")


def test_are_booked_in_also_when_the_delivery_is_closed(world):
    shortage = lost(world)
    receipt = world.receipt(shortage.transfer)
    close_receipt(receipt_id=receipt.pk, reason="", actor=world.priya, at=NOON + DAY + HOUR)

    find(world, shortage, 5)

    assert world.stock(world.camden) == {"available": 10}
    assert sums_of(receipt)[world.mug.pk].accepted == 10


def test_stand_at_the_origin_when_they_never_left(world):
    shortage = lost(world)

    find(world, shortage, 5, place=world.dc, actor=world.wren)

    assert world.stock(world.dc) == {"available": 45}
    assert world.receipt(shortage.transfer).status == "received"
    assert again(shortage.transfer).status == "closed"


def test_are_no_longer_missing_before_anybody_decides(world):
    shortage = missing(world)

    find(world, shortage, 5)

    assert Shortage.objects.get(pk=shortage.pk).status == "found"
    assert numbers(world, shortage) == {"accepted": 10, "lost": 0, "in_transit": 0}


def test_let_fewer_be_written_off_while_the_loss_waits(world):
    shortage = missing(world)
    ask_loss(reference=shortage.reference, reason="Gone", actor=world.omar, at=NOON + DAY)

    find(world, shortage, 3)

    request = open_request_of("transfers.shortage", shortage.pk)
    assert request is not None
    assert list(request.lines.values_list("quantity", flat=True)) == [2]


def test_end_a_transfer_that_was_called_off(world):
    transfer = world.shipped()
    cancel_transfer(reference=transfer.reference, reason="Lost van", back={}, actor=world.omar,
                    at=NOON + DAY)  # fmt: skip
    shortage = Shortage.objects.get(transfer=transfer)

    lines = {world.mug: 10, world.plate: 4}
    record_found(reference=shortage.reference, lines=lines, place=world.dc, reason="Came home",
                 actor=world.wren, at=LATER)  # fmt: skip

    assert again(transfer).status == "cancelled"
    assert world.stock(world.dc) == {"available": 50}


def test_can_be_taken_back_like_any_arrival(world):
    shortage = lost(world)
    find(world, shortage, 3)

    undo_receipt(receipt_id=world.receipt(shortage.transfer).pk, number=2, reason="Miscounted",
                 actor=world.sam, at=LATER)  # fmt: skip

    assert numbers(world, shortage) == {"accepted": 5, "lost": 2, "in_transit": 3}


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"mugs": 6}, errors.MoreFoundThanMissing),
        ({"mugs": -1}, errors.MoreFoundThanMissing),
        ({"mugs": 0}, errors.NothingFound),
        ({"reason": " "}, errors.WhyMissing),
        ({"version": 1}, errors.TransferChangedMeanwhile),
    ],
)
def test_are_refused_with_nothing_written(world, more, error):
    shortage = lost(world)
    given = {"mugs": 3} | more

    with pytest.raises(error):
        find(world, shortage, **given)

    assert numbers(world, shortage) == {"accepted": 5, "lost": 5, "in_transit": 0}
    assert "found" not in actions(shortage.transfer)


def test_are_booked_in_by_somebody_of_the_place_alone(world):
    with pytest.raises(errors.FoundElsewhere):
        find(world, lost(world), 3, place=world.dc, actor=world.sam)


def test_are_not_found_twice(world):
    shortage = lost(world)
    find(world, shortage, 5)

    with pytest.raises(errors.ShortageSettled):
        find(world, shortage, 1)


def test_hold_the_approval_of_the_loss(world):
    shortage = lost(world)
    find(world, shortage, 3)

    with pytest.raises(errors.PiecesFoundMeanwhile):
        undo_decision(request_id=loss_request(shortage).pk, actor=world.priya, at=LATER)

    assert numbers(world, shortage) == {"accepted": 8, "lost": 2, "in_transit": 0}


def test_hold_what_was_decided_against_the_loss_as_well(world):
    shortage = missing(world)
    ask_loss(reference=shortage.reference, reason="Gone", actor=world.omar, at=NOON + DAY)
    world.vote(loss_request(shortage), "reject", at=NOON + DAY + HOUR)
    find(world, shortage, 5)

    with pytest.raises(errors.PiecesFoundMeanwhile, match="decision on their loss"):
        undo_decision(request_id=loss_request(shortage).pk, actor=world.priya, at=LATER)

    assert loss_request(shortage).status == "rejected"


@pytest.mark.parametrize(("mugs", "pieces"), [(1, "1 missing piece"), (2, "2 missing pieces")])
def test_are_put_to_an_approver_in_as_many_words_as_there_are(world, mugs, pieces):
    shortage = missing(world, mugs)

    ask_loss(reference=shortage.reference, reason="Gone", actor=world.omar, at=NOON + DAY)

    assert loss_request(shortage).title == f"Write off {pieces} of {shortage.shipment}"


def loss_request(shortage):
    return ApprovalRequest.objects.get(kind="transfers.shortage", subject_id=str(shortage.pk))


@pytest.mark.parametrize("override", [False, True])
def test_are_not_received_as_if_nobody_had_written_them_off(world, override):
    shortage = lost(world)

    with pytest.raises(WrittenOffAsLost) as caught:
        world.receive(shortage.transfer, ReceivedLine(world.mug, 3), at=LATER, actor=world.priya,
                      override=override)  # fmt: skip

    assert "record them as found" in caught.value.sentence


def test_their_case_leads_to_what_it_names(world):
    shortage = missing(world)
    case = Case.objects.get(subject_type="transfers.shortage", subject_id=str(shortage.pk))
    lena = make_person("Lena", role="ops lead", scope=world.network)

    page = sign_in(lena).get(f"/exceptions/cases/{case.reference}/").content.decode()

    transfer, receipt = shortage.transfer.reference, world.receipt(shortage.transfer).reference
    assert f'<a href="/inventory/transfers/{transfer}/#missing">{shortage.reference}</a>' in page
    assert f'<a href="/inventory/receipts/{receipt}/#arrivals">{receipt}/1</a>' in page


def test_the_document_of_a_delivery_leads_to_it(world):
    transfer = world.shipped()
    receipt = world.receipt(transfer)
    lena = make_person("Lena", role="ops lead", scope=world.network)
    evidence = {"document": receipt.document}
    case = make_case(world.camden.place, evidence=evidence)

    page = sign_in(lena).get(f"/exceptions/cases/{case.reference}/").content.decode()

    assert f'<a href="/inventory/transfers/{transfer.reference}/">{receipt.document}</a>' in page


def test_have_a_page_that_books_them_in(world):
    shortage = lost(world)
    where = reverse(
        "inventory:transfer-shortage-found", args=[shortage.transfer.reference, shortage.pk]
    )
    form = {f"q{world.mug.pk}": "3", "place": "CAMDEN", "reason": "In the next van"}

    shown, sent = sign_in(world.sam).get(where), sign_in(world.sam).post(where, form)

    assert "Their loss was written off" in text_of(shown)
    assert sent.status_code == 302, text_of(sent)
    assert numbers(world, shortage)["accepted"] == 8


def test_have_a_page_that_says_when_none_is_missing_any_more(world):
    shortage = lost(world)
    where = reverse(
        "inventory:transfer-shortage-found", args=[shortage.transfer.reference, shortage.pk]
    )
    find(world, shortage, 5)

    shown = sign_in(world.sam).get(where)

    assert shown.status_code == 409
    assert "This cannot be done now" in text_of(shown)
    assert (
        f"{shortage.reference} is settled otherwise, so nothing is left to do about it.</p>"
        in text_of(shown)
    )


def test_are_offered_beside_the_loss_and_refused_to_others(world):
    shortage = lost(world)
    where = reverse("inventory:transfer", args=[shortage.transfer.reference])

    mine = sign_in(world.sam).get(where).content.decode()
    others = sign_in(world.omar).get(where).content.decode()

    assert f"/shortages/{shortage.pk}/found/" in mine
    assert refusals_of(others)["Record as found"] == (
        "You do not receive or ship at Dc-North or Camden. Somebody who does has to say that the"
        " pieces are found."
    )


def test_say_once_why_none_of_them_can_be_recorded(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 5, missing=1), ReceivedLine(world.plate, 4))
    world.receive(transfer, ReceivedLine(world.mug, 2, missing=2))
    where = reverse("inventory:transfer", args=[transfer.reference])

    page = sign_in(world.omar).get(where).content.decode()

    panel = page.split('id="missing"')[1].split("</section>")[0]
    assert panel.count(">Record as found<") == 2
    assert panel.count("You do not receive or ship at") == 1


def test_are_booked_in_by_api(api, world):
    shortage = lost(world)
    body = {"place": "CAMDEN", "reason": "Found", "lines": [{"sku": "MUG", "quantity": 3}]}
    where = f"transfers/{shortage.transfer.reference}/shortages/{shortage.reference}/found"

    done = api.post(where, body, scope="transfers:read transfers:write")
    far = api.post(where, {**body, "place": "SOHO"}, scope="transfers:write",
                   place=world.camden.place)  # fmt: skip

    assert done.status_code == 200, done.content
    assert numbers(world, shortage)["accepted"] == 8
    assert said(far) == (403, "found_elsewhere")


def test_are_decided_by_somebody_who_did_not_report_them(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 5, missing=5), actor=world.priya)
    shortage = Shortage.objects.get(transfer=transfer)
    ask_loss(reference=shortage.reference, reason="Gone", actor=world.omar, at=NOON + DAY)
    request = open_request_of("transfers.shortage", shortage.pk)

    with pytest.raises(AuthorDecides):
        world.vote(request, at=NOON + DAY + HOUR)

    assert Shortage.objects.get(pk=shortage.pk).status == "asked"
