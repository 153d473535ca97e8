"""Counting in a real browser: the shelf on a phone without network, the review by somebody else."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from exceptions.models import Case
from inventory.counts.models import Count, CountLine, CountScan
from inventory.counts.services import Shelf
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, sign_in, snap, wait_until
from tests.factories import NOON
from tests.inventory.counts.world import (
    BARCODES,
    MINUTE,
    Store,
    counted,
    line_of,
    make_store,
    part_of,
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


def shelf(open_page: OpenPage, store: Store, count: Count) -> Page:
    """Jo opens the count and starts its shelf."""
    page = open_page(phone=True)
    sign_in(page, store.jo)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/inventory/counts/{count.reference}/")
    snap(page, "count-to-start")
    page.get_by_role("link", name="Start").click()
    wait_until(page, "Boolean(navigator.serviceWorker.controller)")
    wait_until(page, "caches.open('scan-pages').then(c => c.keys()).then(k => k.length)")
    return page


def enter(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.type(BARCODES.get(code, code))
        page.keyboard.press("Enter")


def expects_nothing(page: Page, count: Count) -> None:
    """What the books say is in no source that the device is given."""
    base = f"/inventory/counts/{count.reference}"
    for path in (f"{base}/", f"{base}/shelves/1/scan/", f"{base}/shelves/1/scan/known/"):
        source = page.request.get(path).text()
        assert "MUG" in source or "Wall B" in source
        assert str(BOOKS) not in source
        assert f"{BOOKS:,}" not in source


def send_twice(page: Page) -> list[list[str]]:
    """The network returns, but the first answer is lost on its way; answers the ids of each sending."""
    sent: list[list[str]] = []

    def lose(route: Route) -> None:
        sent.append([one["id"] for one in json.loads(route.request.post_data or "{}")["scans"]])
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/scan/send/", lose)
    page.context.set_offline(False)
    page.wait_for_timeout(1500)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-scan-note]")).to_be_hidden()
    return sent


def test_store_staff_count_offline(open_page: OpenPage, store: Store) -> None:
    count = plan(store, Shelf("Wall B", ["MUG", "LAMP"]), title="Knitwear", at=now(), due_at=now())
    page = shelf(open_page, store, count)
    expects_nothing(page, count)
    enter(page, "MUG")
    expect(page.locator("[data-scan-list] .badge").first).to_have_text("Sent")
    check_axe(page)

    page.context.set_offline(True)
    note = page.locator("[data-scan-note]")
    expect(note).to_contain_text("Offline.")
    enter(page, "LAMP", "MUG")
    expect(note).to_have_text("Offline. 2 scans are saved on this device.")
    expect(page.locator(".count-n")).to_have_text("2")
    snap(page, "count-scan-offline")
    page.reload()
    expect(note).to_have_text("Offline. 2 scans are saved on this device.")

    first, second = send_twice(page)[:2]
    assert first == second
    assert sorted(CountScan.objects.values_list("sku__code", flat=True)) == ["LAMP", "MUG", "MUG"]
    expects_nothing(page, count)
    finish_it(page, store, count)
    have_it_counted_again(open_page, store, count)
    only_another_counts(open_page, page, store, count)


def finish_it(page: Page, store: Store, count: Count) -> None:
    snap(page, "count-scan")
    page.get_by_role("button", name="Finish this shelf").click()
    page.wait_for_url(f"**/inventory/counts/{count.reference}/")
    assert line_of(count, "MUG").status == CountLine.Status.REVIEW
    assert Case.objects.filter(kind="count_variance").count() == 1
    store.happens("sale", "MUG", 3, minute=(now() - NOON) / MINUTE)


def have_it_counted_again(open_page: OpenPage, store: Store, count: Count) -> None:
    """Priya sees what differs and what moved since, and may not approve it yet."""
    desk = open_page(phone=True)
    sign_in(desk, store.priya)
    desk.goto(f"/inventory/counts/{count.reference}/review/")
    expect(desk.get_by_text("−7,029").first).to_be_visible()
    expect(desk.get_by_text("1 movement since")).to_be_visible()
    expect(desk.get_by_text("somebody else must count").first).to_be_visible()
    expect(desk.get_by_role("button", name="Approve differences")).to_be_disabled()
    check_axe(desk)
    snap(desk, "count-review-recount")
    desk.get_by_role("button", name="Have it counted again").click()
    expect(desk.get_by_text("Somebody else is asked to count again.")).to_be_visible()


def only_another_counts(open_page: OpenPage, page: Page, store: Store, count: Count) -> None:
    """Jo is told why not; Sam may."""
    number = part_of(count, 2).number
    page.goto(f"/inventory/counts/{count.reference}/shelves/{number}/scan/")
    expect(page.get_by_text("This shelf cannot be counted by you now")).to_be_visible()
    check_axe(page)
    snap(page, "count-recount-refused")
    other = open_page(phone=True)
    sign_in(other, store.sam)
    other.goto(f"/inventory/counts/{count.reference}/")
    other.get_by_role("link", name="Start").click()
    expect(other.locator("[data-scan-box]")).to_be_visible()
