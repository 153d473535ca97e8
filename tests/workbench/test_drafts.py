"""A comment that was refused stands in its field when the person comes back."""

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from tests.factories import make_person
from workbench.drafts import MOST, draft_of, keep_draft
from workbench.models import Comment
from workbench.registry import registry
from workbench.talk import talk_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def thing(monkeypatch):
    monkeypatch.setitem(registry.subject_urls, "tests.thing", lambda pk: f"/things/{pk}/")
    monkeypatch.setitem(registry.subject_visible, "tests.thing", lambda user, pk: pk != "9")


@pytest.fixture
def omar():
    return make_person("Omar")


@pytest.fixture
def browser(omar):
    client = Client()
    client.force_login(omar)
    return client


def say(browser, text, number="7"):
    sent = {"subject_type": "tests.thing", "subject_id": number, "text": text}
    return browser.post("/comments/add/", sent)


def field(browser, omar, number="7"):
    """What stands in the field of a record's page."""
    request = RequestFactory().get("/")
    request.session = browser.session
    talk = talk_of(omar, "tests.thing", number)
    page = Template("{% load ui %}{% comments talk %}")
    html = page.render(Context({"talk": talk, "request": request}))
    return html.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]


def test_keeps_what_was_too_long_for_its_record_alone(browser, omar):
    long = "x" * 4_001

    answer = say(browser, long)

    assert answer.status_code == 422
    assert field(browser, omar) == long
    assert field(browser, omar, "8") == ""
    assert not Comment.objects.exists()


def test_forgets_it_once_the_comment_is_saved(browser, omar):
    say(browser, "x" * 4_001)

    say(browser, "short enough")

    assert field(browser, omar) == ""


def test_keeps_nothing_of_a_record_that_is_not_seen(browser):
    say(browser, "x" * 4_001, number="9")

    assert "drafts" not in browser.session


def test_keeps_the_newest_few():
    request = RequestFactory().get("/")
    request.session = {}

    for number in range(MOST + 1):
        keep_draft(request, f"tests.thing:{number}", "text")

    assert draft_of(request, "tests.thing:0") == ""
    assert draft_of(request, f"tests.thing:{MOST}") == "text"
