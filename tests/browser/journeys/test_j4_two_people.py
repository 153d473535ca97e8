"""Two people, one thing: one of them does it, the other is told who was faster; nothing is overwritten."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from approvals.models import Decision
from exceptions.kinds import CaseKind, register_kind
from exceptions.models import Case
from inventory.transfers.models import Transfer
from inventory.transfers.services import create_transfer
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, press, sign_in, snap
from tests.browser.journeys.cast import Cast, again, route
from tests.browser.journeys.weekend import Weekend

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LENAS, OMARS = "For the weekend window", "Before Friday noon, please"


# ---------- one draft ----------


@pytest.fixture
def draft(cast: Cast) -> Transfer:
    sku = cast.add_sku("MK-2041-NVY-M", "Merino crew, navy, M")
    return create_transfer(
        origin=cast.sites["DC-NORTH"],
        destination=cast.camden,
        lines=[(sku, 8)],
        actor=cast.omar,
        at=now(),
    )


def editing(open_page: OpenPage, cast: Cast, name: str, draft: Transfer) -> Page:
    page = open_page()
    sign_in(page, cast.people[name])
    page.goto(f"/inventory/transfers/{draft.reference}/change/")
    return page


def test_a_field_edited_by_both_keeps_his_text_in_the_banner(
    open_page: OpenPage, cast: Cast, draft: Transfer
) -> None:
    omars, lenas = (editing(open_page, cast, name, draft) for name in ("omar", "lena"))
    lenas.get_by_label("Note").fill(LENAS)
    lenas.get_by_role("button", name="Save draft").click()
    expect(lenas).to_have_url(re.compile(f"{draft.reference}/$"))

    omars.get_by_label("Note").fill(OMARS)
    omars.get_by_role("button", name="Save draft").click()

    banner = omars.get_by_role("alert")
    expect(banner).to_contain_text("Lena Moreau changed this")
    expect(banner).to_contain_text(f"yours {OMARS}, now {LENAS}")
    expect(omars.get_by_label("Note")).to_have_value(OMARS)
    check_axe(omars)
    snap(omars, "j4-both-edited")
    assert Transfer.objects.get(pk=draft.pk).note == LENAS

    banner.get_by_role("link", name="Use Lena Moreau's version").click()
    expect(omars.get_by_label("Note")).to_have_value(LENAS)


# ---------- one case ----------


@pytest.fixture
def case(cast: Cast) -> Case:
    register_kind(CaseKind("late_feed", "Late feed"))
    found = cast.case("The tills are late", kind="late_feed", minutes=10)
    cast.case("Another", kind="late_feed")
    route()
    return again(found)


def at_the_case(open_page: OpenPage, cast: Cast, name: str, case: Case) -> Page:
    page = open_page()
    sign_in(page, cast.people[name])
    page.goto(f"/exceptions/cases/{case.reference}/")
    return page


def resolve(page: Page) -> None:
    press(page, "e")
    page.get_by_role("dialog").wait_for()
    check_axe(page)
    press(page, "ArrowDown", "Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("resolved")


def test_a_case_that_another_resolved(open_page: OpenPage, cast: Cast, case: Case) -> None:
    omars, sams = (at_the_case(open_page, cast, name, case) for name in ("omar", "sam"))
    looks = omars.get_by_text("Sam Okafor is looking at this")
    expect(looks.first).to_be_visible()
    check_axe(omars)
    resolve(sams)
    version = again(case).version

    press(omars, "e")
    omars.get_by_label("How it ended").select_option(index=1)
    omars.get_by_label("What was done").fill("Counted it again.")
    with omars.expect_response(re.compile("/resolve/")) as answered:
        omars.keyboard.press("Control+Enter")

    assert answered.value.status == 409
    expect(omars.get_by_role("alert")).to_contain_text("Sam Okafor resolved this at")
    after = again(case)
    assert (after.resolved_by, after.resolution_note, after.version) == (cast.sam, "", version)
    check_axe(omars)
    snap(omars, "j4-case-resolved")
    omars.get_by_role("link", name="Next in queue").click()
    expect(omars.get_by_role("heading", level=2, name="Another")).to_be_visible()


# ---------- one request ----------


def opened_by(open_page: OpenPage, person: User, weekend: Weekend, **how: bool) -> Page:
    page = open_page(**how)
    sign_in(page, person)
    page.goto(f"/approvals/requests/{weekend.request.pk}/")
    return page


def test_the_later_one_is_told_and_nothing_is_written(
    open_page: OpenPage, weekend: Weekend
) -> None:
    priyas = opened_by(open_page, weekend.cast.priya, weekend, phone=True)
    lenas = opened_by(open_page, weekend.cast.lena, weekend)

    priyas.get_by_role("button", name="Approve 96 units").tap()
    expect(priyas.locator(".toast")).to_contain_text("approved, 96 units.")
    lenas.get_by_role("button", name="Approve 96 units").click()

    told = lenas.get_by_role("alert")
    expect(told).to_contain_text(re.compile(r"Priya Nair approved this at \d\d:\d\d"))
    expect(told).to_contain_text("Nothing is left to do.")
    expect(lenas.get_by_role("link", name="Next in queue")).to_be_visible()
    assert Decision.objects.get().decided_by == weekend.cast.priya
    check_axe(lenas)
    snap(lenas, "approve-too-late")


def test_a_rejection_is_not_overridden_by_an_older_page(
    open_page: OpenPage, weekend: Weekend
) -> None:
    priyas = opened_by(open_page, weekend.cast.priya, weekend)
    lenas = opened_by(open_page, weekend.cast.lena, weekend, phone=True)

    lenas.get_by_role("button", name=re.compile("Reject…, Send back…")).tap()
    lenas.get_by_role("button", name="Reject…", exact=True).tap()
    dialog = lenas.get_by_role("dialog")
    dialog.get_by_role("combobox").select_option(index=1)
    dialog.get_by_role("button", name=f"Reject {weekend.transfer.reference}").tap()
    expect(lenas.locator(".toast")).to_contain_text("rejected.")
    priyas.get_by_role("button", name="Approve 96 units").click()

    expect(priyas.get_by_role("alert")).to_contain_text("Lena Moreau rejected this at")
    assert Decision.objects.get().decided_by == weekend.cast.lena
    assert weekend.request.status == "rejected"
