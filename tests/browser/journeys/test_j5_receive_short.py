"""Wren receives a delivery that is short: by scanner, at a screen of 1024 by 768."""

import re

import pytest
from playwright.sync_api import Page, expect

from exceptions.models import Case
from inventory.catalog.models import SkuIdentifier, UnitConversion
from inventory.receiving.models import Receipt
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.inventory.receiving.dock import Dock, again, cell, make_dock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECE, CASE, UNKNOWN = "4006381333931", "14006381333945", "99999999"


@pytest.fixture
def dock() -> Dock:
    made = make_dock()
    UnitConversion.objects.create(sku=made.plate, unit="case", factor=12)
    SkuIdentifier.objects.create(sku=made.plate, scheme="gtin14", value=CASE, unit="case")
    return made


def scan(page: Page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def scan_everything(page: Page) -> None:
    """Seven units of ten, a case of twelve, and a code that nobody knows."""
    says, sub = page.locator("[data-scan-says]"), page.locator("[data-scan-sub]")
    for number in range(1, 8):
        scan(page, PIECE)
        expect(says).to_contain_text(f"{number} of 10")
    scan(page, CASE)
    expect(says).to_contain_text("Case of 12, added 12")
    expect(sub).to_contain_text("12 of 12")
    scan(page, UNKNOWN)
    expect(says).to_contain_text("Unknown code, kept for later")
    expect(says).to_have_class(re.compile("bad"))


def set_one_damaged(page: Page) -> None:
    line = page.locator("li").filter(has_text="MUG").first
    line.get_by_role("textbox", name="Damaged:").fill("1")
    line.get_by_role("combobox").select_option("crushed")
    line.get_by_role("button", name=re.compile("Set damaged")).click()


def open_at_the_floor(page: Page, dock: Dock, receipt: Receipt) -> None:
    """The label of the delivery, scanned at the floor, opens where it is received."""
    page.set_viewport_size({"width": 1024, "height": 768})
    sign_in(page, dock.wren)
    page.goto("/floor/")
    scan(page, receipt.reference)
    expect(page).to_have_url(re.compile(f"{receipt.reference}/scan/"))


def look(page: Page, name: str) -> None:
    check_axe(page)
    snap(page, name)


def test_receives_short_with_damage_and_an_unknown_code(open_page: OpenPage, dock: Dock) -> None:
    receipt, page = dock.expect(), open_page()
    open_at_the_floor(page, dock, receipt)
    scan_everything(page)
    look(page, "j5-scanned")
    page.get_by_role("link", name="Finish").click()
    set_one_damaged(page)
    expect(page.get_by_text("19 accepted, 1 damaged, 2 missing")).to_be_visible()
    look(page, "j5-summary")
    page.get_by_role("button", name="Receive 19, 1 damaged, 2 missing").click()

    expect(page.get_by_text("1 damaged unit needs a label.")).to_be_visible()
    assert cell(dock.mug, dock.depot) == {"receiving": 7, "damaged": 1, "on_order": 2}
    assert cell(dock.plate, dock.depot) == {"receiving": 12}
    assert again(receipt).status == Receipt.Status.PARTLY_RECEIVED
    case = Case.objects.open().get(kind="short_receipt")
    expect(page.locator(f"a[href*='{case.reference}']").first).to_be_visible()
    expect(page.locator("#review")).to_contain_text(UNKNOWN)
    look(page, "j5-received")
    page.get_by_role("link", name="Print the label").click()
    expect(page.locator(".print-label")).to_contain_text("Damaged: Crushed or broken")
