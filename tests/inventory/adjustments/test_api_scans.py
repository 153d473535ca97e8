"""A draft filled by a device over the API, for a person: as on its scan page."""

from uuid import uuid4

import pytest

from inventory.adjustments.models import AdjustmentScan
from kernel.clock import now
from tests.api import said
from tests.inventory.adjustments.shelf import again

pytestmark = pytest.mark.django_db
SCOPE = "adjustments:read adjustments:write"


@pytest.fixture
def draft(shelf):
    return shelf.draft()


@pytest.fixture
def send(api, shelf, draft):
    def sending(*codes, key=None, quantity=1, by=shelf.jo, **more):
        scans = [
            {"id": key or str(uuid4()), "code": code, "quantity": quantity, "at": now().isoformat()}
            for code in codes
        ]
        body = {"on_behalf_of": by.email, "scans": scans}
        return api.post(f"adjustments/{draft.reference}/scans", body, scope=SCOPE, **more)

    return sending


def pieces(draft):
    return list(draft.lines.values_list("sku__code", "quantity"))


def test_scans_add_up_in_the_line_of_their_sku(send, draft):
    ((_sku, before),) = pieces(draft)

    answer = send("MUG", "MUG")

    assert answer.status_code == 200, answer.content
    assert [one["count"] for one in answer.json()["results"]] == [before + 1, before + 2]
    assert pieces(draft) == [("MUG", before + 2)]


def test_the_same_scan_counts_once(send, draft):
    key, before = str(uuid4()), pieces(draft)[0][1]

    first, second = send("MUG", key=key), send("MUG", key=key)

    assert first.json() == second.json()
    assert pieces(draft) == [("MUG", before + 1)]


def test_a_code_that_names_nothing_is_kept_and_read_back(api, send, draft):
    (answer,) = send("NOPE").json()["results"]

    read = api.get(f"adjustments/{draft.reference}/scans", scope=SCOPE).json()["results"]
    assert (answer["status"], answer["sku"]) == ("wrong", None)
    assert [(one["id"], one["code"]) for one in read] == [(answer["id"], "NOPE")]
    assert AdjustmentScan.objects.count() == 1


def test_what_is_no_draft_any_more_refuses_each_scan(send, shelf, draft):
    shelf.submit(draft)

    (answer,) = send("MUG").json()["results"]

    assert answer["refused"]
    assert again(draft).lines.count() == 1


def test_asks_for_no_version(send):
    assert said(send("MUG", version=1)) == (422, "no_version_here")
