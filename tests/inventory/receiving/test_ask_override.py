"""Asking to receive more than was expected..."""

from uuid import uuid4

import pytest
from django.urls import reverse

from exceptions.models import Case
from inventory.receiving.errors import NothingTooMany, ReceivingNotAllowed
from inventory.receiving.models import Receipt
from inventory.receiving.services import ask_override, cancel_delivery, scan_item
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.receiving.dock import again, cell
from tests.trail import audit_actions
from workbench.models import Notification


@pytest.fixture
def receipt(dock):
    """Jo scanned 12 of 10 at Camden, which Priya manages."""
    made = dock.expect(location=dock.camden, lines=[(dock.mug, 10)])
    scan(dock, made, 12)
    return made


def scan(dock, receipt, quantity):
    given = {"key": uuid4(), "code": "MUG", "sku": dock.mug, "quantity": quantity}
    scan_item(receipt_id=receipt.pk, actor=dock.jo, at=NOON, **given)


def ask(dock, receipt, actor=None):
    return ask_override(receipt_id=receipt.pk, actor=actor or dock.jo, at=NOON)


def test_tells_the_manager_and_keeps_a_case(dock, receipt):
    assert ask(dock, receipt) == [dock.priya]

    case = Case.objects.get()
    assert (case.kind, "12 of 10 MUG" in case.title) == ("over_receipt", True)
    assert "12 of 10 MUG" in Notification.objects.get(user=dock.priya).text
    assert "inventory.receipt.override_asked" in audit_actions(receipt)
    assert cell(dock.mug, dock.camden) == {"on_order": 10}


def test_twice_is_one_case(dock, receipt):
    ask(dock, receipt)
    ask(dock, receipt)

    assert Case.objects.get().occurrences == 2


def test_ends_when_the_manager_books_it_in(dock, receipt):
    ask(dock, receipt)
    page = sign_in(dock.priya).get(reverse("inventory:receipt-finish", args=[receipt.reference]))
    form = {"version": receipt.version, "override": "yes"}
    sign_in(dock.priya).post(page.request["PATH_INFO"], form)

    asked = Case.objects.get(fingerprint__startswith="over_asked")
    assert cell(dock.mug, dock.camden)["available"] == 12
    assert (asked.status, again(receipt).status) == ("closed", Receipt.Status.RECEIVED)
    assert not Notification.objects.unread().filter(user=dock.priya, kind="notice").exists()
    told = Notification.objects.get(user=dock.jo)
    assert told.text.startswith(
        f"You asked to receive more of {receipt.document}. It was booked in"
    )


def test_ends_when_the_scans_are_taken_back(dock, receipt):
    ask(dock, receipt)

    scan(dock, receipt, -2)

    assert Case.objects.get().status == "closed"


def test_needs_something_that_is_too_many(dock, receipt):
    scan(dock, receipt, -2)

    with pytest.raises(NothingTooMany):
        ask(dock, receipt)

    assert not Case.objects.exists()


def test_is_for_who_receives(dock, receipt):
    tove = make_person("Tove", role="auditor", scope=dock.network)

    with pytest.raises(ReceivingNotAllowed):
        ask(dock, receipt, actor=tove)


def test_is_offered_where_it_is_refused(dock, receipt):
    jo, finish = sign_in(dock.jo), reverse("inventory:receipt-finish", args=[receipt.reference])

    refused = jo.post(finish, {"version": receipt.version})
    asked = jo.post(
        reverse("inventory:receipt-ask-override", args=[receipt.reference]), follow=True
    )

    assert refused.status_code == 422
    assert "Ask a manager to allow 12 of 10 MUG" in text_of(refused)
    assert "Asked Priya" in text_of(asked)


def test_is_not_needed_by_who_may(dock, receipt):
    finish = reverse("inventory:receipt-finish", args=[receipt.reference])

    text = text_of(sign_in(dock.priya).post(finish, {"version": receipt.version}))

    assert "Ask a manager" not in text
    assert "Override" in text


def test_can_be_done_by_api(api, dock, receipt):
    where = f"receipts/{receipt.reference}/scans/ask-override"

    answer = api.post(where, {"on_behalf_of": dock.jo.email}, scope="receipts:read receipts:write")

    assert answer.status_code == 200, answer.content
    assert Case.objects.get().kind == "over_receipt"


def test_ends_with_the_delivery(dock, receipt):
    ask(dock, receipt)

    cancel_delivery(receipt_id=receipt.pk, reason="Sent elsewhere", actor=None, at=NOON)

    assert Case.objects.get().status == "closed"
