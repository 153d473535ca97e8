"""Who may not adjust sees it refused; who was slower keeps what was typed, and overwrites nothing unseen."""

import pytest

from inventory.adjustments.services import change_adjustment
from tests.controls import forms_of, refusals_of
from tests.factories import NOON, make_person
from tests.inventory.adjustments.shelf import again
from tests.inventory.adjustments.test_adjustment_screens import at
from tests.inventory.catalog.screens import browser, post


@pytest.fixture
def changed(shelf):
    """A draft that Priya has changed since Jo opened it."""
    draft = shelf.draft()
    seen = draft.version
    change_adjustment(
        adjustment_id=draft.pk, reason=shelf.reason("lost-in-store"), note_text="Two by the door",
        actor=shelf.priya, at=NOON, version=seen,
    )  # fmt: skip
    return draft, seen


def test_an_auditor_finds_nothing_to_press(shelf):
    tove = browser(make_person("Tove", role="auditor", scope=shelf.network))

    page = tove.get(at("adjustment", shelf.draft())).content.decode()

    assert forms_of(page) == []
    assert set(refusals_of(page)) == {"Cancel adjustment", "Submit"}


def test_both_texts_are_shown_and_mine_is_kept(shelf, changed):
    draft, seen = changed
    form = {"reason": "lost-in-store", "note_text": "Three in the till"}

    answer = post(browser(shelf.jo), at("adjustment-change", draft), version=seen, **form)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Note: yours Three in the till, now Two by the door." in page
    assert "Keep mine and save" in page
    assert f'name="version" value="{again(draft).version}"' in page
    assert again(draft).note == "Two by the door"


def test_who_has_read_both_may_keep_their_own(shelf, changed):
    draft, _seen = changed
    form = {"reason": "lost-in-store", "note_text": "Three in the till"}

    post(browser(shelf.jo), at("adjustment-change", draft), version=again(draft).version, **form)

    assert again(draft).note == "Three in the till"


def test_an_error_of_the_form_keeps_the_version_that_was_seen(shelf, changed):
    draft, seen = changed

    answer = post(browser(shelf.jo), at("adjustment-change", draft), version=seen, reason="")

    assert answer.status_code == 422
    assert f'name="version" value="{seen}"' in answer.content.decode()


@pytest.mark.parametrize("name", ["adjustment-submit", "adjustment-cancel"])
def test_a_stale_page_changes_nothing(shelf, changed, name):
    draft, seen = changed

    answer = post(browser(shelf.jo), at(name, draft), version=seen, reason="Wrong")

    assert answer.status_code == 409
    assert "Priya changed this" in answer.content.decode()
    assert again(draft).status == "draft"
