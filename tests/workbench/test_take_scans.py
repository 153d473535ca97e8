import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import RequestFactory

from kernel.errors import RuleViolation
from tests.factories import NOON, make_person
from workbench import scanning
from workbench.models import TakenScan
from workbench.scanning import ScanAnswer, answer_scans, read_scans
from workbench.services.scans import REMEMBER, forget_scans

pytestmark = pytest.mark.django_db


class ShelfFinished(RuleViolation):
    """This shelf is finished."""


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(scanning, "now", lambda: NOON)


@pytest.fixture
def jo():
    return make_person("Jo")


def scan(code="5012345678900", **facts):
    return {"id": str(uuid4()), "code": code, "quantity": 1, "at": NOON.isoformat(), **facts}


def post(person, body, **more):
    text = body if isinstance(body, str) else json.dumps(body)
    request = RequestFactory().post("/scans/", text, content_type="application/json", **more)
    request.user = person
    return request


def sent(person, *scans, act=None, page="count:1"):
    act = act or (lambda scan: ScanAnswer("ok", "Counted", count=scan.pieces))
    answer = answer_scans(post(person, {"scans": list(scans)}), act, page=page)
    return answer.status_code, json.loads(answer.content)


def test_answers_each_scan_in_order(jo):
    one, two = scan(), scan("UNKNOWN", quantity=3)

    _status, body = sent(jo, one, two)

    assert [(each["id"], each["count"]) for each in body["results"]] == [
        (one["id"], 1),
        (two["id"], 3),
    ]


def test_acts_once_however_often_a_scan_is_sent(jo):
    one, deeds = scan(), []

    def act(scan):
        deeds.append(scan.id)
        return ScanAnswer("ok", count=len(deeds))

    answers = [sent(jo, one, act=act)[1] for _time in range(2)]

    assert len(deeds) == 1
    assert answers[0] == answers[1]


def test_what_is_refused_may_be_sent_again(jo):
    def refuse(scan):
        raise ShelfFinished

    one = scan()

    refused = sent(jo, one, act=refuse)[1]["results"][0]

    assert (refused["status"], refused["detail"]) == ("wrong", "This shelf is finished.")
    assert (refused["refused"], refused["again"]) == (True, True)
    assert not TakenScan.objects.exists()
    assert sent(jo, one)[1]["results"][0]["status"] == "ok"


def test_one_refused_scan_leaves_its_neighbours(jo):
    def act(scan):
        if scan.code == "BAD":
            raise ShelfFinished
        return ScanAnswer("ok")

    _status, body = sent(jo, scan("A"), scan("BAD"), scan("B"), act=act)

    assert [one["status"] for one in body["results"]] == ["ok", "wrong", "ok"]


@pytest.mark.parametrize("other", ["code", "page", "person"])
def test_the_same_id_with_another_meaning_is_refused_for_good(jo, other):
    one = scan("A")
    sent(jo, one)
    person = make_person("Sam") if other == "person" else jo
    code = "B" if other == "code" else "A"

    _status, body = sent(person, {**one, "code": code}, page="x" if other == "page" else "count:1")

    assert body["results"][0]["again"] is False


def test_a_label_says_how_many_it_stands_for(jo):
    read = read_scans(post(jo, {"scans": [scan("0209506000134352" + "3712", quantity=2)]}))[0]

    assert (read.lookup, read.pieces) == ("09506000134352", 24)


def test_a_device_whose_clock_is_wrong_dates_nothing_wrongly(jo):
    ahead = NOON + timedelta(hours=3)
    late = {"sent_at": ahead.isoformat(), "scans": [scan(at=ahead.isoformat())]}
    future = {"scans": [scan(at=ahead.isoformat())]}

    assert read_scans(post(jo, late))[0].at == NOON
    assert read_scans(post(jo, future))[0].at == NOON


def test_a_clock_that_is_set_back_between_two_scans_keeps_their_order(jo):
    moments = [NOON + timedelta(minutes=minute) for minute in (175, 176, -3, -2)]
    scans = [scan(at=moment.isoformat()) for moment in moments]

    read = read_scans(post(jo, {"sent_at": NOON.isoformat(), "scans": scans}))

    assert [(one.at - NOON) / timedelta(minutes=1) for one in read] == [-3, -3, -3, -2]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("{", "not valid JSON"),
        ('{"scans": NaN}', "not valid JSON"),
        ("[]", "an object with scans"),
        ({"scans": []}, "1 to 500"),
        ({"scans": [scan()] * 501}, "1 to 500"),
        ({"scans": ["x"]}, "each scan is an object"),
        ({"scans": [scan("")]}, "no code"),
        ({"scans": [scan("A\x00")]}, "code is a text"),
        ({"scans": [scan("A" * 401)]}, "code is a text"),
        ({"scans": [scan(quantity=0)]}, "whole number"),
        ({"scans": [scan(quantity=True)]}, "whole number"),
        ({"scans": [scan(quantity=1.5)]}, "whole number"),
        ({"scans": [scan(quantity=10**9)]}, "whole number"),
        ({"scans": [scan(id="1")]}, "not a UUID"),
        ({"scans": [scan(undoes=7)]}, "not a UUID"),
        ({"scans": [scan(at="noon")]}, "not a moment"),
        ({"scans": [scan(at="2026-11-20T12:00:00")]}, "not a moment"),
        ({"scans": [scan(at="2026-10-20T12:00:00Z")]}, "older than 14 days"),
        ('{"scans": "' + "x" * 600_000 + '"}', "larger than 500 KB"),
    ],
)
def test_bad_input_is_answered_with_its_sentence_and_nothing_is_taken(jo, body, fault):
    answer = answer_scans(post(jo, body), lambda scan: ScanAnswer("ok"), page="p")

    assert answer.status_code == 422
    assert fault in json.loads(answer.content)["error"]
    assert not TakenScan.objects.exists()


def test_forgets_what_no_device_sends_again(jo):
    sent(jo, scan())

    assert forget_scans(at=NOON + REMEMBER) == 0
    assert forget_scans(at=NOON + REMEMBER + timedelta(seconds=1)) == 1
