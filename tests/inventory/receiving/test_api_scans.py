"""A delivery received by a device over the API: scans, damage, unknown codes, booked in for a person."""

from uuid import uuid4

import pytest

from inventory.receiving.models import ReceiptScan
from kernel.clock import now
from tests.api import said
from tests.factories import make_person
from tests.inventory.receiving.dock import cell

WRITE = "receipts:read receipts:write"
PIECE, CASE = "4006381333931", "14006381333938"


@pytest.fixture
def receipt(dock):
    return dock.expect(lines=[(dock.mug, 20), (dock.plate, 5)])


@pytest.fixture
def post(api, dock, receipt):
    def posting(path, body=None, *, by=dock.wren, scope=WRITE, **more):
        asked = {"on_behalf_of": by.email, **(body or {})}
        return api.post(f"receipts/{receipt.reference}/scans{path}", asked, scope=scope, **more)

    return posting


def scans(*codes, **more):
    return {
        "scans": [{"id": str(uuid4()), "code": c, "at": now().isoformat(), **more} for c in codes]
    }


def test_scans_add_up_and_say_how_it_looks(post):
    answer = post("", scans(PIECE, CASE, "PLATE", "NOPE"))

    assert answer.status_code == 200, answer.content
    found = [(one["status"], one["sku"], one["count"]) for one in answer.json()["results"]]
    assert found == [("ok", "MUG", 1), ("ok", "MUG", 13), ("ok", "PLATE", 1), ("wrong", None, None)]


def test_the_same_scan_counts_once_also_from_the_screen(post):
    sent = scans(PIECE)

    first, again = post("", sent), post("", sent)

    assert first.json() == again.json()
    assert ReceiptScan.objects.count() == 1


def test_what_is_scanned_is_read_back(api, post, receipt):
    post("", scans(PIECE, "NOPE"))

    read = api.get(f"receipts/{receipt.reference}/scans", scope=WRITE)

    mug = next(line for line in read.json()["lines"] if line["sku"] == "MUG")
    assert (mug["accepted"], mug["missing"], mug["over"]) == (1, 19, 0)
    assert [one["code"] for one in read.json()["unknown"]] == ["NOPE"]
    assert read["ETag"] == f'"{receipt.version}"'


def test_damage_is_said_and_everything_booked_in(post, dock, receipt):
    post("", scans(CASE, "PLATE"))
    damaged = {"sku": PIECE, "quantity": 2, "reason": "Crushed", "was_scanned": True}
    assert post("/damaged", damaged).status_code == 200

    done = post("/finish", {"rest_comes": True}, version=receipt.version)

    assert done.status_code == 200, done.content
    assert done.json()["status"] == "partly_received"
    assert cell(dock.mug, dock.depot) == {"receiving": 10, "damaged": 2, "on_order": 8}


def test_an_unknown_code_is_looked_at(post):
    number = post("", scans("NOPE")).json()["results"][0]["id"]

    done, again = post(f"/{number}/review"), post(f"/{number}/review")

    assert done.json()["unknown"] == []
    assert said(again) == (422, "scan_unknown")


def test_finishing_needs_what_was_seen(post, receipt):
    post("", scans(PIECE))

    assert said(post("/finish")) == (422, "version_not_said")
    assert said(post("/finish", version=receipt.version + 1))[0] == 409


def test_finishing_leaves_what_was_scanned_since_it_was_read(api, post, dock, receipt):
    post("", scans(PIECE))
    read = api.get(f"receipts/{receipt.reference}/scans", scope=WRITE).json()
    post("", scans(PIECE))
    seen = {"rest_comes": True, "scans": read["scans"]}

    stale = post("/finish", seen, version=receipt.version)
    done = post("/finish", {**seen, "scans": 2}, version=receipt.version)

    assert said(stale) == (409, "receipt_changed_meanwhile")
    assert done.status_code == 200, done.content
    assert cell(dock.mug, dock.depot)["receiving"] == 2


def test_what_another_system_books_in_leaves_the_scans(api, post, dock, receipt):
    post("", scans(PIECE))
    line = {"sku": "PLATE", "accepted": 5}

    booked = api.post(f"receipts/{receipt.reference}/receive", {"lines": [line]}, scope=WRITE)

    assert booked.status_code == 200, booked.content
    assert ReceiptScan.objects.get().arrival is None


def test_more_than_expected_needs_the_right_to_override(post, dock, receipt):
    post("", scans("PLATE", quantity=6))
    asked = {"rest_comes": True, "override": True}
    head = make_person("Hana", role="store manager", scope=dock.depot.place)

    refused = post("/finish", {"rest_comes": True}, version=receipt.version)
    forbidden = post("/finish", asked, version=receipt.version)
    done = post("/finish", asked, version=receipt.version, by=head)

    assert said(refused) == (422, "more_than_expected")
    assert said(forbidden) == (403, "overriding_not_allowed")
    assert done.status_code == 200, done.content


def test_a_refused_scan_says_so_and_keeps_nothing(post, dock):
    answer = post("", scans(PIECE), by=dock.priya)

    assert answer.json()["results"][0]["refused"] is True
    assert not ReceiptScan.objects.exists()


def test_deliveries_elsewhere_are_not_there(api, post, dock, receipt):
    here = {"place": dock.york.place}

    assert api.get(f"receipts/{receipt.reference}/scans", scope=WRITE, **here).status_code == 404
    for path in ("", "/damaged", "/finish", f"/{uuid4()}/review"):
        assert post(path, scans(PIECE), **here).status_code == 404
