"""The desk in a real browser: by keyboard alone, in bulk, and two people at one case."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exceptions.kinds import CaseKind, SystemSays, register_kind
from exceptions.models import Case
from exceptions.services import assign_case
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, press, sign_in, snap, wedge
from tests.exceptions.desk import make_case, make_code
from tests.factories import make_person, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Title, object, place, units, pounds, minutes left, severity, whether Sam holds it.
ROWS = [
    ("Duplicate shipment posted twice", "DC North", -24, 1176, -72, "urgent", True),
    ("Stock below zero after late till sales", "York", -5, 245, -31, "urgent", False),
    ("Refund held, return not inspected", "DC South", None, 389, -8, "high", False),
    ("Camden has reserved 3 more than it holds", "Camden", -3, 237, 18, "urgent", False),
    ("Zentra feed 52 min late, 214 items", "Camden", None, 8420, 22, "urgent", False),
    ("Pickup order cannot be picked", "Brixton", -1, 129, 27, "high", True),
    ("Transfer received 8 short", "Bristol", -8, 412, 41, "high", False),
    ("Reservation in OMS, none in ERP", "DC North", 6, 354, 55, "high", False),
    ("Count differs from book by 11", "Manchester", -11, 88, 63, "low", True),
    *(
        (f"Web lists {n} more than ATP", "DC North", n, 948, 100 + n, "low", False)
        for n in range(14)
    ),
]


class Desk:
    """Two agents, a lead, and a queue of cases with clocks."""

    def __init__(self) -> None:
        network = make_place("UK", name="UK")
        self.omar = make_person("Omar", role="ops agent", scope=network)
        self.sam = make_person("Sam", role="ops agent", scope=network)
        self.lena = make_person("Lena", role="ops lead", scope=network)
        places: dict[str, object] = {}
        register_kind(CaseKind("below_zero", "Below zero", compare=lambda case: SAID))
        make_code()
        for number, (title, where, units, value, left, severity, held) in enumerate(ROWS):
            if where not in places:
                places[where] = make_place(f"p{len(places)}", parent=network, name=where)
            place = places[where]
            case = make_case(
                place,
                fingerprint=f"cell:{number}",
                title=title,
                at=now() - timedelta(hours=2),
                severity=severity,
                units=units,
                value=value,
                currency="GBP",
                channel="Web",
            )
            due = now() + timedelta(minutes=left, seconds=30)
            Case.objects.filter(pk=case.pk).update(due_at=due, limit_minutes=240)
            if held:
                assign_case(case_id=case.pk, owner=self.sam, actor=self.sam, at=now())


SAID = [
    SystemSays("POS, store 112", "4", now()),
    SystemSays("OMS", "9", now()),
    SystemSays("ERP", "9", now() - timedelta(hours=1), late=True),
    SystemSays("Our ledger", "−3", now(), ours=True),
]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def signed_in(open_page: OpenPage, user: User, **how: object) -> Page:
    page = open_page(**how)
    sign_in(page, user)
    return page


def case_of(title: str) -> Case:
    return Case.objects.get(title=title)


def test_the_queue_looks_like_the_prototype(open_page: OpenPage, desk: Desk) -> None:
    page = signed_in(open_page, desk.omar)
    page.goto("/exceptions/cases/")
    check_axe(page)
    snap(page, "queue")

    case = case_of("Camden has reserved 3 more than it holds")
    page.goto(f"/exceptions/cases/{case.reference}/")

    check_axe(page)
    snap(page, "queue-case")
    expect(page.get_by_role("complementary")).to_contain_text("What each system says")


def resolve(page: Page) -> None:
    press(page, "e")
    page.get_by_role("dialog").wait_for()
    press(page, "ArrowDown", "Control+Enter")


def test_an_agent_clears_by_keyboard(open_page: OpenPage, desk: Desk) -> None:
    page = signed_in(open_page, desk.omar)
    page.goto("/exceptions/cases/")

    press(page, "n")
    page.wait_for_url(re.compile("CS-"))
    first = case_of("Stock below zero after late till sales")
    expect(page.get_by_role("heading", level=2, name=first.title)).to_be_visible()
    assert Case.objects.get(pk=first.pk).owner == desk.omar

    resolve(page)
    expect(page.locator(".toast").last).to_contain_text("resolved")
    assert Case.objects.get(pk=first.pk).status == "resolved"
    press(page, "h")
    expect(page.locator("#d-snooze input[type=radio]").first).to_be_focused()
    press(page, "Enter")
    snoozed = case_of("Refund held, return not inspected")
    expect(page.locator(".toast").last).to_contain_text("snoozed")
    assert Case.objects.get(pk=snoozed.pk).snoozed_until is not None

    press(page, "z")
    expect(page.locator("#list tbody")).to_contain_text("Refund held, return not inspected")
    assert Case.objects.get(pk=snoozed.pk).snoozed_until is None


def test_a_scan_changes_no_case(open_page: OpenPage, desk: Desk) -> None:
    page = signed_in(open_page, desk.omar)
    page.goto(f"/exceptions/cases/{case_of('Transfer received 8 short').reference}/")
    before = list(Case.objects.order_by("pk").values_list("version", flat=True))

    wedge(page, "501ne1jxh2345")

    expect(page.locator("#palette")).to_be_visible()
    assert list(Case.objects.order_by("pk").values_list("version", flat=True)) == before


def test_who_comes_late_is_told_and_nothing_is_written(open_page: OpenPage, desk: Desk) -> None:
    case = case_of("Transfer received 8 short")
    path = f"/exceptions/cases/{case.reference}/"
    omars, sams = signed_in(open_page, desk.omar), signed_in(open_page, desk.sam)
    omars.goto(path)
    sams.goto(path)
    omars.goto(path)
    expect(omars.locator("#presence")).to_contain_text("Sam is looking at this")

    resolve(sams)
    expect(sams.locator(".toast").last).to_contain_text("resolved")
    resolve(omars)

    expect(omars.get_by_role("alert")).to_contain_text("Sam resolved this at")
    expect(omars.get_by_role("link", name="Next in queue")).to_be_visible()
    snap(omars, "case-too-late")
    assert Case.objects.get(pk=case.pk).resolved_by == desk.sam


def test_a_lead_assigns_all_that_match(open_page: OpenPage, desk: Desk) -> None:
    page = signed_in(open_page, desk.lena)
    page.goto("/exceptions/cases/?owner=nobody")

    page.get_by_label("Select all on this page").check()
    snap(page, "queue-selected")
    press(page, "a")
    expect(page.get_by_role("button", name="Lena (you)")).to_be_focused()
    snap(page, "bulk-assign")
    page.get_by_role("button", name="Sam", exact=True).click()

    expect(page.locator(".toast")).to_contain_text("20 of 20 assigned")
    assert Case.objects.filter(owner=desk.sam).count() == 23


def test_the_case_is_a_page_on_the_phone(open_page: OpenPage, desk: Desk) -> None:
    page = signed_in(open_page, desk.omar, phone=True)
    page.goto("/exceptions/cases/")
    check_axe(page)
    page.get_by_role("link", name="Transfer received 8 short").tap()

    expect(page.get_by_role("heading", level=2)).to_have_text("Transfer received 8 short")
    check_axe(page)


def test_the_head_of_a_case_stays_within_the_phone(open_page: OpenPage) -> None:
    uk = make_place("UK", name="UK")
    case = make_case(uk, kind="transfer_overdue", title="TR-000007 is overdue")
    page = open_page(phone=True)
    sign_in(page, make_person("Lena", role="ops lead", scope=uk))

    page.goto(f"/exceptions/cases/{case.reference}/")
    page.get_by_role("button", name="Assign…").first.wait_for()

    check_axe(page)
