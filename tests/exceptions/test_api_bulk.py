"""One command on many cases by API: done where it may be, an outcome for each."""

import pytest

from audit.models import Entry
from exceptions.models import Case
from tests.api import said
from tests.exceptions.desk import again, case_in, make_case, make_code
from workbench.models import Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(api, network):
    def calling(verb, cases, *, scope="cases:write", place=None, key="", **body):
        names = [getattr(case, "reference", case) for case in cases]
        asked = {"verb": verb, "cases": names, **body}
        return api.post("cases/bulk", asked, scope=scope, place=place, key=key)

    return calling


def test_assigns_many_and_says_which_were_left(many, camden, omar):
    free, over = make_case(camden), case_in("resolved", camden, omar, fingerprint="cell:2")

    answer = many("assign", [free, over], owner=omar.email).json()

    assert (answer["total"], answer["done"]) == (2, [free.reference])
    assert [(row["reference"], row["code"]) for row in answer["left"]] == [
        (over.reference, "case_is_over")
    ]
    assert again(free).owner == omar
    assert (
        Entry.objects.filter(action="exceptions.case.assigned")
        .latest("id")
        .agent.startswith("client:")
    )


def test_what_lies_elsewhere_is_out_of_sight_and_untouched(many, camden, york):
    here, there = make_case(camden), make_case(york, fingerprint="cell:2")
    wanted = [here, there, "CS-999999", "nonsense"]

    answer = many("severity", wanted, place=camden, severity="urgent").json()

    assert answer["done"] == [here.reference]
    assert {row["code"] for row in answer["left"]} == {"case_out_of_sight"}
    assert (len(answer["left"]), again(there).severity) == (3, "normal")


@pytest.mark.parametrize(
    ("verb", "status", "body", "after"),
    [
        ("release", "assigned", {}, "open"),
        ("start", "assigned", {}, "in_progress"),
        ("wait", "in_progress", {"on": "the carrier"}, "waiting"),
        ("resume", "waiting", {}, "in_progress"),
        ("resolve", "assigned", {"code": "counted"}, "resolved"),
        ("reopen", "resolved", {"reason": "Again"}, "assigned"),
        ("close", "resolved", {}, "closed"),
    ],
)
def test_brings_many_on(many, camden, omar, verb, status, body, after):
    make_code()
    cases = [case_in(status, camden, omar, fingerprint=f"cell:{n}") for n in range(2)]

    answer = many(verb, cases, **body)

    assert answer.status_code == 200, answer.content
    assert (len(answer.json()["done"]), answer.json()["left"]) == (2, [])
    assert set(Case.objects.values_list("status", flat=True)) == {after}


def test_one_refused_case_leaves_the_others_done(many, camden, omar):
    assigned = case_in("assigned", camden, omar)
    started = case_in("in_progress", camden, omar, fingerprint="cell:2")

    answer = many("start", [assigned, started]).json()

    assert answer["done"] == [assigned.reference]
    assert [row["code"] for row in answer["left"]] == ["case_started"]


def test_lets_a_person_watch_many(many, camden, york, make_manager):
    boss = make_manager(camden)
    cases = [make_case(camden), make_case(york, fingerprint="cell:2")]

    answer = many("watch", cases, on_behalf_of=boss.email).json()

    assert (answer["done"], Watch.objects.count()) == ([cases[0].reference], 1)
    assert [row["code"] for row in answer["left"]] == ["case_out_of_sight"]


@pytest.mark.parametrize(("verb", "status"), [("link", "open"), ("merge", "closed")])
def test_ties_many_to_one_other(many, camden, york, verb, status):
    cases = [make_case(camden, fingerprint=f"cell:{n}") for n in range(3)]
    far = make_case(york, fingerprint="far")

    elsewhere = many(verb, cases[:2], other=far.reference, place=camden)
    done = many(verb, cases, other=cases[2].reference).json()

    assert elsewhere.status_code == 404
    assert done["done"] == [case.reference for case in cases[:2]]
    assert [row["code"] for row in done["left"]] == ["same_case"]
    assert [again(case).status for case in cases] == [status, status, "open"]


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("explode", {}, "verb"),
        ("assign", {}, "owner"),
        ("wait", {}, "on"),
        ("watch", {}, "on_behalf_of"),
        ("resolve", {"note": ""}, "code"),
    ],
)
def test_names_what_is_missing(many, camden, verb, body, field):
    answer = many(verb, [make_case(camden)], **body)

    assert answer.status_code == 422
    assert [row["pointer"] for row in answer.json()["errors"]] == [f"#/{field}"]


def test_takes_at_most_a_thousand(many, camden):
    answer = many("reroute", [f"CS-{n:06d}" for n in range(1_001)])

    assert answer.status_code == 422


def test_needs_the_scope(many, camden):
    answer = many("reroute", [make_case(camden)], scope="cases:read")

    assert said(answer) == (403, "missing_scope")


def test_the_same_key_acts_once(many, camden, omar):
    case = make_case(camden)

    answers = [many("assign", [case], key="k-1", owner=omar.email) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert again(case).version == 2
