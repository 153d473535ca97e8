"""A suggestion is dismissed by API for a named person, with the days and the reason."""

from datetime import timedelta

import pytest

from audit.models import Entry
from inventory.replenishment.models import QuietCell, Suggestion
from inventory.replenishment.services import suggest_moves
from kernel.clock import now
from tests.api import said
from tests.factories import NOON, make_place
from tests.inventory.replenishment.test_suggest_moves import world  # noqa: F401


@pytest.fixture
def row(world):  # noqa: F811
    suggest_moves(at=NOON)
    return Suggestion.objects.get()


@pytest.fixture
def dismiss(api, row):
    def calling(by, *, scope="transfers:write", place=None, **more):
        body = {"on_behalf_of": by.email, "days": 14, "reason": "Closing for works", **more}
        return api.post(f"suggestions/{row.pk}/dismiss", body, scope=scope, place=place)

    return calling


def test_dismisses_for_the_named_person(world, row, dismiss):  # noqa: F811
    answer = dismiss(world.priya)

    assert answer.status_code == 200, answer.content
    cell = QuietCell.objects.get()
    assert answer.json() == {
        "sku": row.sku.code,
        "to": "CAMDEN",
        "until": cell.until.isoformat(),
        "reason": "Closing for works",
    }
    entry = Entry.objects.get(action="inventory.suggestion.dismissed")
    assert (entry.actor, entry.agent.startswith("client:")) == (world.priya, True)


@pytest.mark.parametrize(
    ("more", "expected"),
    [({"days": 0}, (422, "days_unfit")), ({"days": 91}, (422, "days_unfit"))],
)
def test_refuses_what_cannot_be(world, row, dismiss, more, expected):  # noqa: F811
    assert said(dismiss(world.priya, **more)) == expected
    assert Suggestion.objects.exists()


def test_refuses_who_may_draft_none(world, dismiss):  # noqa: F811
    assert said(dismiss(world.sam)) == (403, "right_missing")


def test_needs_the_scope_that_drafts(world, dismiss):  # noqa: F811
    assert said(dismiss(world.priya, scope="transfers:read")) == (403, "missing_scope")


def test_what_lies_elsewhere_or_was_computed_anew_is_not_there(world, row, dismiss):  # noqa: F811
    elsewhere = dismiss(world.priya, place=make_place("FAR"))
    suggest_moves(at=NOON)
    stale = dismiss(world.priya)

    assert (elsewhere.status_code, stale.status_code) == (404, 404)
    assert not QuietCell.objects.exists()


def test_what_is_quiet_is_listed_and_taken_back(world, row, api, dismiss):  # noqa: F811
    dismiss(world.priya)
    cell = QuietCell.objects.get()
    QuietCell.objects.update(until=now() + timedelta(days=14))

    (listed,) = api.get("suggestions/quiet", scope="transfers:read").json()["results"]
    body = {"on_behalf_of": world.priya.email}
    answer = api.post(f"suggestions/quiet/{cell.pk}/resume", body, scope="transfers:write")

    assert (listed["number"], listed["reason"]) == (cell.pk, "Closing for works")
    assert (answer.status_code, answer.json()["sku"]) == (200, row.sku.code)
    assert not QuietCell.objects.exists()
