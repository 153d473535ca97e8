"""POST /api/v1/adjustments/{reference}/approve and reject."""

import json

import pytest
from django.test import Client

from tests.inventory.adjustments.shelf import again, cell
from tests.inventory.intake.calls import make_token


@pytest.fixture
def token(shelf):
    return make_token(source="erp", scopes=("adjustments:approve",), place=shelf.network)


@pytest.fixture
def asked(shelf):
    """More than the limit of its reason: it waits for Priya."""
    row = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 12)))
    assert again(row).status == "submitted"
    return row


def send(token, row, verb, body, version=None):
    return Client().post(
        f"/api/v1/adjustments/{row.reference}/{verb}",
        data=json.dumps(body),
        content_type="application/json",
        headers={
            "Authorization": f"Bearer {token}",
            "If-Match": f'"{version or again(row).version}"',
        },
    )


def test_approves_for_a_named_person_and_posts(shelf, asked, token):
    answer = send(token, asked, "approve", {"on_behalf_of": shelf.priya.email})

    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "posted"
    assert cell(shelf.mug, shelf.camden) == {"available": 8}


def test_rejects_and_posts_nothing(shelf, asked, token):
    body = {"on_behalf_of": shelf.priya.email, "reason_code": "other", "reason": "Not so"}

    answer = send(token, asked, "reject", body)

    assert (answer.status_code, answer.json()["status"]) == (200, "rejected")
    assert cell(shelf.mug, shelf.camden) == {"available": 20}


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_decides_for_nobody_who_may_not(shelf, asked, token, verb):
    reason = {"reason_code": "other", "reason": "Not so"}

    def refused(email, version=None):
        answer = send(token, asked, verb, {"on_behalf_of": email, **reason}, version)
        return answer.json()["code"]

    assert refused(shelf.jo.email) == "asker_decides"
    assert refused("nobody@example.com") == "person_unknown"
    assert refused(shelf.priya.email, version=99) == "adjustment_changed_meanwhile"
    assert again(asked).status == "submitted"


def test_decides_once(shelf, asked, token):
    body = {"on_behalf_of": shelf.priya.email}

    send(token, asked, "approve", body)

    assert send(token, asked, "approve", body).json()["code"] == "nothing_to_decide"


def test_asks_for_the_scope_to_approve_and_the_place(shelf, asked):
    writes = make_token(source="oms", scopes=("adjustments:write",), place=shelf.network)
    far = make_token(source="far", scopes=("adjustments:approve",), place=shelf.york.place)
    body = {"on_behalf_of": shelf.priya.email}

    assert send(writes, asked, "approve", body).status_code == 403
    assert send(far, asked, "approve", body).status_code == 404
