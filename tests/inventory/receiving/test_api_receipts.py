"""/api/v1/receipts..."""

import json
from uuid import uuid4

import pytest

from inventory.receiving.models import Receipt
from tests.inventory.intake.calls import get, make_token
from tests.inventory.receiving.dock import again, cell, sums

ORDER = {
    "kind": "purchase_order",
    "document": "PO-1",
    "location": "depot",
    "due_at": "2026-11-21T10:00:00+00:00",
    "lines": [{"sku": "MUG", "quantity": 10}],
}


@pytest.fixture
def token(dock):
    return make_token(scopes=("receipts:read", "receipts:write"), place=dock.depot.place)


def call(client, token, path, body, **headers):
    return client.post(
        f"/api/v1/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", **headers},
    )


def test_announces_and_reads(dock, token, client):
    answer = call(client, token, "receipts", ORDER)

    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["status"], told["lines"][0]["open"]) == ("expected", 10)
    assert answer.headers["ETag"] == '"1"'
    assert get(token, "receipts").json()["results"] == [told]
    assert cell(dock.mug, dock.depot) == {"on_order": 10}


def test_receives_closes_and_cancels(dock, token, client):
    one, two = dock.expect(lines=[(dock.mug, 10)]), dock.expect(document="PO-2")
    line = {"sku": "4006381333931", "accepted": 9, "damaged": 1, "reason": "wet"}

    received = call(client, token, f"receipts/{one.reference}/receive", {"lines": [line]})
    closed = call(client, token, f"receipts/{one.reference}/close", {})
    cancelled = call(client, token, f"receipts/{two.reference}/cancel", {"reason": "No"})

    assert [answer.status_code for answer in (received, closed, cancelled)] == [200, 200, 200]
    assert again(one).status == Receipt.Status.CLOSED
    assert again(two).status == Receipt.Status.CANCELLED
    assert cell(dock.mug, dock.depot) == {"receiving": 9, "damaged": 1}


def test_refuses_an_old_version_and_too_many(dock, token, client):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    path, body = (
        f"receipts/{receipt.reference}/receive",
        {"lines": [{"sku": "MUG", "accepted": 11}]},
    )

    stale = call(client, token, path, body, **{"If-Match": '"7"'})
    over = call(client, token, path, body)

    assert (stale.status_code, stale.json()["code"]) == (409, "receipt_changed_meanwhile")
    assert (over.status_code, over.json()["code"]) == (422, "more_than_expected")


def test_acts_once_per_idempotency_key(dock, token, client):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    path, body = f"receipts/{receipt.reference}/receive", {"lines": [{"sku": "MUG", "accepted": 2}]}
    key = {"Idempotency-Key": str(uuid4())}

    first, second = (call(client, token, path, body, **key) for _ in range(2))

    assert first.json() == second.json()
    assert sums(receipt, dock.mug).accepted == 2


@pytest.mark.parametrize(
    "body",
    [
        ORDER | {"lines": []},
        ORDER | {"kind": "transfer"},
        ORDER | {"location": "camden"},
        ORDER | {"lines": [{"sku": "TASSE", "quantity": 1}]},
        ORDER | {"lines": [{"sku": "MUG", "quantity": 0}]},
        ORDER | {"lines": [{"sku": "MUG", "quantity": 10**12}]},
    ],
)
def test_refuses_what_does_not_fit(dock, token, client, body):
    assert call(client, token, "receipts", body).status_code == 422
    assert not Receipt.objects.exists()


def test_needs_scope_and_place(dock, token, client):
    elsewhere = dock.expect(location=dock.camden)
    reader = make_token(scopes=("receipts:read",), place=dock.depot.place)

    assert call(client, reader, "receipts", ORDER).status_code == 403
    missing = call(client, token, f"receipts/{elsewhere.reference}/cancel", {"reason": "No"})
    assert missing.status_code == 404
    assert get(token, "receipts").json()["results"] == []
