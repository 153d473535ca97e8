"""An adjustment filled by scanning, in a real browser."""

import pytest
from playwright.sync_api import expect

from inventory.adjustments.models import Adjustment
from tests.browser.driver import OpenPage, sign_in, wait_until
from tests.inventory.adjustments.shelf import make_shelf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_scans_show_among_the_lines_and_are_no_conflict_with_oneself(open_page: OpenPage) -> None:
    shelf = make_shelf()
    adjustment = shelf.draft()
    page = open_page(phone=True)
    sign_in(page, shelf.jo)
    page.goto(f"/inventory/adjustments/{adjustment.reference}/")

    # The scan box is ready once its script has said that it works offline.
    wait_until(page, "Boolean(navigator.serviceWorker.controller)")
    page.keyboard.type("mug")
    page.keyboard.press("Enter")
    expect(page.locator("#head")).to_contain_text("3 units")
    page.get_by_role("button", name="Submit").click()

    expect(page.locator("#head")).not_to_contain_text("Draft")
    assert Adjustment.objects.get().status != Adjustment.Status.DRAFT


def test_a_quantity_that_is_written_and_not_set_is_not_left_behind(open_page: OpenPage) -> None:
    shelf = make_shelf()
    page = open_page(phone=True)
    sign_in(page, shelf.jo)
    page.goto(f"/inventory/adjustments/{shelf.draft().reference}/")

    page.get_by_role("button", name="One less").first.click()

    expect(page.get_by_text("written and not set")).to_be_visible()
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    page.get_by_role("button", name="Set", exact=False).first.click()
    expect(page.locator("#head")).to_contain_text("1 unit")
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
