"""Receiving by scanner: what the page itself does not know, and numbers typed between two scans."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import OpenPage, sign_in
from tests.inventory.receiving.dock import make_dock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECE = "4006381333931"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    dock = make_dock()
    receipt = dock.expect(lines=[(dock.mug, 10)])
    page = open_page()
    sign_in(page, dock.wren)
    page.goto(f"/inventory/receipts/{receipt.reference}/scan/")
    return page


def scan(page: Page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_an_item_that_is_not_in_the_delivery_is_named_once_the_server_knows_it(page: Page) -> None:
    scan(page, "PLATE")

    expect(page.locator("[data-scan-says]")).to_contain_text("Not expected in this delivery")
    expect(page.locator("[data-scan-count] .count-n")).to_have_text("1")


def test_an_unknown_code_offers_no_number_that_does_nothing(page: Page) -> None:
    scan(page, "99999999")

    says = page.locator("[data-scan-says]")
    expect(says).to_contain_text("Unknown code, kept for later")
    expect(says).to_have_class(re.compile("bad"))
    expect(page.locator("[data-scan-count]")).to_be_hidden()


def test_the_scan_after_a_corrected_number_is_a_scan(page: Page) -> None:
    scan(page, PIECE)
    number = page.locator("[data-scan-count] input")
    number.fill("4")
    number.press("Enter")
    expect(page.locator("[data-scan-says]")).to_contain_text("4 of 10")

    scan(page, PIECE)

    expect(page.locator("[data-scan-says]")).to_contain_text("5 of 10")
