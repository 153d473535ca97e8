"""A delivery says whose turn it is, and is overdue only while somebody waits for the sender."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from inventory.receiving.filters import ReceiptFilter
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import close_receipt, put_away, undo_receipt
from inventory.receiving.sweeps import sweep_overdue
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.receiving.dock import again

TOLD = import_module("inventory.receiving.migrations.0004_tell_of_known_deliveries").TOLD
LONG_AGO = NOON - timedelta(days=2)


def page(dock, receipt):
    return text_of(sign_in(dock.wren).get(reverse("inventory:receipt", args=[receipt.reference])))


def late(dock):
    return dock.expect(lines=[(dock.mug, 10)], due_at=LONG_AGO)


def test_the_sender_brings_it(dock):
    text = page(dock, late(dock))

    assert "Waits for the sender." in text
    assert "Overdue" in text


def test_the_sender_brings_the_rest(dock):
    receipt = late(dock)
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4))

    text = page(dock, receipt)

    assert "Waits for the sender to bring the rest." in text
    assert "Overdue" in text


def test_nobody_waits_for_what_is_said_to_be_missing(dock):
    receipt = late(dock)
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4, missing=6))

    text = page(dock, receipt)

    assert "Pieces are missing. Waits until they come, or until it is closed" in text
    assert "Overdue" not in text
    assert not Receipt.objects.awaited().exists()
    assert not ReceiptFilter({"due": "overdue"}, Receipt.objects.all()).qs.exists()
    assert sweep_overdue(NOON) == 0


def test_an_arrival_taken_back_is_awaited_again(dock):
    receipt = late(dock)
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4, missing=6))
    dock.take(receipt, ReceivedLine(dock.mug, accepted=2))
    assert again(receipt).all_told

    undo_receipt(receipt_id=receipt.pk, number=1, reason="Wrong door", actor=dock.wren, at=NOON)

    assert not again(receipt).all_told
    assert again(receipt).is_late(NOON)


def test_what_is_here_is_put_away_and_closed(dock):
    receipt = late(dock)
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    assert "Waits for whoever receives here to put away and close." in page(dock, receipt)

    put_away(receipt_id=receipt.pk, lines=[(dock.mug, 10)], actor=dock.wren, at=NOON)

    assert "Everything is here. Waits to be closed." in page(dock, receipt)


@pytest.mark.parametrize(
    ("shelved", "words"), [(4, "Waits for whoever receives here to put"), (10, "Nothing is left")]
)
def test_what_is_closed_may_still_be_put_away(dock, shelved, words):
    receipt = late(dock)
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    put_away(receipt_id=receipt.pk, lines=[(dock.mug, shelved)], actor=dock.wren, at=NOON)

    close_receipt(receipt_id=receipt.pk, reason="", actor=dock.wren, at=NOON)

    assert words in page(dock, receipt)


def test_deliveries_from_before_are_told_of_as_well(dock):
    told, open_one = late(dock), dock.expect(document="PO-2", lines=[(dock.mug, 10)])
    dock.take(told, ReceivedLine(dock.mug, accepted=4, missing=6))
    dock.take(open_one, ReceivedLine(dock.mug, accepted=4, missing=5))
    Receipt.objects.update(all_told=False)

    with connection.cursor() as cursor:
        cursor.execute(TOLD)

    assert (again(told).all_told, again(open_one).all_told) == (True, False)
