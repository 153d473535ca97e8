"""Priya approves on her phone: open, look, approve; and may take it back for ten seconds."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from approvals.models import ApprovalRequest, Decision
from audit.models import Entry
from inventory.ledger.models import Movement
from inventory.transfers.models import Transfer
from inventory.transfers.services import start_picking
from kernel.clock import now
from tests.browser.driver import DESK, PHONE, OpenPage, check_axe, sign_in, snap, stop_clock
from tests.browser.journeys.cast import Cast
from tests.browser.journeys.weekend import (
    NAVY_M,
    Weekend,
    ask,
    make_weekend,
    publish_policy,
    request_of,
)
from tests.clock import THAT_FRIDAY, Clock
from workbench.models import Outgoing
from workbench.services.outgoing import send_next

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Of her own fingers, counted over all pages.
TAPS = """addEventListener("click", (event) => {
  if (event.isTrusted)
    sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1);
}, true)"""


@pytest.fixture
def weekend(cast: Cast, clock: Clock) -> Weekend:
    """84 minutes and 50 seconds are left when she opens her list, however long it takes to open."""
    clock.hold(THAT_FRIDAY + timedelta(seconds=50))
    return make_weekend(cast)


@pytest.fixture
def later(weekend: Weekend) -> Transfer:
    """Dearer, and due after a working day; asked for by Lena."""
    publish_policy(weekend.cast, "Store transfers over £4,000", 5, over="4,000", hours="8")
    return ask(weekend.cast, weekend.cast.lena, ("BN-0330-RST", 180))


@pytest.fixture
def phone(open_page: OpenPage, weekend: Weekend, later: Transfer, clock: Clock) -> Page:
    page = open_page(phone=True)
    page.add_init_script(TAPS)
    sign_in(page, weekend.cast.priya)
    clock.hold(THAT_FRIDAY)
    page.goto("/approvals/requests/")
    clock.set(THAT_FRIDAY)
    return page


def open_the_first(phone: Page) -> None:
    phone.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("12 lines to Camden")
    phone.wait_for_load_state()


def one_less_twice(phone: Page) -> None:
    for _press in range(2):
        phone.get_by_role("button", name="One less: Merino crew, navy, M").tap()


def taps(phone: Page) -> int:
    return phone.evaluate("Number(sessionStorage.getItem('taps'))")


def transfer_of(weekend: Weekend) -> Transfer:
    return Transfer.objects.get(pk=weekend.transfer.pk)


def send_all() -> None:
    """As the sweep does, one after another."""
    while send_next(clock=now) is not None:
        pass


def test_she_sees_what_it_is_and_why_it_needs_her(
    phone: Page, weekend: Weekend, later: Transfer
) -> None:
    rows = phone.get_by_role("main").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("TR-020418")
    expect(rows.nth(1)).to_contain_text("1h 24m")
    expect(rows.nth(2)).to_contain_text(later.reference)
    check_axe(phone)
    snap(phone, "j1-list")
    open_the_first(phone)

    main = phone.get_by_role("main")
    for words in (
        "Waiting for you",
        "DC North",
        "Camden",
        "96 units",
        "£2,184.00",
        "1 line leaves DC North below what it needs.",
        "Why this needs you",
        "Store transfers over £1,500",
    ):
        expect(main).to_contain_text(words)
    check_axe(phone)
    snap(phone, "j1-request")


def test_she_lowers_a_line_and_approves(phone: Page, weekend: Weekend, later: Transfer) -> None:
    open_the_first(phone)
    one_less_twice(phone)
    expect(phone.get_by_role("textbox", name="Merino crew, navy, M")).to_have_value("6")
    expect(phone.get_by_role("group", name="Decision")).to_contain_text("Approve 94 of 96 units")
    button = phone.get_by_role("button", name="Approve 94 units")
    assert button.bounding_box()["height"] >= 48
    check_axe(phone)
    button.tap()

    expect(phone.locator(".toast")).to_contain_text("TR-020418 approved, 94 units.")
    expect(phone.locator(".toast").get_by_role("button", name="Undo")).to_be_visible()
    rows = phone.get_by_role("main").get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text(later.reference)
    line = transfer_of(weekend).lines.get(sku__code=NAVY_M)
    assert (transfer_of(weekend).status, line.asked, line.approved) == ("approved", 8, 6)
    assert weekend.stock_of(NAVY_M) == (8, 6)
    assert Entry.objects.filter(action="approvals.request.approved").count() == 1
    check_axe(phone)


def test_more_than_was_asked_is_never_on_the_button(phone: Page) -> None:
    open_the_first(phone)
    field = phone.get_by_role("textbox", name="Merino crew, navy, M")
    field.fill("99")
    field.blur()

    expect(field).to_have_value("8")
    expect(phone.get_by_role("group", name="Decision")).to_contain_text("Approve 96 units")


def test_from_the_link_to_done_are_three_taps(phone: Page) -> None:
    open_the_first(phone)
    phone.get_by_role("button", name="Approve 96 units").tap()
    expect(phone.locator(".toast")).to_contain_text("approved, 96 units.")

    # Opening the link was the first.
    assert 1 + taps(phone) == 3


def test_nothing_leaves_before_ten_seconds(phone: Page, clock: Clock) -> None:
    told = Outgoing.objects.filter(subject__contains="approved")
    open_the_first(phone)
    phone.get_by_role("button", name="Approve 96 units").tap()
    expect(phone.locator(".toast")).to_contain_text("approved, 96 units.")
    decided = Decision.objects.get().at
    held = told.get()

    clock.set(decided + timedelta(seconds=9))
    send_all()
    assert told.get().status == Outgoing.Status.WAITING
    clock.set(held.due_at + timedelta(seconds=1))
    send_all()

    assert held.due_at - decided >= timedelta(seconds=10)
    assert told.get().status == Outgoing.Status.SENT


def test_undo_puts_everything_back(phone: Page, weekend: Weekend) -> None:
    open_the_first(phone)
    phone.get_by_role("button", name="Approve 96 units").tap()
    expect(phone.locator(".toast")).to_contain_text("approved, 96 units.")

    phone.locator(".toast").get_by_role("button", name="Undo").tap()

    rows = phone.get_by_role("main").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("TR-020418")
    assert transfer_of(weekend).status == "submitted"
    assert request_of(weekend.transfer).status == ApprovalRequest.Status.WAITING
    assert weekend.stock_of(NAVY_M) == (14, 0)
    opposite = Movement.objects.filter(reference="TR-020418", sku__code=NAVY_M).order_by("pk")
    there, back = opposite.values_list("end", "to_end", "quantity")
    assert back == (there[1], there[0], there[2])
    assert not Outgoing.objects.filter(
        subject__contains="approved", status=Outgoing.Status.WAITING
    ).exists()
    check_axe(phone)


def test_her_own_request_says_that_somebody_else_must(phone: Page, weekend: Weekend) -> None:
    request = request_of(ask(weekend.cast, weekend.cast.priya, ("BN-0330-RST", 80)))

    phone.goto(f"/approvals/requests/{request.pk}/")

    expect(phone.get_by_role("group", name="Decision")).to_contain_text(
        "You asked for this, so somebody else must decide."
    )
    button = phone.get_by_role("button", name="Approve 80 units")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.tap(force=True)
    assert not Decision.objects.filter(request=request).exists()
    expect(phone.get_by_role("button", name=re.compile("^Approve"))).to_have_count(1)
    check_axe(phone)
    snap(phone, "j1-own")


@pytest.mark.parametrize("wide", [False, True])
def test_her_own_request_can_be_withdrawn_in_sight(
    phone: Page, weekend: Weekend, wide: bool
) -> None:
    request = request_of(ask(weekend.cast, weekend.cast.priya, ("BN-0330-RST", 80)))
    phone.set_viewport_size(DESK if wide else PHONE)
    phone.goto(f"/approvals/requests/{request.pk}/")

    # Not under the bar of the decision.
    phone.get_by_role("button", name="Withdraw…").click(trial=True)

    at = phone.get_by_role("button", name="Withdraw…").bounding_box()
    bar = phone.get_by_role("group", name="Decision").bounding_box()
    assert at["y"] + at["height"] < bar["y"]


@pytest.mark.parametrize("on_the_phone", [False, True])
def test_an_unusual_line_keeps_its_name_whole(
    open_page: OpenPage, weekend: Weekend, on_the_phone: bool
) -> None:
    page = open_page(phone=on_the_phone)
    sign_in(page, weekend.cast.priya)
    page.goto(f"/approvals/requests/{request_of(weekend.transfer).pk}/")

    name = page.get_by_role("row").filter(has=page.locator(".badge")).locator(".row-link")

    assert name.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    assert name.bounding_box()["height"] < 30


def test_an_undo_that_comes_too_late_says_why(phone: Page, weekend: Weekend) -> None:
    open_the_first(phone)
    phone.get_by_role("button", name="Approve 96 units").tap()
    undo = phone.locator(".toast").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    # She keeps a finger on it, so it stays; meanwhile DC North begins.
    undo.focus()
    wren, reference = weekend.cast.wren, weekend.transfer.reference
    start_picking(reference=reference, version=None, actor=wren, at=now())

    undo.tap()

    expect(phone.locator(".toast")).to_contain_text("Picking of TR-020418 has begun")
    assert transfer_of(weekend).status == "in_progress"
    assert weekend.stock_of(NAVY_M) == (6, 8)
    snap(phone, "j1-undo-too-late")


def test_the_undo_goes_by_itself_and_stays_on_the_page(phone: Page, weekend: Weekend) -> None:
    open_the_first(phone)
    stop_clock(phone)
    phone.get_by_role("button", name="Approve 96 units").tap()
    expect(phone.locator(".toast")).to_be_visible()

    phone.wait_for_load_state()
    phone.clock.run_for(10_000)
    expect(phone.locator(".toast")).to_have_count(0)

    phone.goto(f"/approvals/requests/{request_of(weekend.transfer).pk}/")
    expect(phone.get_by_role("button", name="Undo your decision")).to_be_visible()
