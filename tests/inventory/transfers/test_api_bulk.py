"""One command on many transfers by API: each as it was shown, an outcome for each."""

import pytest

from audit.models import Entry
from tests.api import said
from tests.factories import make_place
from tests.inventory.transfers.world import again


@pytest.fixture
def many(api, world):
    def calling(verb, *seen, scope="transfers:write", place=world.network, **body):
        rows = [{"reference": name, "version": version} for name, version in seen]
        return api.post(
            "transfers/bulk", {"verb": verb, "transfers": rows, **body}, scope=scope, place=place
        )

    return calling


def seen(row):
    return row.reference, again(row).version


def left_of(answer):
    return {row["reference"]: row["code"] for row in answer.json()["left"]}


def test_cancels_each_with_the_reason_and_leaves_what_is_on_its_way(world, many):
    draft, moving = world.draft(), world.shipped()

    answer = many("cancel", seen(draft), seen(moving), reason="Store closes")

    assert answer.status_code == 200, answer.content
    assert (answer.json()["total"], answer.json()["done"]) == (2, [draft.reference])
    assert left_of(answer) == {moving.reference: "units_not_said"}
    assert (again(draft).status, again(moving).status) == ("cancelled", "in_progress")
    entry = Entry.objects.get(action="inventory.transfer.called_off")
    assert (entry.reason, entry.agent.startswith("client:")) == ("Store closes", True)


def test_submits_each_and_names_what_is_short(world, many):
    good, short = world.draft(), world.draft(quantity=900)

    answer = many("submit", seen(good), seen(short))

    assert answer.json()["done"] == [good.reference]
    assert left_of(answer) == {short.reference: "not_enough_at_origin"}


def test_leaves_what_changed_since_it_was_shown(world, many):
    draft = world.draft()

    answer = many("cancel", (draft.reference, draft.version + 1), reason="No")

    assert left_of(answer) == {draft.reference: "transfer_changed_meanwhile"}
    assert again(draft).status == "draft"


def test_what_lies_elsewhere_is_not_there(world, many):
    draft = world.draft()
    asked = (seen(draft), ("TR-999999", 1), ("nonsense", 1))

    answer = many("cancel", *asked, reason="No", place=make_place("FAR"))

    assert set(left_of(answer).values()) == {"transfer_unknown"}
    assert (len(answer.json()["left"]), again(draft).status) == (3, "draft")


def test_needs_the_scope_that_writes(world, many):
    answer = many("cancel", seen(world.draft()), reason="No", scope="transfers:read")

    assert said(answer) == (403, "missing_scope")


def test_takes_at_most_a_hundred(world, many):
    asked = ((f"TR-{number:06d}", 1) for number in range(1, 102))

    answer = many("cancel", *asked, reason="Store closes")

    assert answer.status_code == 422
    assert "no more than 100" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "times", "body"),
    [
        ("cancel", 1, {}),
        ("cancel", 1, {"reason": " "}),
        ("cancel", 2, {"reason": "No"}),
        ("cancel", 0, {"reason": "No"}),
        ("ship", 1, {}),
    ],
)
def test_refuses_the_whole_call_when_it_cannot_be(world, many, verb, times, body):
    draft = world.draft()

    answer = many(verb, *[seen(draft)] * times, **body)

    assert answer.status_code == 422
    assert again(draft).status == "draft"
