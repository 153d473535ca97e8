"""A refusal that leaves a view becomes a screen."""

from urllib.parse import unquote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kernel.decorators import answers_refusals
from kernel.errors import Conflict, NotAllowed, RuleViolation
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db


class TooFew(RuleViolation):
    """The transfer was not submitted: there are {count} “Merino” and more were asked."""


class TakenMeanwhile(Conflict):
    """Sam took this a second before you."""


class NotYours(NotAllowed):
    """You asked for this, so somebody else must approve it."""


def answer_to(error: Exception, **headers: str) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    request = RequestFactory().post("/act/", headers=headers)
    request.user = make_person("Ada", role="admin", scope=make_place("UK"))
    request.session = {}
    return answers_refusals(view)(request)


@pytest.mark.parametrize(
    ("error", "status"), [(NotYours(), 403), (TakenMeanwhile(), 409), (TooFew(count=6), 422)]
)
def test_the_family_says_the_status(error: Exception, status: int) -> None:
    assert answer_to(error, **{"HX-Request": "true"}).status_code == status


def test_htmx_gets_the_sentence_as_a_fragment() -> None:
    answer = answer_to(TooFew(count=6), **{"HX-Request": "true"})

    assert "there are 6 “Merino”" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_toast_reads_the_sentence_from_a_header() -> None:
    answer = answer_to(TooFew(count=6), **{"HX-Request": "true"})

    assert unquote(answer["X-Refusal"]).endswith("there are 6 “Merino” and more were asked.")


@pytest.mark.parametrize(
    ("referer", "back"),
    [("http://testserver/stock/?page=2", "/stock/?page=2"), ("http://evil.example/", 'href="/"')],
)
def test_a_page_leads_back_but_never_elsewhere(referer: str, back: str) -> None:
    page = answer_to(TakenMeanwhile(), Referer=referer).content.decode()

    assert "Sam took this a second before you." in page
    assert back in page
    assert "evil.example" not in page


def test_errors_of_ours_are_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        answer_to(ZeroDivisionError())
