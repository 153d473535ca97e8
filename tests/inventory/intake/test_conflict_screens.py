"""Conflicts: the list, and both contents side by side."""

import pytest

from inventory.intake.models import EventConflict
from tests.inventory.intake.screens import browser, text_of
from tests.inventory.intake.world import event, tell

LIST = "/inventory/intake/conflicts/"


@pytest.fixture
def conflict(world):
    tell(world.pos, event("a", quantity=3), event("a", quantity=4))
    return EventConflict.objects.get()


@pytest.fixture
def omar(world):
    return browser("Omar", "ops agent", world.network)


def page(row, verb=""):
    return f"{LIST}{row.reference}/{verb}"


def test_the_list_shows_it(conflict, omar):
    assert conflict.reference in text_of(omar.get(LIST))


def test_the_page_marks_what_differs(conflict, omar):
    found = text_of(omar.get(page(conflict)))

    assert "<del>3</del>" in found
    assert "<ins>4</ins>" in found
    assert "<del>MUG</del>" not in found
    assert f"/inventory/events/{conflict.event_id}/" in found


def test_closing_takes_a_reason(conflict, omar):
    assert omar.post(page(conflict, "close/"), {"reason": " "}).status_code == 422

    omar.post(page(conflict, "close/"), {"reason": "The first is right."})

    assert EventConflict.objects.get().note == "The first is right."
    assert f"{conflict.reference} closed." in text_of(omar.get(LIST))
    assert conflict.reference not in text_of(omar.get(LIST))


def test_stays_within_scope_and_rights(world, conflict):
    sam = browser("Sam", "ops agent", world.york.place)
    tove = browser("Tove", "auditor", world.network)

    assert conflict.reference not in text_of(sam.get(LIST))
    assert sam.get(page(conflict)).status_code == 404
    assert "Close…" not in text_of(tove.get(page(conflict)))
    assert tove.post(page(conflict, "close/"), {"reason": "Mine."}).status_code == 403
