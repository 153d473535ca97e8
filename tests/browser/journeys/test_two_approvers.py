"""Two people at one request: one decision, and the later one is told who was faster."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from approvals.models import Decision
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.browser.journeys.weekend import Weekend

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened_by(open_page: OpenPage, person: User, weekend: Weekend, **how: bool) -> Page:
    page = open_page(**how)
    sign_in(page, person)
    page.goto(f"/approvals/requests/{weekend.request.pk}/")
    return page


def test_the_later_one_is_told_and_nothing_is_written(
    open_page: OpenPage, weekend: Weekend
) -> None:
    priyas = opened_by(open_page, weekend.priya, weekend, phone=True)
    lenas = opened_by(open_page, weekend.lena, weekend)

    priyas.get_by_role("button", name="Approve 96 units").tap()
    expect(priyas.locator(".toast")).to_contain_text("approved, 96 units.")
    lenas.get_by_role("button", name="Approve 96 units").click()

    told = lenas.get_by_role("alert")
    expect(told).to_contain_text(re.compile(r"Priya Nair approved this at \d\d:\d\d"))
    expect(told).to_contain_text("Nothing is left to do.")
    expect(lenas.get_by_role("link", name="Next in queue")).to_be_visible()
    assert Decision.objects.get().decided_by == weekend.priya
    check_axe(lenas)
    snap(lenas, "approve-too-late")


def test_a_rejection_is_not_overridden_by_an_older_page(
    open_page: OpenPage, weekend: Weekend
) -> None:
    priyas = opened_by(open_page, weekend.priya, weekend)
    lenas = opened_by(open_page, weekend.lena, weekend, phone=True)

    lenas.get_by_role("button", name=re.compile("Reject…, Send back…")).tap()
    lenas.get_by_role("button", name="Reject…", exact=True).tap()
    dialog = lenas.get_by_role("dialog")
    dialog.get_by_role("combobox").select_option(index=1)
    dialog.get_by_role("button", name=f"Reject {weekend.transfer.reference}").tap()
    expect(lenas.locator(".toast")).to_contain_text("rejected.")
    priyas.get_by_role("button", name="Approve 96 units").click()

    expect(priyas.get_by_role("alert")).to_contain_text("Lena Moreau rejected this at")
    assert Decision.objects.get().decided_by == weekend.lena
    assert weekend.request.status == "rejected"
