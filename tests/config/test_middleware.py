import json
import logging

import pytest
from django.test import RequestFactory, override_settings

from config.logs import logging_settings
from config.middleware import address_of

pytestmark = pytest.mark.django_db


def test_an_answer_carries_the_ids_it_was_asked_with(client):
    answer = client.get(
        "/health/live", headers={"X-Request-ID": "till-7.12", "X-Correlation-ID": "order:9"}
    )

    assert answer["X-Request-ID"] == "till-7.12"
    assert answer["X-Correlation-ID"] == "order:9"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "line\tfeed", "ünïcode"])
def test_an_id_that_could_harm_a_log_is_replaced(client, given):
    answer = client.get("/health/live", headers={"X-Request-ID": given})

    assert len(answer["X-Request-ID"]) == 32
    assert answer["X-Correlation-ID"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [(0, "10.0.0.9"), (1, "192.0.2.1"), (2, "198.51.100.7"), (3, "10.0.0.9")],
)
def test_only_our_own_proxies_are_believed(proxies, expected):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9")
    request.META["HTTP_X_FORWARDED_FOR"] = "198.51.100.7, 192.0.2.1"

    with override_settings(TRUSTED_PROXIES=proxies):
        assert address_of(request) == expected


def test_the_content_policy_is_the_strict_one(client):
    answer = client.get("/health/live")

    assert sorted(answer["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
    ]
    assert answer["Permissions-Policy"] == "camera=(self)"


def test_a_personal_page_stays_out_of_caches(client):
    assert client.get("/no/such/page/")["Cache-Control"] == "no-store"


def test_a_log_line_is_json_with_the_ids(client, capsys):
    try:
        logging.config.dictConfig(logging_settings(form="json", level="INFO"))
        client.get("/no/such/page/", headers={"X-Request-ID": "abc", "X-Correlation-ID": "def"})
    finally:
        logging.config.dictConfig(logging_settings(form="console", level="WARNING"))

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (line,) = [each for each in lines if each["event"] == "request"]
    assert (line["request_id"], line["correlation_id"]) == ("abc", "def")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/no/such/page/", 404)
