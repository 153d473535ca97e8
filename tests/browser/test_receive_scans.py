"""Receiving by scanner: what the page itself does not know, and numbers typed between two scans."""

import re

import pytest
from playwright.sync_api import Page, expect

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from tests.browser.driver import OpenPage, sign_in
from tests.inventory.receiving.dock import Dock, make_dock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECE = "4006381333931"


@pytest.fixture
def dock(transactional_db: None) -> Dock:
    return make_dock()


@pytest.fixture
def receipt(dock: Dock) -> Receipt:
    return dock.expect(lines=[(dock.mug, 10)])


@pytest.fixture
def page(open_page: OpenPage, dock: Dock, receipt: Receipt) -> Page:
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


def test_what_is_put_away_by_scan_leaves_the_numbers_below(
    page: Page, dock: Dock, receipt: Receipt
) -> None:
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    page.goto(f"/inventory/receipts/{receipt.reference}/putaway/")

    scan(page, PIECE)
    expect(page.locator("#by-number input[data-max]")).to_have_value("9")
    page.get_by_role("button", name="Put these away").click()

    expect(page.get_by_text("9 units put away.")).to_be_visible()


def test_what_came_damaged_is_told_where_columns_have_no_room(
    page: Page, dock: Dock, receipt: Receipt
) -> None:
    dock.take(receipt, ReceivedLine(dock.mug, accepted=7, damaged=2, reason="Crushed"))
    page.set_viewport_size({"width": 1024, "height": 768})

    page.goto(f"/inventory/receipts/{receipt.reference}/")

    expect(page.get_by_role("cell", name="7, 2 damaged")).to_be_visible()


def test_damage_that_is_written_and_not_set_stands_before_the_decision(page: Page) -> None:
    page.goto(page.url + "finish/")
    page.locator("summary", has_text="Damaged pieces").click()

    page.get_by_role("button", name="One more").first.click()

    expect(page.get_by_text("not set yet")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Receive"))).to_have_count(0)
    page.get_by_role("button", name="One less").first.click()
    expect(page.get_by_role("button", name=re.compile("^Receive")).first).to_be_visible()
    expect(page.get_by_text("not set yet")).to_be_hidden()
