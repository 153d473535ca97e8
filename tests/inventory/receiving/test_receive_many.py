"""Old deliveries received in full at once: asked first, an outcome for each."""

import pytest
from django.urls import reverse

from inventory.receiving import bulk
from inventory.receiving.errors import NothingReceived, ReceiptEnded, ScansNotBooked
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Arrival, Receipt
from inventory.receiving.services import cancel_delivery, receive_rest, scan_item
from kernel.clock import now
from tests.factories import NOON, make_person
from tests.inventory.catalog.screens import browser
from tests.inventory.receiving.dock import again, cell, sums
from workbench.models import Job
from workbench.services.jobs import run_next_job

Status = Receipt.Status


def rest(receipt, actor):
    return receive_rest(receipt_id=receipt.pk, actor=actor, at=NOON)


def send(person, *receipts, **form):
    client = browser(person)
    chosen = {"id": [one.reference for one in receipts], **form}
    return client, client.post(reverse("inventory:receipts-receive"), chosen)


def test_books_in_what_is_still_to_come_and_not_what_is_said_to_be_missing(dock):
    receipt = dock.expect(lines=[(dock.mug, 10), (dock.plate, 12)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4, missing=2))

    rest(receipt, dock.wren)

    assert (sums(receipt, dock.mug).accepted, sums(receipt, dock.plate).accepted) == (8, 12)
    assert again(receipt).status == Status.PARTLY_RECEIVED


def test_refuses_what_somebody_is_scanning(dock):
    receipt = dock.expect()
    scan_item(
        receipt_id=receipt.pk, key="5a0e5c0e-0000-4000-8000-000000000001", code="MUG",
        sku=dock.mug, quantity=1, actor=dock.wren, at=NOON,
    )  # fmt: skip

    with pytest.raises(ScansNotBooked):
        rest(receipt, dock.wren)

    assert not Arrival.objects.exists()


def test_refuses_what_has_ended_and_what_has_come(dock):
    ended, whole = dock.expect(document="PO-1"), dock.expect(document="PO-2")
    cancel_delivery(receipt_id=ended.pk, reason="No", actor=dock.lena, at=NOON)
    rest(whole, dock.wren)

    for receipt, error in ((ended, ReceiptEnded), (whole, NothingReceived)):
        with pytest.raises(error):
            rest(receipt, dock.wren)


def test_asks_first_and_says_what_is_left_out(dock):
    good, ended = dock.expect(document="PO-1"), dock.expect(document="PO-2")
    cancel_delivery(receipt_id=ended.pk, reason="No", actor=dock.lena, at=NOON)

    _client, page = send(dock.wren, good, ended)

    text = page.content.decode()
    assert "Receive 1 delivery in full" in text
    assert "22 pieces are added to the stock." in text
    assert "1 left out: ended already" in text
    assert not Arrival.objects.exists()


def test_each_is_received_for_itself_and_the_others_are_named(dock):
    good, stale = dock.expect(document="PO-1"), dock.expect(document="PO-2")
    dock.take(stale, ReceivedLine(dock.mug, accepted=1))
    old = {f"version-{stale.pk}": stale.version, f"version-{good.pk}": good.version}

    client, answer = send(dock.wren, good, stale, confirmed="1", **old)

    told = client.get(answer.headers["Location"]).content.decode()
    assert "1 of 2 received. 1 not changed: 1 changed meanwhile." in told
    assert (again(good).status, again(stale).status) == (Status.RECEIVED, Status.PARTLY_RECEIVED)
    assert cell(dock.mug, dock.depot) == {"receiving": 11, "on_order": 9}


def test_many_become_a_job(dock):
    many = [dock.expect(document=f"PO-{n}", lines=[(dock.mug, 1)]) for n in range(21)]

    send(dock.wren, *many, confirmed="1")
    run_next_job(clock=now)

    assert Job.objects.get().message == f"{bulk.AT_ONCE + 1} of 21 received."
    assert sums(many[-1], dock.mug).accepted == 1


def test_who_only_reads_is_offered_none_and_changes_none(dock):
    receipt = dock.expect()
    tove = make_person("Tove", role="auditor", scope=dock.network)

    page = browser(tove).get(reverse("inventory:receipts")).content.decode()
    _client, answer = send(tove, receipt, confirmed="1")

    assert "Receive in full" not in page
    assert not Arrival.objects.exists()
    assert answer.status_code == 302
