"""Wren receives a delivery that is short: by scanner, at a screen of 1024 by 768."""

import re

import pytest
from playwright.sync_api import Page, expect

from exceptions.models import Case
from inventory.catalog.models import Location, SkuIdentifier, UnitConversion
from inventory.ledger.models import Movement
from inventory.ledger.vocabulary import State
from inventory.receiving.models import Receipt
from inventory.receiving.services import expect_delivery
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.browser.journeys.cast import Cast
from tests.inventory.receiving.dock import again, cell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECE, CASE, UNKNOWN = "4006381333931", "14006381333945", "99999999"
MUG, PLATE = "MG-0101-WHT", "PL-0204-WHT"


@pytest.fixture
def receipt(cast: Cast) -> Receipt:
    """Ten mugs by the piece and twelve plates by the case, announced by the supplier."""
    mug, plate = cast.add_sku(MUG, "Mug, white"), cast.add_sku(PLATE, "Plate, white")
    SkuIdentifier.objects.create(sku=mug, scheme="ean13", value=PIECE)
    UnitConversion.objects.create(sku=plate, unit="case", factor=12)
    SkuIdentifier.objects.create(sku=plate, scheme="gtin14", value=CASE, unit="case")
    return expect_delivery(
        kind="purchase_order",
        document="PO-4711",
        location=cast.sites["DC-NORTH"],
        sender="Mill Pottery",
        due_at=now(),
        lines=[(mug, 10), (plate, 12)],
        actor=cast.lena,
        at=now(),
    )


@pytest.fixture
def page(open_page: OpenPage, cast: Cast, receipt: Receipt) -> Page:
    """The code on its papers, scanned at the floor, opens where it is received."""
    page = open_page()
    page.set_viewport_size({"width": 1024, "height": 768})
    sign_in(page, cast.wren)
    page.goto("/floor/")
    check_axe(page)
    expect(page.get_by_role("textbox", name="Scan any label")).to_be_focused()
    scan(page, receipt.document)
    page.wait_for_url(re.compile(f"{receipt.reference}/scan/"))
    expect(page.get_by_role("textbox", name="Scan or type a barcode")).to_be_focused()
    return page


def scan(page: Page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def look(page: Page, name: str) -> None:
    check_axe(page)
    snap(page, name)


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
    line = page.get_by_role("listitem").filter(has_text="Mug, white").first
    line.get_by_text("Damaged pieces").click()
    line.get_by_role("textbox", name="Damaged:").fill("1")
    line.get_by_role("combobox").select_option("crushed")
    line.get_by_role("button", name=re.compile("Set damaged")).click()


def books(cast: Cast, code: str) -> dict[str, int]:
    return cell(cast.skus[code], cast.sites["DC-NORTH"])


def arrived(cast: Cast, location: Location) -> dict[tuple[str, State], int]:
    """What the supplier delivered, by SKU and state."""
    rows = Movement.objects.filter(to_location=location, end=State.ON_ORDER)
    found: dict[tuple[str, State], int] = {}
    for row in rows.select_related("sku"):
        key = (row.sku.code, State(row.to_end))
        found[key] = found.get(key, 0) + row.quantity
    return found


def test_receives_short_with_damage_and_an_unknown_code(
    page: Page, cast: Cast, receipt: Receipt
) -> None:
    scan_everything(page)
    look(page, "j5-scanned")
    page.get_by_role("link", name="Finish").click()
    set_one_damaged(page)
    expect(page.get_by_text("19 accepted, 1 damaged, 2 missing")).to_be_visible()
    look(page, "j5-summary")
    page.get_by_role("button", name="Receive 19, 1 damaged, 2 missing").click()
    expect(page.get_by_text("1 damaged unit needs a label.")).to_be_visible()

    movements_are_posted(cast, receipt)
    assert again(receipt).status == Receipt.Status.PARTLY_RECEIVED
    expect(page.get_by_role("main")).to_contain_text("Partly received")
    case = Case.objects.open().get(kind="short_receipt")
    expect(page.get_by_role("link", name=case.title)).to_have_attribute(
        "href", re.compile(case.reference)
    )
    expect(page.locator("#review")).to_contain_text(UNKNOWN)
    look(page, "j5-received")
    print_the_label(page)
    the_case_leads_back(page, cast, case)


def movements_are_posted(cast: Cast, receipt: Receipt) -> None:
    assert books(cast, MUG) == {"receiving": 7, "damaged": 1, "on_order": 2}
    assert books(cast, PLATE) == {"receiving": 12}
    assert arrived(cast, receipt.location) == {
        (MUG, State.RECEIVING): 7,
        (MUG, State.DAMAGED): 1,
        (PLATE, State.RECEIVING): 12,
    }


def print_the_label(page: Page) -> None:
    page.get_by_role("link", name="Print the label").click()
    label = page.get_by_role("article")
    expect(label).to_have_count(1)
    expect(label).to_contain_text("Mug, white")
    expect(label).to_contain_text("Damaged: Crushed or broken")
    look(page, "j5-label")


def the_case_leads_back(page: Page, cast: Cast, case: Case) -> None:
    """Omar, who works on it, finds the delivery that was short."""
    sign_in(page, cast.omar)
    page.goto(f"/exceptions/cases/{case.reference}/")
    check_axe(page)
    page.get_by_role("link", name=re.compile("RC-")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("PO-4711")
