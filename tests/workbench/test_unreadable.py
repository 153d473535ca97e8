"""What cannot be read at all is answered with a sentence, by pages and by the API."""

import pytest
from django.test import Client

from accounts.services import create_client
from kernel.clock import now
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
TEN_MB = "x" * (10 * 1024 * 1024)


@pytest.fixture
def browser():
    client = Client(raise_request_exception=False)
    client.force_login(make_person("Omar", role="ops agent", scope=make_place("UK")))
    return client


@pytest.mark.parametrize("kind", ["multipart", "plain"])
def test_a_comment_of_10_mb_is_refused_with_a_sentence(browser, kind):
    url = "/comments/add/"
    if kind == "multipart":
        answer = browser.post(url, {"text": TEN_MB})
    else:
        form = "application/x-www-form-urlencoded"
        answer = browser.post(url, f"text={TEN_MB}", content_type=form)

    assert answer.status_code == 413
    assert "Nothing was saved: too much was sent at once" in answer.content.decode()


def test_a_part_of_a_page_gets_a_part(browser):
    answer = browser.post("/comments/add/", {"text": TEN_MB}, headers={"HX-Request": "true"})

    assert answer.status_code == 413
    assert "<html" not in answer.content.decode()
    assert "too much was sent at once" in answer.content.decode()


def test_too_many_fields_are_refused_with_a_sentence(browser, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

    answer = browser.post("/comments/add/", {f"f{number}": "1" for number in range(1_001)})

    assert answer.status_code == 413
    assert "too much was sent at once" in answer.content.decode()


def test_the_api_answers_a_problem():
    _client, token = create_client(
        name="desk",
        source_code="desk",
        place=make_place("UK"),
        scopes=["cases:write"],
        actor=None,
        at=now(),
    )
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})

    answer = client.post(
        "/api/v1/cases/EX-000001/assign", {"text": TEN_MB}, content_type="application/json"
    )

    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert (
        answer.json()["detail"]
        == "Nothing was done: the request is larger than allowed. Send less at once."
    )
