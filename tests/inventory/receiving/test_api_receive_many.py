"""Many deliveries received in full by API: each as it was shown, an outcome for each."""

import pytest

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Arrival, Receipt
from tests.api import said
from tests.factories import make_place
from tests.inventory.receiving.dock import again, sums


@pytest.fixture
def many(api):
    def calling(*receipts, scope="receipts:write", **more):
        rows = [{"reference": one.reference, "version": one.version} for one in receipts]
        return api.post("receipts/receive-in-full", {"receipts": rows}, scope=scope, **more)

    return calling


def left_of(answer):
    return {row["reference"]: row["code"] for row in answer.json()["left"]}


def test_receives_each_and_leaves_what_changed_since_it_was_shown(dock, many):
    good, stale = again(dock.expect(document="PO-1")), again(dock.expect(document="PO-2"))
    dock.take(stale, ReceivedLine(dock.mug, accepted=1))

    answer = many(good, stale)

    assert answer.status_code == 200, answer.content
    assert (answer.json()["total"], answer.json()["done"]) == (2, [good.reference])
    assert left_of(answer) == {stale.reference: "receipt_changed_meanwhile"}
    assert again(good).status == Receipt.Status.RECEIVED
    assert sums(stale, dock.mug).accepted == 1


def test_what_lies_elsewhere_is_not_there(dock, many):
    receipt = again(dock.expect())

    answer = many(receipt, place=make_place("FAR"))

    assert left_of(answer) == {receipt.reference: "receipt_unknown"}
    assert not Arrival.objects.exists()


def test_needs_the_scope_that_writes(dock, many):
    assert said(many(again(dock.expect()), scope="receipts:read")) == (403, "missing_scope")


def test_refuses_what_is_named_twice_or_not_at_all(dock, many):
    receipt = again(dock.expect())

    assert (many(receipt, receipt).status_code, many().status_code) == (422, 422)
    assert not Arrival.objects.exists()
