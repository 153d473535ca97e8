"""A store manager approves on her phone: open, look, approve; and may take it back for a moment."""

import re

import pytest
from playwright.sync_api import Page, expect

from approvals.models import ApprovalRequest, Decision
from audit.models import Entry
from inventory.transfers.models import Transfer
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.browser.journeys.weekend import NAVY_M, Weekend, ask
from workbench.models import Outgoing
from workbench.tasks import send_outgoing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(open_page: OpenPage, weekend: Weekend) -> Page:
    page = open_page(phone=True)
    sign_in(page, weekend.priya)
    page.goto("/approvals/requests/")
    return page


def one_less_twice(page: Page) -> None:
    for _press in range(2):
        page.get_by_role("button", name="One less: Merino crew, navy, M").tap()


def transfer_of(weekend: Weekend) -> Transfer:
    return Transfer.objects.get(pk=weekend.transfer.pk)


def test_she_sees_what_it_is_and_why_it_needs_her(phone: Page, weekend: Weekend) -> None:
    row = phone.locator("#list tbody tr").first
    expect(row).to_contain_text("12 lines to Store 112 Camden")
    expect(row).to_contain_text(re.compile("1h 2[0-9]m"))
    check_axe(phone)
    row.get_by_role("link").tap()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("12 lines to Store 112 Camden")
    main = phone.get_by_role("main")
    for words in (
        "Waiting for you",
        "DC North",
        "£2,184.00",
        "1 line leaves DC North below what it needs.",
        "Why this needs you",
        "Store transfers over £1,500",
    ):
        expect(main).to_contain_text(words)
    check_axe(phone)
    snap(phone, "approve-on-the-phone")


def test_she_lowers_a_line_and_approves_in_three_taps(phone: Page, weekend: Weekend) -> None:
    phone.locator("#list tbody tr").first.get_by_role("link").tap()
    one_less_twice(phone)
    expect(phone.get_by_role("textbox", name="Merino crew, navy, M")).to_have_value("6")
    expect(phone.get_by_role("group", name="Decision")).to_contain_text("Approve 94 of 96 units")
    button = phone.get_by_role("button", name="Approve 94 units")
    assert button.bounding_box()["height"] >= 48
    button.tap()

    expect(phone.locator(".toast")).to_contain_text(
        f"{weekend.transfer.reference} approved, 94 units."
    )
    expect(phone.get_by_role("main")).to_contain_text("Nothing waits for you")
    line = transfer_of(weekend).lines.get(sku__code=NAVY_M)
    assert (transfer_of(weekend).status, line.asked, line.approved) == ("approved", 8, 6)
    assert weekend.stock_of(NAVY_M) == (8, 6)
    assert Entry.objects.filter(action="approvals.request.approved").count() == 1


def test_nothing_leaves_while_it_can_be_undone(phone: Page, weekend: Weekend) -> None:
    phone.locator("#list tbody tr").first.get_by_role("link").tap()
    phone.get_by_role("button", name="Approve 96 units").tap()
    expect(phone.locator(".toast")).to_contain_text("approved, 96 units.")
    send_outgoing()
    assert not Outgoing.objects.filter(sent_at__isnull=False).exists()

    phone.locator(".toast").get_by_role("button", name="Undo").tap()

    expect(phone.locator("#list tbody tr")).to_have_count(1)
    assert transfer_of(weekend).status == "submitted"
    assert weekend.request.status == ApprovalRequest.Status.WAITING
    assert weekend.stock_of(NAVY_M) == (14, 0)
    assert not Outgoing.objects.filter(status=Outgoing.Status.WAITING).exists()


def test_her_own_request_says_that_somebody_else_must(phone: Page, weekend: Weekend) -> None:
    own = ask(weekend.dc, weekend.camden, weekend.priya, now(), [("BN-0330-RST", 80)])
    request = ApprovalRequest.objects.get(subject_id=str(own.pk))

    phone.goto(f"/approvals/requests/{request.pk}/")

    expect(phone.get_by_role("group", name="Decision")).to_contain_text(
        "You asked for this, so somebody else must decide."
    )
    button = phone.get_by_role("button", name="Approve 80 units")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.tap(force=True)
    assert not Decision.objects.filter(request=request).exists()
    check_axe(phone)
