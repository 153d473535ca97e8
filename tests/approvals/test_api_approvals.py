import json

import pytest
from django.test import Client

from approvals.models import ApprovalRequest, Decision
from tests.approvals.world import ask, fresh, told
from tests.factories import make_place
from tests.inventory.intake.calls import make_token


@pytest.fixture
def token(world):
    return make_token(scopes=("approvals:read", "transfers:approve"), place=world.network)


def call(token, request, verb, body, **headers):
    sent = {"Authorization": f"Bearer {token}", **headers}
    address = f"/api/v1/approvals/{request.pk}/{verb}"
    return Client().post(address, json.dumps(body), content_type="application/json", headers=sent)


def test_approves_for_a_named_person(world, token):
    request = ask(world)
    body = {"on_behalf_of": "priya@example.com", "lines": [{"key": "A", "quantity": 6}]}

    answer = call(token, request, "approve", body, **{"If-Match": '"1"'})

    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "approved"
    assert answer.json()["lines"][0] == {
        "key": "A",
        "text": "Merino crew, navy, M",
        "asked": 8,
        "stands_at": 6,
    }
    assert Decision.objects.get().decided_by == world.priya


@pytest.mark.parametrize(
    ("email", "headers", "status", "code"),
    [
        ("priya@example.com", {}, 422, "version_not_said"),
        ("priya@example.com", {"If-Match": '"9"'}, 409, "request_changed"),
        ("omar@example.com", {"If-Match": '"1"'}, 403, "asker_decides"),
        ("jo@example.com", {"If-Match": '"1"'}, 403, "not_your_step"),
        ("nobody@example.com", {"If-Match": '"1"'}, 422, "person_unknown"),
    ],
)
def test_refuses(world, token, email, headers, status, code):
    request = ask(world)

    answer = call(token, request, "approve", {"on_behalf_of": email}, **headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert fresh(request).is_open


def test_needs_the_scope_of_the_subject(world):
    request = ask(world)
    reader = make_token(scopes=("approvals:read",), place=world.network)

    answer = call(reader, request, "approve", {"on_behalf_of": "priya@example.com"})

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_lists_what_the_client_sees(world, token):
    request = ask(world)

    answer = Client().get(
        "/api/v1/approvals?show=waiting", headers={"Authorization": f"Bearer {token}"}
    )

    assert [row["number"] for row in answer.json()["results"]] == [request.pk]


def test_takes_the_vote_of_the_named_person_back(world, token):
    request = ask(world)
    call(token, request, "approve", {"on_behalf_of": "priya@example.com"}, **{"If-Match": '"1"'})

    stale = call(
        token, request, "undo", {"on_behalf_of": "priya@example.com"}, **{"If-Match": '"1"'}
    )
    foreign = call(token, request, "undo", {"on_behalf_of": "lena@example.com"})
    done = call(token, request, "undo", {"on_behalf_of": "priya@example.com"})

    assert (stale.status_code, stale.json()["code"]) == (409, "decided_since")
    assert "Nothing was undone: TR-knitwear was decided on after" in stale.json()["detail"]
    assert (foreign.status_code, foreign.json()["code"]) == (403, "decision_not_yours")
    assert (done.status_code, done.json()["status"]) == (200, "waiting")


def test_takes_back_a_vote_that_changed_its_subject(world, token):
    request = ask(world)
    body = {"on_behalf_of": "priya@example.com"}
    done = call(token, request, "approve", body, **{"If-Match": '"1"'})
    told.versions[request.subject_id] = 2

    undone = call(token, request, "undo", body, **{"If-Match": done["ETag"]})

    assert (undone.status_code, undone.json()["status"]) == (200, "waiting")


def test_notes_a_review_for_a_named_person(world, token):
    request = ask(world)
    ApprovalRequest.objects.filter(pk=request.pk).update(sampled=True)
    body = {"note": "Looks right."}

    blind = call(token, request, "review", {"on_behalf_of": "jo@example.com", **body})
    done = call(token, request, "review", {"on_behalf_of": "priya@example.com", **body})

    assert (blind.status_code, blind.json()["code"]) == (403, "right_missing")
    assert (done.status_code, fresh(request).reviewed_by) == (200, world.priya)


def test_requests_of_other_places_are_not_there(world):
    request = ask(world)
    far = make_token(scopes=("transfers:approve", "approvals:read"), place=make_place("FAR"))

    answers = [call(far, request, verb, {}) for verb in ("approve", "undo", "review")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
