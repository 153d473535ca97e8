import json

import pytest
from django.test import Client

from accounts.services import create_client
from tests.factories import NOON, make_place

pytestmark = pytest.mark.urls("tests.accounts.api_urls")


@pytest.fixture
def till(db):
    make_place("UK")
    _client, token = create_client(
        name="till",
        source_code="pos",
        place=None,
        scopes=["stock:read", "events:write"],
        actor=None,
        at=NOON,
    )
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("accounts.api.authentication.now", lambda: NOON)


def problem_of(answer):
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer["X-Request-ID"]
    assert body["instance"] == "/api/v1/stock"
    assert body["type"]
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("refuse", "status", "code", "detail", "retryable"),
    [
        ("conflict", 409, "transfer_not_submitted", "TR-1 was not approved: it waits for nobody.", False),
        ("not-allowed", 403, "approver_is_requester", "You asked for this, so somebody else must approve it.", False),
        ("rule", 422, "insufficient_stock", "112 has 6 of A.", False),
        ("database", 503, "temporarily_unavailable", "The service cannot answer now. Try again shortly.", True),
    ],
)  # fmt: skip
def test_translate_refusals(till, refuse, status, code, detail, retryable):
    answer = till.get("/api/v1/stock", {"refuse": refuse})

    body = problem_of(answer)
    assert (answer.status_code, body["code"], body["detail"]) == (status, code, detail)
    assert body["retryable"] is retryable


def test_point_at_every_field_of_a_body(till):
    order = {"lines": [{"sku": "A", "quantity": 1}, {"sku": "", "quantity": "many"}]}

    answer = till.post("/api/v1/stock", order, content_type="application/json")

    body = problem_of(answer)
    assert answer.status_code == 422
    assert [error["pointer"] for error in body["errors"]] == ["#/lines/1/sku", "#/lines/1/quantity"]


def test_name_the_parameter_of_a_call_without_a_body(till):
    body = problem_of(till.get("/api/v1/stock", {"refuse": "parameter"}))

    assert body["errors"] == [{"code": "invalid", "detail": "Not a time.", "parameter": "as_of"}]


@pytest.mark.parametrize("body", ["{", '{"a": NaN}', "", "\x00"])
def test_refuse_broken_json(till, body):
    answer = till.generic("POST", "/api/v1/stock", body, content_type="application/json")

    wanted = (422, "invalid") if body == "" else (400, "broken_json")
    assert (answer.status_code, problem_of(answer)["code"]) == wanted


def test_refuse_a_body_that_is_no_json(till):
    answer = till.post("/api/v1/stock", {"sku": "A"})

    assert (answer.status_code, problem_of(answer)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "FOO"])
def test_ask_no_scope_for_a_method_that_is_not_there(till, method):
    answer = till.generic(method, "/api/v1/stock")

    assert (answer.status_code, problem_of(answer)["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_say_what_is_answered_to_who_accepts_something_else(till):
    answer = till.get("/api/v1/stock", headers={"Accept": "application/xml"})

    assert problem_of(answer)["detail"] == (
        "Nothing was done: answers are JSON. Accept application/json."
    )


def test_answer_a_bug_without_a_page(till):
    answer = till.get("/api/v1/stock", {"refuse": "bug"})

    body = problem_of(answer)
    assert (answer.status_code, body["code"], body["retryable"]) == (500, "internal_error", True)
    assert "ZeroDivision" not in answer.content.decode()


@pytest.mark.parametrize("debug", [True, False])
def test_answer_unknown_addresses(client, settings, debug):
    settings.DEBUG = debug

    answer = client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_answer_a_host_that_is_not_ours(client):
    answer = client.get("/api/v1/stock", headers={"Host": "elsewhere.example"})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_leave_pages_alone(client):
    assert client.get("/elsewhere/")["Content-Type"].startswith("text/html")
