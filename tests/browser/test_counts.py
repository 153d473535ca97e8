"""Counting in a real browser: the shelf on a phone without network, the review by somebody else."""

import re

import pytest
from playwright.sync_api import Page, expect

from exceptions.models import Case
from inventory.counts.models import Count, CountLine, CountScan
from inventory.counts.services import Shelf
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.inventory.counts.world import BARCODES, Store, counted, line_of, make_store, plan, scan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def store() -> Store:
    made = make_store()
    for sku, quantity in (("MUG", 30), ("LAMP", 4), ("VASE", 2)):
        made.happens("receipt", sku, quantity)
    return made


def test_screens_of_a_manager(open_page: OpenPage, store: Store) -> None:
    plan(store, Shelf("Wall B", ["MUG", "LAMP"]), Shelf("Window"), title="Knitwear wall B")
    count = counted(store, scan(quantity=12), scan("999"), scan("VASE", quantity=2))
    store.happens("sale", "MUG", 3, minute=30)
    page = open_page()
    sign_in(page, store.priya)
    base = f"/inventory/counts/{count.reference}"
    for name, path in {
        "counts": "/inventory/counts/",
        "count": f"{base}/",
        "count-review": f"{base}/review/",
        "count-new": "/inventory/counts/new/",
        "count-rules": "/inventory/counts/rules/",
    }.items():
        page.goto(path)
        check_axe(page)
        snap(page, name)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/inventory/counts/", f"{base}/", f"{base}/review/"):
        page.goto(path)
        check_axe(page)


def shelf(open_page: OpenPage, store: Store, count: Count) -> Page:
    """Jo opens the count and starts its shelf."""
    page = open_page(phone=True)
    sign_in(page, store.jo)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/inventory/counts/{count.reference}/")
    page.get_by_role("link", name="Start").click()
    page.wait_for_function("navigator.serviceWorker.controller")
    page.wait_for_function("caches.open('scan-pages').then(c => c.keys()).then(k => k.length)")
    return page


def enter(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.type(BARCODES.get(code, code))
        page.keyboard.press("Enter")


def test_store_staff_count_offline(open_page: OpenPage, store: Store) -> None:
    count = plan(store, Shelf("Wall B", ["MUG", "LAMP"]), title="Knitwear", at=now(), due_at=now())
    page = shelf(open_page, store, count)
    assert "30" not in re.sub(r"\d{2}:\d{2}", "", page.locator("main").inner_text())

    enter(page, "MUG")
    expect(page.locator("[data-scan-list] .badge").first).to_have_text("Sent")
    check_axe(page)
    page.context.set_offline(True)
    enter(page, "LAMP", "MUG")
    note = page.locator("[data-scan-note]")
    expect(note).to_have_text("Offline. 2 scans are saved on this device.")
    expect(page.locator(".count-n")).to_have_text("2")
    snap(page, "count-scan-offline")
    page.reload()
    expect(note).to_have_text("Offline. 2 scans are saved on this device.")

    page.context.set_offline(False)
    expect(note).to_be_hidden()
    assert sorted(CountScan.objects.values_list("sku__code", flat=True)) == ["LAMP", "MUG", "MUG"]
    finish_and_look(page, open_page, store, count)


def finish_and_look(page: Page, open_page: OpenPage, store: Store, count: Count) -> None:
    page.get_by_role("button", name="Finish this shelf").click()
    page.wait_for_url(f"**/inventory/counts/{count.reference}/")
    assert line_of(count, "MUG").status == CountLine.Status.REVIEW
    desk = open_page(phone=True)
    sign_in(desk, store.priya)
    desk.goto(f"/inventory/counts/{count.reference}/review/")
    expect(desk.get_by_text("somebody else must count").first).to_be_visible()
    expect(desk.get_by_text("−28").first).to_be_visible()
    assert Case.objects.filter(kind="count_variance").count() == 1
