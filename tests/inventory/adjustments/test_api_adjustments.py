"""Adjustments by API: read, changed, posted, taken back, with photos; and their reasons."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from inventory.adjustments.models import Reason
from tests.api import said
from tests.inventory.adjustments.shelf import again, cell

BOTH = "adjustments:read adjustments:write"
REASONS = "adjustments:read reasons:write"


@pytest.fixture
def post(api, shelf):
    def posting(row, verb, body=None, *, scope=BOTH, **more):
        return api.post(f"adjustments/{row.reference}/{verb}", body, scope=scope, **more)

    return posting


@pytest.fixture
def posted(shelf):
    """Below the limit of its reason: it passes by itself."""
    row = shelf.submit(shelf.draft())
    assert again(row).status == "posted"
    return again(row)


def test_reads_one_with_its_version(api, shelf):
    row = shelf.draft()

    answer = api.get(f"adjustments/{row.reference}", scope=BOTH)

    assert answer["ETag"] == f'"{again(row).version}"'
    assert answer.json()["lines"][0]["sku"] == "MUG"


def test_changes_a_draft_and_its_lines(post, shelf):
    row = shelf.draft()

    changed = post(row, "change", {"note": "Behind the till"}, version=again(row).version)
    line = post(row, "line", {"sku": "MUG", "quantity": 5})
    gone = post(row, "line", {"sku": "MUG", "quantity": 0})

    assert (changed.json()["note"], changed.json()["reason"]) == (
        "Behind the till",
        "lost-in-store",
    )
    assert line.json()["lines"][0]["quantity"] == 5, line.content
    assert gone.json()["lines"] == []


def test_takes_a_posted_one_back(post, shelf, posted):
    before = cell(shelf.mug, shelf.camden)

    answer = post(posted, "undo", {"reason": "They turned up."}, version=posted.version)

    assert (before, answer.json()["status"]) == ({"available": 18}, "undone")
    assert cell(shelf.mug, shelf.camden) == {"available": 20}


def test_posts_what_stock_was_missing_for(post, shelf):
    row = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 12)))
    shelf.sell(15)
    shelf.decide(row)
    shelf.stock(15, key="again")

    answer = post(row, "post", version=again(row).version)

    assert answer.json()["status"] == "posted", answer.content


@pytest.mark.parametrize(
    ("verb", "body"),
    [("change", {"note": "x"}), ("line", {"sku": "MUG", "quantity": 1})],
)
def test_changes_nothing_on_an_old_version(post, shelf, verb, body):
    row = shelf.draft()

    answer = post(row, verb, body, version=99)

    assert said(answer) == (409, "adjustment_changed_meanwhile")


@pytest.mark.parametrize("verb", ["change", "line", "post", "undo", "attachments"])
def test_adjustments_of_other_places_are_not_there(post, shelf, verb):
    form = {"form": verb == "attachments"}

    answer = post(shelf.draft(), verb, place=shelf.york.place, **form)

    assert answer.status_code == 404


@pytest.mark.parametrize("verb", ["change", "line", "post", "undo", "attachments"])
def test_needs_the_scope(post, shelf, verb):
    form = {"form": verb == "attachments"}

    assert said(post(shelf.draft(), verb, scope="adjustments:read", **form)) == (
        403,
        "missing_scope",
    )


def test_keeps_a_photo_of_what_happened(post, api, shelf):
    row, picture = shelf.draft(), io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(picture, "PNG")
    body = {
        "on_behalf_of": shelf.jo.email,
        "file": SimpleUploadedFile("mug.png", picture.getvalue(), "image/png"),
    }

    made = post(row, "attachments", body, form=True)
    listed = api.get(f"adjustments/{row.reference}/attachments", scope=BOTH).json()["results"]

    assert made.status_code == 201, made.content
    assert [(one["is_picture"], one["added_by"]) for one in listed] == [(True, shelf.jo.name)]


def reason(person, **more):
    return {
        "on_behalf_of": person.email, "label": "Lent to a shoot", "effect": "lost",
        "states": ["available"], "band": "20.00", **more,
    }  # fmt: skip


def test_adds_and_changes_a_reason_for_an_admin(api, shelf):
    made = api.post("adjustment-reasons", reason(shelf.ada, code="lent"), scope=REASONS)
    path = "adjustment-reasons/lent"
    seen = api.get(path, scope=REASONS)
    body = reason(shelf.ada, label="Lent out", is_active=False)
    changed = api.post(f"{path}/change", body, scope=REASONS, version=1)

    assert made.status_code == 201, made.content
    assert (seen["ETag"], seen.json()["band"]) == ('"1"', "20.00")
    assert (changed.json()["label"], changed.json()["is_active"]) == ("Lent out", False)


@pytest.mark.parametrize(
    ("version", "refusal"),
    [(None, (422, "version_not_said")), (7, (409, "adjustment_changed_meanwhile"))],
)
def test_changes_no_reason_nobody_saw(api, shelf, version, refusal):
    path = "adjustment-reasons/lost-in-store/change"

    answer = api.post(path, reason(shelf.ada), scope=REASONS, version=version)

    assert said(answer) == refusal


def test_reasons_are_set_by_who_may_for_the_whole_network(api, shelf):
    body = reason(shelf.priya, code="lent")

    person = api.post("adjustment-reasons", body, scope=REASONS)
    client = api.post(
        "adjustment-reasons", reason(shelf.ada, code="lent"), scope=REASONS,
        place=shelf.camden.place,
    )  # fmt: skip

    assert said(person) == (403, "reasons_not_allowed")
    assert said(client) == (403, "whole_network_needed")
    assert not Reason.objects.filter(code="lent").exists()
