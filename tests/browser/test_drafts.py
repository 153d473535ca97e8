"""Nothing typed is lost: comments and reasons stay with their record until they are taken."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import OpenPage, check_axe, sign_in
from tests.exceptions.desk import case_in
from tests.factories import make_person, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk():
    network = make_place("UK", name="UK")
    omar = make_person("Omar", role="ops agent", scope=network)
    first = case_in("in_progress", network, omar)
    other = case_in("in_progress", network, omar, fingerprint="cell:2")
    return omar, first.reference, other.reference


def test_a_comment_is_there_after_leaving_and_gone_once_it_is_sent(open_page: OpenPage, desk):
    omar, first, other = desk
    page = open_page()
    sign_in(page, omar)
    page.goto(f"/exceptions/cases/{first}/")
    page.get_by_label("Comment", exact=True).fill("York says 7")

    page.goto(f"/exceptions/cases/{other}/")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    page.goto(f"/exceptions/cases/{first}/")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("York says 7")
    page.locator("#comments form button").click()

    expect(page.locator(".said")).to_have_text("York says 7")
    # What was sent is forgotten by the page that says so, once it is there.
    page.wait_for_load_state()
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")


def test_a_dialog_that_was_refused_is_open_with_the_focus_on_the_problem(open_page: OpenPage, desk):
    omar, first, _other = desk
    page = open_page()
    sign_in(page, omar)
    page.goto(f"/exceptions/cases/{first}/")
    page.get_by_role("button", name="Wait…").click()
    page.get_by_label("On whom").fill("  ")
    page.get_by_role("dialog", name="Wait").get_by_role("button", name="Wait").click()

    dialog = page.get_by_role("dialog", name="Wait")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("alert")).to_be_focused()
    check_axe(page)
