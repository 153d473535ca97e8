"""One decision on many requests by API: each as it was shown, an outcome for each."""

import pytest

from approvals.models import Decision
from tests.approvals.world import ask, fresh, vote
from tests.factories import make_place

SCOPES = "approvals:read transfers:approve"


@pytest.fixture
def many(api, world):
    def calling(verb, *seen, scope=SCOPES, place=world.network, by="priya", **body):
        rows = [{"number": getattr(row, "pk", row), "version": version} for row, version in seen]
        asked = {"verb": verb, "requests": rows, "on_behalf_of": f"{by}@example.com", **body}
        return api.post("approvals/bulk", asked, scope=scope, place=place)

    return calling


def left_of(answer):
    return {row["number"]: row["code"] for row in answer.json()["left"]}


def test_approves_each_for_the_named_person(world, many):
    first, second = ask(world, code="one"), ask(world, code="two")

    answer = many("approve", (first, 1), (second, 1))

    assert answer.status_code == 200, answer.content
    assert answer.json() == {"total": 2, "done": [first.pk, second.pk], "left": []}
    assert {fresh(row).status for row in (first, second)} == {"approved"}
    assert {one.decided_by for one in Decision.objects.all()} == {world.priya}


def test_rejects_with_the_reason(world, many):
    request = ask(world)

    answer = many("reject", (request, 1), reason_code="other", reason="Not this week")

    assert answer.json()["done"] == [request.pk]
    assert fresh(request).status == "rejected"
    assert Decision.objects.get().reason == "Not this week"


def test_sends_back_with_the_reason(world, many):
    first, second = ask(world, code="one"), ask(world, code="two")

    answer = many("send_back", (first, 1), (second, 1), reason_code="wrong_quantity")

    assert answer.json()["done"] == [first.pk, second.pk]
    assert {fresh(row).status for row in (first, second)} == {"sent_back"}


def test_leaves_what_changed_meanwhile_and_says_so(world, many):
    fine, decided, stale = (ask(world, code=code) for code in ("one", "two", "three"))
    vote(decided, world.mo)

    answer = many("approve", (fine, 1), (decided, 1), (stale, 9))

    assert answer.json()["done"] == [fine.pk]
    assert left_of(answer) == {decided.pk: "request_decided", stale.pk: "request_changed"}
    assert fresh(stale).is_open


@pytest.mark.parametrize(("by", "code"), [("omar", "asker_decides"), ("jo", "not_your_step")])
def test_leaves_what_the_person_may_not_decide(world, many, by, code):
    request = ask(world)

    answer = many("approve", (request, 1), by=by)

    assert left_of(answer) == {request.pk: code}
    assert fresh(request).is_open


def test_what_lies_elsewhere_is_not_there(world, many):
    request = ask(world)

    answer = many(
        "approve", (request, 1), (999_999, 1), place=make_place("FAR", parent=world.network)
    )

    assert left_of(answer) == {request.pk: "request_not_found", 999_999: "request_not_found"}
    assert fresh(request).is_open


def test_needs_the_scope_of_each_subject(world, many):
    request = ask(world)

    answer = many("approve", (request, 1), scope="approvals:read")
    refused = many("approve", (request, 1), scope="transfers:read")

    assert left_of(answer) == {request.pk: "missing_scope"}
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert fresh(request).is_open


@pytest.mark.parametrize(
    ("verb", "versions", "body", "code"),
    [
        ("reject", (1,), {}, "reason_code_missing"),
        ("reject", (1,), {"reason_code": "other"}, "reason_missing"),
        ("send_back", (1,), {}, "reason_code_missing"),
        ("undo", (1,), {}, "invalid"),
        ("approve", (1, 1), {}, "invalid"),
        ("approve", (), {}, "invalid"),
        ("approve", (None,), {}, "invalid"),
        ("approve", (1,), {"by": "nobody"}, "person_unknown"),
    ],
)
def test_refuses_the_whole_call_when_it_cannot_be(world, many, verb, versions, body, code):
    request = ask(world)

    answer = many(verb, *((request, version) for version in versions), **body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert fresh(request).is_open


def test_takes_at_most_a_hundred(world, many):
    answer = many("approve", *((number, 1) for number in range(1, 102)))

    assert answer.status_code == 422
    assert "no more than 100" in answer.content.decode()
