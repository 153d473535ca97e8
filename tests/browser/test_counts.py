"""The screens of counts in a real browser. A shelf counted without network is `journeys/test_j6`."""

import pytest
from playwright.sync_api import Page, expect

from inventory.counts.services import Shelf
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.inventory.counts.world import (
    Store,
    counted,
    make_store,
    plan,
    scan,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What the books say of mugs: a number that stands nowhere by chance.
BOOKS = 7031


@pytest.fixture
def store() -> Store:
    made = make_store()
    for sku, quantity in (("MUG", BOOKS), ("LAMP", 4), ("VASE", 2)):
        made.happens("receipt", sku, quantity)
    return made


def look(page: Page, **paths: str) -> None:
    """Each page at both widths, light and dark: nothing axe finds, nothing wider than the window."""
    for name, path in paths.items():
        page.goto(path)
        check_axe(page)
        page.set_viewport_size({"width": 390, "height": 844})
        check_axe(page)
        page.emulate_media(color_scheme="dark")
        check_axe(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})
        snap(page, name.replace("_", "-"))


def test_screens_of_a_manager(open_page: OpenPage, store: Store) -> None:
    page = open_page()
    sign_in(page, store.priya)
    look(page, counts_empty="/inventory/counts/")
    plan(store, Shelf("Wall B", ["MUG", "LAMP"]), Shelf("Window"), title="Knitwear wall B")
    count = counted(store, scan(quantity=12), scan("999"), scan("VASE", quantity=2))
    store.happens("sale", "MUG", 3, minute=30)
    base = f"/inventory/counts/{count.reference}"
    look(
        page,
        counts="/inventory/counts/",
        count=f"{base}/",
        count_review=f"{base}/review/",
        count_new="/inventory/counts/new/",
        count_rules="/inventory/counts/rules/",
        count_plan_new="/inventory/counts/plans/new/",
    )


def test_screens_that_refuse(open_page: OpenPage, store: Store) -> None:
    count = counted(store, scan("VASE", quantity=2))
    base = f"/inventory/counts/{count.reference}"
    page = open_page()
    sign_in(page, store.priya)

    look(page, count_closed=f"{base}/", count_review_over=f"{base}/review/")
    sign_in(page, store.jo)
    look(page, count_scan_refused=f"{base}/shelves/1/scan/", count_review_denied=f"{base}/review/")


def test_the_shelf_says_what_is_still_to_find_while_it_is_scanned(
    open_page: OpenPage, store: Store
) -> None:
    count = plan(store, Shelf("Wall B", ["MUG", "LAMP"]))
    page = open_page(phone=True)
    sign_in(page, store.jo)
    page.goto(f"/inventory/counts/{count.reference}/shelves/1/scan/")
    page.get_by_text("Still to find").tap()
    left = page.locator("#seen li")
    expect(left).to_have_text(["Lamp", "Mug"])

    for code in ("MUG", "VASE"):
        page.keyboard.type(code)
        page.keyboard.press("Enter")

    expect(page.get_by_text("1 of 2 items")).to_be_visible()
    expect(left).to_have_text(["Lamp"])
    expect(page.locator("[data-scan-says] b")).to_have_text("Not of this shelf, kept for later.")
    rows = page.locator("[data-scan-list] li")
    expect(rows.filter(has_text="Vase")).to_contain_text("Check later")
    expect(rows.filter(has_text="Mug")).to_contain_text("Sent")
    check_axe(page)
    snap(page, "count-still-to-find")


def test_a_scan_after_the_tick_does_not_finish_the_shelf(open_page: OpenPage, store: Store) -> None:
    count = plan(store, Shelf("Wall B", ["MUG", "LAMP"]))
    page = open_page(phone=True)
    sign_in(page, store.jo)
    page.goto(f"/inventory/counts/{count.reference}/shelves/1/scan/")
    page.get_by_role("checkbox").tap()

    page.keyboard.type("MUG")
    page.keyboard.press("Enter")

    expect(page.locator("[data-scan-list] .badge")).to_have_text("Sent")
    expect(page.get_by_role("checkbox")).to_be_checked()
    assert page.url.endswith("/scan/")
