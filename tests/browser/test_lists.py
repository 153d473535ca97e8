"""A list in a real browser: keys, scanner, selection, filters, panel, news."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import (
    OpenPage,
    check_axe,
    expect_focus,
    press,
    sign_in,
    snap,
    type_at_once,
    wedge,
)
from tests.factories import make_person, make_place

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.kernel.place_list"),
]


@pytest.fixture
def omar():
    uk = make_place("UK", name="Northwind")
    for number in range(60):
        make_place(f"{number:03d}", parent=uk, name=f"Store {number:03d}")
    return make_person("Omar", role="ops agent", scope=uk)


@pytest.fixture
def places(open_page: OpenPage, omar) -> Page:
    page = open_page()
    sign_in(page, omar)
    page.goto("/places/?kind=place")
    return page


def opened(page: Page, name: str) -> None:
    """The record is shown beside the list, and its row is marked: the next key goes on from there."""
    expect(page.locator("#side h2")).to_have_text(name)
    expect(page.locator("tr[data-open] .row-link")).to_have_text(name)


@pytest.mark.parametrize("phone", [False, True])
def test_is_accessible_full_empty_and_filtered(open_page: OpenPage, omar, phone: bool) -> None:
    page = open_page(phone=phone)
    sign_in(page, omar)
    for name, query in (("full", ""), ("filtered", "?name=zzz"), ("bad-filter", "?kind=zzz")):
        page.goto(f"/places/{query}")
        check_axe(page)
        if not phone:
            snap(page, f"list-{name}")


def test_shows_at_least_17_rows_beside_an_open_record(places: Page) -> None:
    places.goto("/places/003/")
    check_axe(places)

    seen = places.evaluate(
        "[...document.querySelectorAll('tbody tr')].filter(row =>"
        " row.getBoundingClientRect().bottom <= document.querySelector('.keys')"
        ".getBoundingClientRect().top).length"
    )

    assert seen >= 17
    snap(places, "list-panel")


def test_j_k_and_enter_walk_and_open(places: Page) -> None:
    press(places, "j", "j", "j", "k")
    expect_focus(places, "Store 001")

    press(places, "Enter")

    opened(places, "Store 001")
    expect(places).to_have_url(re.compile(r"/places/001/\?kind=place$"))


def test_escape_takes_one_layer_at_a_time(places: Page) -> None:
    press(places, "j", "x", "Enter")
    opened(places, "Store 000")
    expect(places.locator(".bulk")).to_be_visible()

    press(places, "Escape")
    expect(places.locator(".bulk")).to_be_hidden()
    expect(places.locator("#side h2")).to_be_visible()

    press(places, "Escape")
    expect(places.locator("#side h2")).to_have_count(0)
    expect(places).to_have_url(re.compile(r"/places/\?kind=place$"))
    expect_focus(places, "Store 000")


def test_back_leads_to_the_same_list(places: Page) -> None:
    press(places, "j", "Enter")
    opened(places, "Store 000")

    places.go_back()

    expect(places).to_have_url(re.compile(r"/places/\?kind=place$"))
    expect(places.locator("#side h2")).to_have_count(0)


def test_brackets_walk_through_the_records(places: Page) -> None:
    press(places, "j", "Enter")
    opened(places, "Store 000")

    press(places, "]")

    expect(places.locator("#side h2")).to_have_text("Store 001")


def test_a_page_too_busy_for_its_timer_loses_no_key(places: Page) -> None:
    press(places, "j")

    # Its timer never runs between them.
    type_at_once(places, "j", "x", "j")

    expect(places.locator("input.pick:checked")).to_have_count(1)
    expect(places.locator("tr:has(input.pick:checked)")).to_contain_text("Store 001")
    expect_focus(places, "Store 002")


def test_a_scan_changes_nothing_and_opens_search(places: Page) -> None:
    press(places, "j")

    wedge(places, "1jx0012345678")

    expect(places.locator("#palette")).to_be_visible()
    expect(places.locator("#palette input")).to_have_value("1jx0012345678")
    expect(places.locator("input.pick:checked")).to_have_count(0)


def test_selecting_a_page_offers_all_that_match(places: Page) -> None:
    places.get_by_label("Select all on this page").check()

    expect(places.locator(".bulk .count")).to_have_text("50")
    offer = places.get_by_role("button", name="Select all 60 that match")
    offer.click()
    expect(places.locator(".bulk .count")).to_have_text("60")
    expect(offer).to_be_hidden()
    expect(places.get_by_role("button", name="Clear")).to_be_focused()
    expect(places.locator(".bulk input[name=all]")).to_have_value("1")
    snap(places, "list-bulk")

    places.get_by_label("Select 003").uncheck()
    expect(places.locator(".bulk .count")).to_have_text("49")
    expect(offer).to_be_visible()


def test_shift_click_selects_a_range(places: Page) -> None:
    boxes = places.locator("input.pick")
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])

    expect(places.locator(".bulk .count")).to_have_text("5")


def test_a_filter_swaps_the_list_and_is_in_the_address(places: Page) -> None:
    places.evaluate("window.same = true")
    places.locator("#chip-kind").click()
    places.get_by_role("link", name="Network").click()

    expect(places.locator(".row-link")).to_have_count(1)
    expect(places).to_have_url(re.compile(r"/places/\?kind=network$"))
    assert places.evaluate("window.same") is True


def test_a_typed_filter_is_applied_and_removed(places: Page) -> None:
    press(places, "f")
    places.locator("#chip-more").click()
    places.locator("summary", has_text="Name").click()
    places.get_by_label("Name").fill("Store 04")
    places.get_by_label("Name").press("Enter")

    expect(places.locator(".row-link")).to_have_count(10)
    places.get_by_label("Remove filter: Name").click()
    expect(places.locator(".row-link")).to_have_count(50)


def test_sorting_keeps_the_focus_on_its_head(places: Page) -> None:
    head = places.locator("thead").get_by_role("link", name="Place")
    head.press("Enter")

    expect(places.locator(".row-link").first).to_have_text("Store 059")
    expect_focus(places, "Place")


def test_news_waits_until_asked_for(places: Page, omar) -> None:
    make_place("900", parent=omar.place_scopes.get().place, name="Aaa new store")
    places.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(places.get_by_role("button", name="1 change. Show")).to_be_visible()
    expect(places.locator(".row-link").first).to_have_text("Store 000")

    press(places, "u")

    expect(places.locator(".row-link").first).to_have_text("Aaa new store")


def test_single_keys_can_be_switched_off(places: Page, omar) -> None:
    omar.single_key_shortcuts = False
    omar.save(update_fields=["single_key_shortcuts"])
    places.reload()

    press(places, "j", "?")

    expect(places.locator("[data-keys] .row-link:focus")).to_have_count(0)
    expect(places.locator("#help")).to_be_hidden()
    press(places, "Control+k")
    expect(places.locator("#palette")).to_be_visible()


def test_keys_typed_into_a_field_stay_text(places: Page) -> None:
    places.locator("#chip-more").click()
    places.locator("summary", has_text="Name").click()
    places.get_by_label("Name").press_sequentially("jx?", delay=90)

    expect(places.get_by_label("Name")).to_have_value("jx?")
    expect(places.locator("#help")).to_be_hidden()


def test_a_page_of_50_with_a_panel_stays_small(places: Page) -> None:
    places.goto("/places/003/")

    assert places.evaluate("document.querySelectorAll('*').length") <= 2000


def test_a_view_is_named_where_the_hands_are(places: Page) -> None:
    places.get_by_role("button", name="Save or change this view").click()

    expect(places.get_by_label("Save this view as")).to_be_focused()
