"""Omar clears his queue by keyboard alone: whoever touches the mouse fails the test."""

import re

import pytest
from playwright.sync_api import Page, expect

from exceptions.models import Case
from inventory.intake.services.waiting_cases import keep_waiting_cases
from inventory.ledger.models import StockLevel
from kernel.clock import now
from tests.browser.driver import (
    OpenPage,
    check_axe,
    expect_focus,
    press,
    sign_in,
    snap,
    wedge,
    without_mouse,
)
from tests.browser.journeys.cast import Cast, again, route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CREW = "MK-2041-BLK-M"
LATER = ("Below zero at Camden", "Count differs by 11", "Feed is silent", "Snapshot differs")


@pytest.fixture
def first(cast: Cast) -> Case:
    """A till sold what the catalogue did not know yet; by now it does. It has the least time."""
    cast.tell("till-1", "receipt", now(), sku=CREW, quantity=5)
    keep_waiting_cases(at=now())
    cast.add_sku(CREW, "Merino crew, black, M")
    found = Case.objects.get(kind="malformed_fact")
    for number, title in enumerate(LATER):
        kind = ("below_zero", "count_variance", "snapshot_difference", "lifecycle_breach")[number]
        cast.case(title, kind=kind)
    route()
    return again(found)


@pytest.fixture
def page(open_page: OpenPage, cast: Cast, first: Case) -> Page:
    page = open_page()
    without_mouse(page)
    sign_in(page, cast.omar)
    page.goto("/exceptions/cases/")
    check_axe(page)
    return page


def shown(page: Page, title: str) -> None:
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_have_text(title)


def rows(page: Page) -> list[str]:
    return page.locator("#list tbody .row-link").all_text_contents()


def open_third(page: Page) -> Case:
    """J, J, J, Enter: its address carries its reference."""
    title = rows(page)[2]
    press(page, "j", "j", "j")
    expect_focus(page, title)
    press(page, "Enter")
    shown(page, title)
    case = Case.objects.get(title=title)
    expect(page).to_have_url(re.compile(case.reference))
    return case


def test_takes_the_next_and_accepts_what_its_playbook_suggests(
    page: Page, cast: Cast, first: Case
) -> None:
    press(page, "n")
    shown(page, first.title)
    assert again(first).owner == cast.omar
    expect(page.get_by_role("complementary")).to_contain_text("Replay the waiting events")
    check_axe(page)
    snap(page, "j2-suggestion")
    after = rows(page)[1]

    press(page, "1")

    expect(page.locator(".toast").last).to_contain_text("1 event posted.")
    shown(page, after)
    expect_focus(page, after)
    assert not again(first).is_open
    assert StockLevel.objects.get(sku=cast.skus[CREW]).available == 5


def test_snoozes_until_four_and_takes_it_back(page: Page) -> None:
    case = open_third(page)
    before = len(rows(page))
    count = page.get_by_role("link", name=re.compile("All open")).first
    expect(count).to_contain_text(str(before))

    press(page, "h")
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_focused()
    press(page, "ArrowDown")
    expect(page.get_by_role("radio", name="Until 16:00")).to_be_checked()
    press(page, "Enter")

    expect(page.locator("#list tbody")).not_to_contain_text(case.title)
    expect(count).to_contain_text(str(before - 1))
    expect(page.locator(".toast").last.get_by_role("button", name="Undo")).to_be_visible()
    press(page, "z")
    expect(page.locator("#list tbody")).to_contain_text(case.title)
    expect(count).to_contain_text(str(before))


def test_finds_a_sku_and_comes_back_to_the_row(page: Page) -> None:
    case = open_third(page)

    press(page, "/")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type(CREW[-6:], delay=80)
    page.get_by_role("option", name=re.compile("Merino crew")).first.wait_for()
    press(page, "Enter")
    page.wait_for_url(re.compile("/skus/"))
    check_axe(page)
    page.go_back()

    shown(page, case.title)
    expect_focus(page, case.title)


def test_help_lists_every_key(page: Page, first: Case) -> None:
    press(page, "n")
    shown(page, first.title)

    press(page, "?")

    expect(page.get_by_role("dialog")).to_be_visible()
    keys = set(page.get_by_role("dialog").locator("kbd:visible").all_text_contents())
    assert {"J", "K", "Enter", "N", "1", "A", "H", "E", "M", "Z", "/", "?"} <= keys
    check_axe(page)


def test_a_scan_opens_the_search_and_changes_no_case(page: Page) -> None:
    title = rows(page)[0]
    press(page, "j", "Enter")
    shown(page, title)
    before = list(Case.objects.order_by("pk").values_list("version", flat=True))
    page.evaluate("document.activeElement.blur()")

    wedge(page, "5012345678900")

    expect(page.get_by_role("dialog").get_by_role("combobox")).to_have_value("5012345678900")
    assert list(Case.objects.order_by("pk").values_list("version", flat=True)) == before
