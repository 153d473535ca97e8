"""A count by API from scan to decision: counters and reviewers are people with names."""

from uuid import uuid4

import pytest

from inventory.counts.models import CountPlan, CountScan
from tests.api import Api, said
from tests.factories import NOON
from tests.inventory.counts.world import BARCODES, MINUTE, again, counted, line_of, plan, scan

WRITE, REVIEW = "counts:read counts:write", "counts:read counts:approve"


@pytest.fixture
def calls(store):
    return Api()


@pytest.fixture
def post(calls):
    def posting(count, verb, body=None, *, scope=WRITE, **more):
        return calls.post(f"counts/{count.reference}/{verb}", body, scope=scope, **more)

    return posting


@pytest.fixture
def differing(store):
    """Twenty by the books, three counted by Jo: it waits for a reviewer."""
    store.happens("receipt", "MUG", 20)
    count = counted(store, scan("MUG", 3))
    assert count.status == "review"
    return count


def sent(code="MUG", quantity=1, **more):
    at = NOON + 5 * MINUTE
    return {
        "id": str(uuid4()),
        "code": BARCODES[code],
        "quantity": quantity,
        "at": at.isoformat(),
    } | more


def test_scans_count_once_for_who_scanned(post, store):
    count, one = plan(store), sent(quantity=2)
    body = {"on_behalf_of": store.jo.email, "scans": [one, sent(quantity=3)]}

    first, second = post(count, "shelves/1/scans", body), post(count, "shelves/1/scans", body)

    assert first.status_code == 200, first.content
    assert first.json()["results"][0]["id"] == one["id"]
    assert [row["count"] for row in second.json()["results"]] == [5, 5]
    assert {row.session.counter for row in CountScan.objects.all()} == {store.jo}


def test_sets_a_number_and_opens_a_finished_shelf_again(post, store):
    store.happens("receipt", "MUG", 20)
    count = plan(store)
    quantity = {"sku": "MUG", "quantity": 3}
    post(count, "shelves/1/quantity", quantity)
    post(count, "finish", {"complete": True})

    opened = post(count, "shelves/1/correct")
    fixed = post(count, "shelves/1/quantity", {**quantity, "quantity": 20})
    post(count, "finish", {"complete": True})

    assert (opened.status_code, fixed.status_code) == (200, 200), opened.content
    assert line_of(count).counted == 20


def test_only_reviewers_see_what_the_books_say(calls, differing):
    path = f"counts/{differing.reference}"

    counter = calls.get(path, scope=WRITE).json()["lines"][0]
    reviewer = calls.get(path, scope=REVIEW).json()["lines"][0]

    assert (counter["book"], counter["difference"]) == (None, None)
    assert (reviewer["book"], reviewer["difference"]) == (20, -17)


def test_has_lines_counted_again(post, store, differing):
    body = {"on_behalf_of": store.priya.email, "lines": ["MUG"]}

    answer = post(differing, "recount", body, scope=REVIEW, version=differing.version)

    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], line_of(differing).status) == ("recount", "recount")


def test_keeps_the_books(post, store, differing):
    body = {"on_behalf_of": store.priya.email, "reason": "A box fell behind the shelf."}

    answer = post(differing, "keep-books", body, scope=REVIEW, version=differing.version)

    assert (answer.status_code, line_of(differing).status) == (200, "dropped"), answer.content
    assert store.shelf("MUG") == 20


def test_nobody_decides_on_what_they_counted(post, store):
    store.happens("receipt", "MUG", 20)
    count = counted(store, scan("MUG", 3), by=store.priya)
    body = {"on_behalf_of": store.priya.email, "reason": "It was me."}

    answer = post(count, "keep-books", body, scope=REVIEW, version=count.version)

    assert said(answer) == (422, "reviewer_counted")
    assert line_of(count).status == "review"


def test_settles_a_kept_code(post, calls, store):
    count = counted(store, scan("nobody-knows"))
    kept = calls.get(f"counts/{count.reference}/kept-codes", scope=REVIEW).json()["results"]
    body = {"on_behalf_of": store.priya.email, "note": "A till roll."}

    answer = post(count, f"kept-codes/{kept[0]['number']}/settle", body, scope=REVIEW)

    assert [(row["code"], row["shelf"]) for row in kept] == [("nobody-knows", 1)]
    assert (answer.status_code, again(count).kept.get().note) == (200, "A till roll.")


@pytest.mark.parametrize("verb", ["recount", "approve", "keep-books"])
@pytest.mark.parametrize(
    ("version", "person", "refusal"),
    [
        (None, "priya", (422, "version_not_said")),
        (99, "priya", (409, "count_changed")),
        (0, "sam", (403, "review_not_allowed")),
    ],
)
def test_decides_nothing(post, store, differing, verb, version, person, refusal):
    body = {"on_behalf_of": getattr(store, person).email, "reason": "So"}
    shown = differing.version if version == 0 else version

    answer = post(differing, verb, body, scope=REVIEW, version=shown)

    assert (said(answer), line_of(differing).status) == (refusal, "review")


def test_names_only_lines_that_wait(post, store, differing):
    body = {"on_behalf_of": store.priya.email, "lines": ["LAMP"]}

    answer = post(differing, "approve", body, scope=REVIEW, version=differing.version)

    assert said(answer) == (422, "invalid")


VERBS = ["recount", "approve", "keep-books", "kept-codes/1/settle", "shelves/1/scans",
         "shelves/1/quantity", "shelves/1/correct"]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_counts_of_other_places_are_not_there(post, store, differing, verb):
    scope = WRITE if verb.startswith("shelves") else REVIEW

    assert post(differing, verb, scope=scope, place=store.york.place).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_needs_the_scope(post, differing, verb):
    scope = REVIEW if verb.startswith("shelves") else WRITE

    assert said(post(differing, verb, scope=scope)) == (403, "missing_scope")


def test_plans_where_counts_make_themselves(calls, store):
    body = {"on_behalf_of": store.priya.email, "place": "CAMDEN", "lines": 30}

    made = calls.post("count-plans", body, scope=WRITE)
    path = f"count-plans/{made.json()['number']}"
    change = {"on_behalf_of": store.priya.email, "every_days": 7}
    stale = calls.post(f"{path}/change", change, scope=WRITE, version=9)
    changed = calls.post(f"{path}/change", change, scope=WRITE, version=1)

    assert made.status_code == 201, made.content
    assert said(stale) == (409, "rule_changed")
    assert (changed.json()["every_days"], changed.json()["lines"]) == (7, 30)
    assert calls.get(path, scope=WRITE)["ETag"] == '"2"'


def test_plans_of_other_places_are_not_there(calls, store):
    body = {"on_behalf_of": store.priya.email, "place": "CAMDEN"}
    made = calls.post("count-plans", body, scope=WRITE).json()
    here = {"scope": WRITE, "place": store.york.place}

    answers = [
        calls.get(f"count-plans/{made['number']}", **here),
        calls.post(f"count-plans/{made['number']}/change", **here),
        calls.post("count-plans", body, **here),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 422]
    assert CountPlan.objects.count() == 1
