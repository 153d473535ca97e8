"""POST /api/v1/events answers per event, and a bad call as a whole, changing nothing."""

import gzip
import json

import pytest
from django.test import Client

from inventory.intake.models import Tally, WaitingEvent
from inventory.ledger.models import Event
from tests.inventory.intake.calls import EVENTS, make_token, post_events
from tests.inventory.intake.world import event


@pytest.fixture
def token(world):
    return make_token()


def test_posts_and_answers_in_order(world, token):
    answer = post_events(token, {"events": [event("a"), event("b", quantity=0), event("a")]})

    assert answer.status_code == 200
    body = answer.json()
    posted = Event.objects.get()
    assert body["results"][0] == {"key": "a", "status": "posted", "event_id": posted.pk}
    assert (body["results"][1]["code"], body["results"][2]["status"]) == (
        "bad_quantity",
        "duplicate",
    )
    assert [body[name] for name in ("posted", "duplicate", "conflict", "rejected")] == [1, 1, 0, 1]
    assert world.stock() == 10


def test_keeps_the_characters_that_were_sent(world, token):
    raw = json.dumps(event("a"), indent=1)

    post_events(token, f'{{"events": [ {raw} ]}}')

    assert Event.objects.get().raw == raw
    assert Event.objects.get().source == world.pos


def test_tallies_under_the_clients_name(world, token):
    post_events(token, {"events": [event("a")]})

    assert Tally.objects.get().client.startswith("pos")


def test_carries_rate_headers_and_ids(world, token):
    answer = post_events(token, {"events": []}, headers={"X-Request-ID": "till-7"})

    assert answer.headers["RateLimit-Policy"] == '"ingest";q=60000;w=60'
    assert answer.headers["RateLimit"].startswith('"ingest";r=')
    assert answer.headers["X-Request-ID"] == "till-7"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_reads_gzip(world, token):
    body = gzip.compress(json.dumps({"events": [event("a")]}).encode())

    answer = post_events(token, body, headers={"Content-Encoding": "gzip"})

    assert answer.json()["posted"] == 1


def bad(name, body, status, code, **headers):
    return pytest.param(body, status, code, headers, id=name)


BOMB = gzip.compress(b" " * 50_000_000)


@pytest.mark.parametrize(
    ("body", "status", "code", "headers"),
    [
        bad("broken", '{"events": [', 400, "body_not_json"),
        bad("empty", "", 400, "body_not_json"),
        bad("not utf-8", b'{"events": ["\xff"]}', 400, "body_not_json"),
        bad("NaN", '{"events": [{"quantity": NaN}]}', 400, "number_not_finite"),
        bad("null byte", '{"events": [{"key": "a\x00"}]}', 400, "null_byte_in_body"),
        bad("escaped null byte", '{"events": [{"key": "a\\u0000"}]}', 400, "null_byte_in_body"),
        bad("no list", '{"events": {}}', 422, "events_missing"),
        bad("no object", "[]", 422, "events_missing"),
        bad("5,001 events", {"events": [{}] * 5_001}, 413, "too_many_events"),
        bad("6 MB", '{"events": ["' + "x" * 6 * 1024 * 1024 + '"]}', 413, "body_too_large"),
        bad("zip bomb", BOMB, 413, "body_too_large", **{"Content-Encoding": "gzip"}),
        bad("no gzip", "{}", 400, "body_not_json", **{"Content-Encoding": "gzip"}),
        bad("cut gzip", BOMB[:20], 400, "body_not_json", **{"Content-Encoding": "gzip"}),
        bad("other encoding", "{}", 415, "encoding_not_supported", **{"Content-Encoding": "br"}),
    ],
)
def test_refuses_a_call_as_a_whole(world, token, body, status, code, headers):
    answer = post_events(token, body, headers=headers)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert "{" not in answer.json()["detail"]
    assert not Tally.objects.exists()


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", "Bearer plb_aaaa_bbbb", "Basic eDp5"]
)
def test_refuses_a_wrong_token(world, given):
    headers = {"Authorization": given} if given else {}

    answer = Client().post(EVENTS, "{}", content_type="application/json", headers=headers)

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_refuses_a_client_without_the_scope(world):
    answer = post_events(make_token(scopes=("stock:read",)), {"events": [event("a")]})

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert not Event.objects.exists()


def test_a_foreign_location_is_rejected_and_waits(world):
    token = make_token(place=world.york.place)

    answer = post_events(token, {"events": [event("a"), event("b", location="YORK")]})

    assert [one["status"] for one in answer.json()["results"]] == ["rejected", "posted"]
    assert WaitingEvent.objects.get().code == "location_out_of_scope"


BAD_EVENTS = {
    "unknown SKU": ({"sku": "NOPE"}, "unknown_sku"),
    "unknown location": ({"location": "NOPE"}, "unknown_location"),
    "zero": ({"quantity": 0}, "bad_quantity"),
    "negative": ({"quantity": -3}, "bad_quantity"),
    "overflow": ({"quantity": 10**30}, "bad_quantity"),
    "a billion and one": ({"quantity": 1_000_000_001}, "bad_quantity"),
    "text as a number": ({"quantity": "3"}, "bad_quantity"),
    "fraction": ({"quantity": 1.5}, "bad_quantity"),
    "true": ({"quantity": True}, "bad_quantity"),
    "missing time": ({"occurred_at": None}, "time_missing"),
    "no offset": ({"occurred_at": "2026-11-20T11:00:00"}, "time_without_offset"),
    "year 3000": ({"occurred_at": "3000-01-01T00:00:00Z"}, "occurred_in_future"),
    "no time": ({"occurred_at": "yesterday"}, "bad_time"),
    "an end": ({"state": "reserved"}, "end_not_allowed"),
}


@pytest.mark.parametrize(("change", "code"), BAD_EVENTS.values(), ids=list(BAD_EVENTS))
def test_rejects_a_bad_event_and_keeps_it(world, token, change, code):
    answer = post_events(token, {"events": [event("bad", **change), event("good")]})

    first, second = answer.json()["results"]
    assert (first["status"], first["code"], second["status"]) == ("rejected", code, "posted")
    assert first["detail"]
    assert WaitingEvent.objects.get().code == code


def test_a_number_beyond_every_float_is_one_bad_event(world, token):
    body = json.dumps({"events": [event("a")]}).replace('"quantity": 10', '"quantity": 1e400')

    answer = post_events(token, body)

    assert answer.json()["results"][0]["code"] == "bad_quantity"


def test_get_is_not_offered(world, token):
    answer = Client().get(EVENTS, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST, OPTIONS"
