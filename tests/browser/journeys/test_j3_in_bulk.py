"""Lena assigns 214 cases at once, shares the view, and hands over at the end of her shift."""

import re

import pytest
from playwright.sync_api import Page, expect

from exceptions.kinds import CaseKind, register_kind
from exceptions.models import Case
from exceptions.services import assign_cases, resolve_case
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, press, sign_in, snap
from tests.browser.journeys.cast import Cast, route
from workbench.models import Job
from workbench.services.jobs import run_next_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST, MANY, DONE = "/exceptions/cases/", 214, 3


@pytest.fixture
def feed(cast: Cast) -> Cast:
    """Another channel's feed is late too, and something else is wrong."""
    register_kind(CaseKind("late_feed", "Late feed"))
    for number in range(MANY):
        cast.case(f"Item {number} is late", kind="late_feed", channel="Zentra")
    cast.case("Another feed is late", kind="late_feed", channel="Bazaar")
    cast.case("Below zero at Camden", channel="Zentra")
    route()
    return cast


@pytest.fixture
def page(open_page: OpenPage, feed: Cast) -> Page:
    return seen_by(open_page, feed, "lena")


def seen_by(open_page: OpenPage, cast: Cast, name: str, path: str = LIST) -> Page:
    page = open_page()
    sign_in(page, cast.people[name])
    page.goto(path)
    return page


def narrow(page: Page) -> None:
    """Kind Late feed, channel Zentra: the address says so, the count is that of the rows."""
    page.locator("#chip-kind").click()
    menu = page.locator("#f-kind")
    menu.get_by_role("combobox").select_option(label="Late feed")
    menu.get_by_role("button", name="Apply").click()
    page.wait_for_url(re.compile("kind=late_feed"))
    page.locator("#chip-more").click()
    page.locator("summary", has_text="Channel").click()
    channel = page.get_by_role("textbox", name="Channel")
    channel.fill("Zentra")
    channel.press("Enter")
    page.wait_for_url(re.compile("channel=Zentra"))
    expect(page.get_by_role("main")).to_contain_text(f"{MANY} cases")


def ask_to_assign_all(page: Page, name: str) -> None:
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name=f"Select all {MANY} that match").click()
    press(page, "a")
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("combobox", name="To whom")).to_be_visible()


def resolve_some(cast: Cast) -> list[Case]:
    """Omar is faster at three of them."""
    found = list(Case.objects.filter(channel="Zentra", kind="late_feed").order_by("pk")[:DONE])
    for case in found:
        resolve_case(case_id=case.pk, code="counted", note="", actor=cast.omar, at=now())
    return found


def test_assigns_all_that_match_and_sees_what_was_left(page: Page, feed: Cast) -> None:
    narrow(page)
    ask_to_assign_all(page, "Sam Okafor")
    check_axe(page)
    snap(page, "j3-asked")
    page.get_by_role("button", name=f"Assign {MANY} cases").click()
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Assign {MANY} cases")
    check_axe(page)
    left = resolve_some(feed)

    run_next_job(clock=now)

    assert Job.objects.get(kind="exceptions.bulk").progress_done == MANY
    assert Case.objects.filter(owner=feed.sam).count() == MANY - DONE
    only_those_left(page, left)


def only_those_left(page: Page, left: list[Case]) -> None:
    """The job says how many, and leads to them."""
    expect(page.get_by_role("main")).to_contain_text(
        f"{MANY - DONE} of {MANY} assigned. {DONE} not changed: {DONE} already resolved.",
    )
    check_axe(page)
    snap(page, "j3-job")
    page.get_by_role("main").locator("a[href*='result=']").click()
    expect(page.get_by_role("row")).to_have_count(DONE + 1)
    for case in left:
        expect(page.get_by_role("link", name=case.title, exact=True)).to_be_visible()
    check_axe(page)


def test_says_before_it_is_asked_what_would_be_skipped(page: Page, feed: Cast) -> None:
    narrow(page)
    page.get_by_label("Select all on this page").check()
    resolve_some(feed)

    press(page, "a")
    page.get_by_role("button", name="Sam Okafor", exact=True).click()

    expect(page.get_by_role("main")).to_contain_text(
        f"{DONE} are resolved already and will be left out."
    )


def test_the_team_sees_the_view_after_a_reload(open_page: OpenPage, page: Page, feed: Cast) -> None:
    omars = seen_by(open_page, feed, "omar")
    narrow(page)
    page.get_by_label("Save or change this view").click()
    page.get_by_label("Save this view as").fill("Zentra feed")
    page.get_by_label("For", exact=True).select_option("Desk")
    check_axe(page)
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("link", name=re.compile("Zentra feed"))).to_be_visible()

    omars.reload()
    omars.get_by_role("link", name=re.compile("Zentra feed")).click()

    expect(omars.get_by_role("main")).to_contain_text(f"{MANY} cases")
    check_axe(omars)


def test_the_workload_shows_sams_number_and_the_next_shift_reads_the_note_once(
    open_page: OpenPage, page: Page, feed: Cast
) -> None:
    ids = Case.objects.filter(channel="Zentra", kind="late_feed").values_list("pk", flat=True)
    assign_cases(case_ids=list(ids), owner=feed.sam, actor=feed.lena, at=now())
    page.goto("/exceptions/workload/")
    row = page.get_by_role("row", name=re.compile("Sam Okafor"))
    expect(row.get_by_role("cell").first).to_have_text(str(MANY))
    check_axe(page)
    snap(page, "j3-workload")
    page.get_by_label("Queue").select_option("Desk")
    page.get_by_label("Note for the next shift").fill("Zentra is back at six.")
    page.get_by_role("button", name="Leave note").click()
    expect(page.get_by_role("main")).to_contain_text("Zentra is back at six.")

    omars = seen_by(open_page, feed, "omar")

    expect(omars.get_by_role("main")).to_contain_text("Zentra is back at six.")
    check_axe(omars)
    omars.reload()
    expect(omars.get_by_role("main")).not_to_contain_text("Zentra is back at six.")
