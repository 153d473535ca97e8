from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from redis.exceptions import ConnectionError as RedisGone

from accounts.api import throttling
from accounts.api.authentication import ClientPrincipal
from accounts.models import ApiClient, ApiToken
from tests.factories import NOON

pytestmark = pytest.mark.urls("tests.accounts.api_urls")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("accounts.api.authentication.now", lambda: NOON)


def limit(tills, calls):
    client, text = tills
    client.calls_per_minute = calls
    client.save(update_fields=["calls_per_minute"])
    return {"Authorization": f"Bearer {text}"}


def test_tells_policy_and_what_is_left(client, tills):
    headers = limit(tills, 60)

    answer = client.get("/api/v1/stock", headers=headers)

    assert answer["RateLimit-Policy"] == '"read";q=60;w=60'
    assert answer["RateLimit"] == '"read";r=59;t=1'


def test_refuses_what_is_over_the_limit_with_the_wait(client, tills, monkeypatch):
    monkeypatch.setattr(throttling, "WINDOW_S", 3_600)
    headers, began = limit(tills, 3), monotonic()
    calls = [client.get("/api/v1/stock", headers=headers) for _ in range(4)]

    assert [call.status_code for call in calls] == [200, 200, 200, 429]
    refused = calls[-1]
    # A third of the window, less what has passed of it.
    wait = int(refused["Retry-After"])
    assert 1_200 - (monotonic() - began) <= wait <= 1_200
    assert refused["RateLimit"].startswith('"read";r=0;t=')
    body = refused.json()
    assert body["code"] == "quota_exceeded"
    assert body["type"].endswith("#quota-exceeded")
    assert body["violated-policies"] == ["read"]
    assert body["retryable"] is True
    assert body["detail"] == f"Too many requests. Try again in {wait} s."


def test_keeps_a_budget_for_each_class_of_route(client, tills):
    headers = limit(tills, 1)
    client.get("/api/v1/stock", headers=headers)

    answer = client.post("/api/v1/stock", {}, headers=headers, content_type="application/json")

    assert answer.status_code == 422
    assert answer["RateLimit-Policy"].startswith('"write"')


def test_never_lets_more_through_than_the_quota_at_once():
    principal = ClientPrincipal(client=ApiClient(pk=1, calls_per_minute=50), token=ApiToken())

    began = monotonic()
    with ThreadPoolExecutor(16) as pool:
        rates = list(pool.map(lambda _: throttling.take(principal, policy="ingest"), range(200)))
    given_back = 50 / 60 * (monotonic() - began)

    assert 50 <= sum(rate.allowed for rate in rates) <= 50 + given_back


def test_lets_calls_through_while_nothing_can_be_counted(client, tills, monkeypatch):
    headers = limit(tills, 1)

    def gone(name):
        raise RedisGone()

    monkeypatch.setattr(throttling, "get_redis_connection", gone)
    throttling._script.cache_clear()

    answers = [client.get("/api/v1/stock", headers=headers) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "RateLimit" not in answers[0]


def busy(calls, pk):
    return ClientPrincipal(client=ApiClient(pk=pk, calls_per_minute=calls), token=ApiToken())


def test_asks_for_a_busy_clients_calls_together(monkeypatch):
    asked = []
    monkeypatch.setattr(throttling, "_leases", {})
    monkeypatch.setattr(throttling, "monotonic", lambda: 0.0)
    lease = throttling._lease
    monkeypatch.setattr(
        throttling,
        "_lease",
        lambda *args, **facts: asked.append(facts["calls"]) or lease(*args, **facts),
    )

    left = [throttling.take(busy(60_000, 7), policy="read").remaining for _ in range(20)]

    assert asked == [50]
    assert left == list(range(59_999, 59_979, -1))


def test_never_lets_a_busy_client_through_more_often_than_its_quota():
    principal = busy(2_400, 8)

    began = monotonic()
    with ThreadPoolExecutor(16) as pool:
        rates = list(pool.map(lambda _: throttling.take(principal, policy="ingest"), range(6_000)))
    given_back = 40 * (monotonic() - began)

    allowed = sum(rate.allowed for rate in rates)
    # Calls are taken in twos; on a slow machine one of a pair may run out of its time.
    assert 1_200 <= allowed <= 2_400 + given_back + 2
