import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.services import create_client
from inventory.counts.models import Count, CountLine, CountScan
from kernel.clock import now
from tests.inventory.counts.world import again, part_of, plan


@pytest.fixture
def api(store):
    _client, token = create_client(
        name="handhelds",
        source_code="till",
        place=store.camden.place,
        scopes=["counts:read", "counts:write"],
        actor=None,
        at=now(),
    )
    return Client(headers={"Authorization": f"Bearer {token}"})


def post(api, path, body=None, **headers):
    return api.post(
        f"/api/v1/counts{path}", json.dumps(body or {}), content_type="application/json",
        headers=headers,
    )  # fmt: skip


def made(api, **more):
    shelves = [{"name": "Wall", "skus": ["MUG", "LAMP"]}]
    body = {"location": "CAMDEN", "title": "Nightly", "shelves": shelves, **more}
    return post(api, "", body)


def test_plans_counts_sends_lines_and_finishes(store, api):
    store.happens("receipt", "MUG", 3)
    reference = made(api).json()["reference"]

    lines = post(api, f"/{reference}/lines", {"lines": [{"sku": "MUG", "quantity": 3}]})
    done = post(api, f"/{reference}/finish", {"complete": True})

    assert [lines.status_code, done.status_code] == [200, 200]
    read = api.get(f"/api/v1/counts/{reference}").json()
    assert read["status"] == "closed"
    assert [(row["sku"], row["counted"], row["book"]) for row in read["lines"]] == [
        ("LAMP", 0, 0),
        ("MUG", 3, 3),
    ]


def test_a_device_says_that_it_begins(store, api):
    count = plan(store)

    answer = post(api, f"/{count.reference}/shelves/1/start", {"on_behalf_of": store.jo.email})

    assert (answer.status_code, answer.json()["status"]) == (200, "counting")
    assert part_of(count).sessions.get().counter == store.jo


def sends_scans(api, count, *minutes, **more):
    """Mugs that were scanned so many minutes ago, by our clock or that of the device."""
    clock = more.pop("clock", now())
    scans = [
        {"id": str(uuid4()), "code": "MUG", "at": (clock - timedelta(minutes=one)).isoformat()}
        for one in minutes
    ]
    return post(api, f"/{count.reference}/shelves/1/scans", {"scans": scans, **more})


def minutes_ago():
    moments = CountScan.objects.order_by("at").values_list("at", flat=True)
    return [(now() - at) / timedelta(minutes=1) for at in moments]


@pytest.mark.usefixtures("standing_clock")
def test_scans_that_come_late_count_as_of_when_they_were_made(store, api):
    count = plan(store, at=now() - timedelta(hours=2))

    sends_scans(api, count, 50, 40)

    assert minutes_ago() == [50, 40]


@pytest.mark.usefixtures("standing_clock")
@pytest.mark.parametrize("off", [-3, 3])
def test_a_device_that_says_what_its_clock_shows_is_corrected(store, api, off):
    count = plan(store, at=now() - timedelta(hours=2))
    clock = now() + timedelta(hours=off)

    sends_scans(api, count, 50, 40, clock=clock, sent_at=clock.isoformat())

    assert minutes_ago() == [50, 40]


@pytest.mark.usefixtures("standing_clock")
def test_a_device_that_is_ahead_is_put_back_as_a_whole(store, api):
    count = plan(store, at=now() - timedelta(hours=2))

    sends_scans(api, count, 10, 0, clock=now() + timedelta(hours=3))

    assert minutes_ago() == [10, 0]


def test_a_moment_at_the_end_of_time_is_refused(store, api):
    count = plan(store)
    sent_at = (now() - timedelta(days=400)).isoformat()
    scan = {"id": str(uuid4()), "code": "MUG", "at": "9999-12-30T00:00:00Z"}

    answer = post(api, f"/{count.reference}/shelves/1/scans", {"scans": [scan], "sent_at": sent_at})

    assert answer.status_code == 422
    assert not CountScan.objects.exists()


def test_the_books_stay_hidden_while_a_line_waits(store, api):
    store.happens("receipt", "MUG", 7000)
    reference = made(api).json()["reference"]
    post(api, f"/{reference}/lines", {"lines": [{"sku": "MUG", "quantity": 3}]})
    post(api, f"/{reference}/finish")

    read = api.get(f"/api/v1/counts/{reference}")

    assert read.json()["lines"][0]["status"] == "review"
    assert "7000" not in read.content.decode()


def test_everything_wrong_is_answered_at_once(store, api):
    reference = made(api).json()["reference"]
    lines = [
        {"sku": "MUG", "quantity": 3},
        {"sku": "NOPE", "quantity": 1},
        {"sku": "VASE", "quantity": -1},
        {"sku": "MUG", "quantity": 2},
    ]

    answer = post(api, f"/{reference}/lines", {"lines": lines})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("#/lines/1/sku", "sku_unknown"),
        ("#/lines/2/sku", "sku_not_of_shelf"),
        ("#/lines/2/quantity", "quantity_out_of_range"),
        ("#/lines/3/sku", "sku_twice"),
    ]
    text = json.dumps(problem, ensure_ascii=False)
    for words in ("names no SKU", "not of this shelf", "from 0 to 1,000,000", "already"):
        assert words in text
    assert not CountLine.objects.exists()


def test_a_call_sent_twice_makes_one_count(store, api):
    body = {"location": "CAMDEN", "title": "Nightly", "shelves": [{"name": "All"}]}

    answers = [post(api, "", body, **{"Idempotency-Key": "n-1"}) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Count.objects.count() == 1


def test_a_stale_version_changes_nothing(store, api):
    count = plan(store)

    answer = post(api, f"/{count.reference}/cancel", {"reason": "No"}, **{"If-Match": '"99"'})

    assert (answer.status_code, answer.json()["code"]) == (409, "count_changed")
    assert again(count).status == Count.Status.PLANNED


def test_lists_the_counts_of_the_client_s_places(store, api):
    plan(store)
    plan(store, actor=None or store.priya)

    body = api.get("/api/v1/counts?show=due").json()

    assert len(body["results"]) == 2
    assert body["next"] is None
