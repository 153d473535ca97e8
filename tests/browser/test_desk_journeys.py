"""The journeys of the desk: an agent by keyboard, a lead in bulk; two at one case are in `journeys`."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team
from exceptions.actions import CaseAction, register_action
from exceptions.kinds import CaseKind, register_kind
from exceptions.models import Case, Playbook, PlaybookStep, Queue
from exceptions.services import resolve_case
from kernel.clock import now
from tests.browser.driver import (
    OpenPage,
    check_axe,
    expect_focus,
    press,
    sign_in,
    snap,
    without_mouse,
)
from tests.exceptions.desk import make_case, make_code
from tests.factories import make_person, make_place
from tests.inventory.catalog.factories import make_sku
from workbench.models import Comment
from workbench.services.jobs import run_next_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/exceptions/cases/"
LATE_FEED = 64


class Desk:
    """Omar and Sam work the queue, Lena leads it; feeds of one channel are late."""

    def __init__(self) -> None:
        self.network = make_place("UK", name="UK")
        self.camden = make_place("112", parent=self.network, name="Camden")
        people = {"omar": "ops agent", "sam": "ops agent", "lena": "ops lead"}
        self.omar, self.sam, self.lena = (
            make_person(name.title(), role=role, scope=self.network)
            for name, role in people.items()
        )
        self.team = Team.objects.create(code="desk", name="Desk")
        self.team.members.set([self.omar, self.sam, self.lena])
        self.queue = Queue.objects.create(key="night", name="Night", team=self.team)
        register_kind(CaseKind("late_feed", "Late feed"))
        make_code()

    def case(self, title: str, minutes: int, **facts: object) -> Case:
        made = make_case(self.camden, fingerprint=title, title=title, at=now(), **facts)
        due = now() + timedelta(minutes=minutes, seconds=30)
        Case.objects.filter(pk=made.pk).update(due_at=due, limit_minutes=240)
        return made


@pytest.fixture
def desk() -> Desk:
    return Desk()


def seen_by(open_page: OpenPage, person: object, path: str = LIST) -> Page:
    page = open_page()
    sign_in(page, person)
    page.goto(path)
    return page


def titled(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=2, name=title)).to_be_visible()


class TestAnAgentClearsByKeyboard:
    @pytest.fixture
    def page(self, open_page: OpenPage, desk: Desk) -> Page:
        for number in range(6):
            desk.case(f"Case {number}", 20 + 10 * number)
        page = open_page()
        without_mouse(page)
        sign_in(page, desk.omar)
        page.goto(LIST)
        return page

    def test_takes_the_next_and_runs_its_playbook(self, page: Page, desk: Desk) -> None:
        register_action(
            CaseAction("recount", "Recount", "cases.work", lambda *_: "Counted.", lambda _: True)
        )
        book = Playbook.objects.create(key="book", name="Late stock")
        PlaybookStep.objects.create(playbook=book, position=1, title="Recount", action="recount")
        Case.objects.update(playbook=book)

        press(page, "n")
        titled(page, "Case 0")
        press(page, "1")

        expect(page.locator(".toast").last).to_contain_text("Counted.")
        titled(page, "Case 0")
        assert Case.objects.get(title="Case 0").owner == desk.omar
        snap(page, "case-playbook")

    def test_walks_opens_snoozes_and_takes_it_back(self, page: Page) -> None:
        press(page, "j", "j", "j")
        expect_focus(page, "Case 2")
        press(page, "Enter")
        titled(page, "Case 2")
        expect(page).to_have_url(re.compile(Case.objects.get(title="Case 2").reference))

        press(page, "h")
        expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_focused()
        press(page, "Enter")
        expect(page.locator("#list tbody")).not_to_contain_text("Case 2")
        expect(page.locator(".tabs a").first).to_contain_text("5")

        expect(page.locator(".toast").last.get_by_role("button", name="Undo")).to_be_visible()
        press(page, "z")
        expect(page.locator("#list tbody")).to_contain_text("Case 2")
        expect(page.locator(".tabs a").first).to_contain_text("6")

    def test_searches_and_comes_back_to_the_row(self, page: Page, desk: Desk) -> None:
        make_sku(desk.network, "MK-2041-BLK", name="Merino crew")
        press(page, "j", "j", "Enter")
        titled(page, "Case 1")
        press(page, "/")
        expect(page.locator("#palette input")).to_be_focused()
        page.keyboard.type("MK-2041-BLK", delay=80)
        page.get_by_role("option", name=re.compile("Merino crew")).first.wait_for()
        press(page, "Enter")
        page.wait_for_url(re.compile("/skus/"))

        page.go_back()

        titled(page, "Case 1")
        expect_focus(page, "Case 1")

    def test_help_lists_every_key_used(self, page: Page) -> None:
        press(page, "j", "Enter")
        titled(page, "Case 0")

        press(page, "?")

        expect(page.locator("#help")).to_be_visible()
        shown = page.locator("#help dt:visible").all_text_contents()
        assert len(shown) == len(set(shown))
        keys = set(page.locator("#help kbd:visible").all_text_contents())
        assert {"J", "K", "Enter", "N", "A", "H", "E", "M", "Z", "/", "?"} <= keys

    def test_comments_and_mentions(self, page: Page, desk: Desk) -> None:
        press(page, "j", "Enter")
        titled(page, "Case 0")

        press(page, "m")
        expect(page.locator("#comment-text")).to_be_focused()
        page.keyboard.type("Ask @Sam")
        press(page, "Control+Enter")

        expect(page.locator(".talk .mention")).to_have_text("@Sam")
        expect(page.locator(".row-link", has_text="Case 3")).to_be_visible()
        assert list(Comment.objects.get().mentions.all()) == [desk.sam]
        check_axe(page)
        snap(page, "case-comments")


class TestALeadActsInBulk:
    @pytest.fixture
    def page(self, open_page: OpenPage, desk: Desk) -> Page:
        for number in range(LATE_FEED):
            desk.case(f"Feed {number} late", 60 + number, kind="late_feed", channel="Zentra")
        desk.case("Something else", 5)
        return seen_by(open_page, desk.lena)

    def narrow(self, page: Page) -> None:
        page.locator("#chip-kind").click()
        page.locator("#f-kind select").select_option(label="Late feed")
        page.locator("#f-kind").get_by_role("button", name="Apply").click()
        page.wait_for_url(re.compile("kind=late_feed"))
        page.locator("#chip-more").click()
        page.locator("summary", has_text="Channel").click()
        channel = page.get_by_role("textbox", name="Channel")
        channel.fill("Zentra")
        channel.press("Enter")
        page.wait_for_url(re.compile("channel=Zentra"))
        expect(page.locator(".head")).to_contain_text(f"{LATE_FEED} cases")

    def test_assigns_all_that_match_as_a_job(self, page: Page, desk: Desk) -> None:
        self.narrow(page)
        page.get_by_label("Select all on this page").check()
        page.get_by_role("button", name=f"Select all {LATE_FEED} that match").click()
        press(page, "a")
        page.get_by_role("button", name="Sam", exact=True).click()
        expect(page.get_by_label("To whom")).to_have_value(str(desk.sam.pk))
        check_axe(page)
        snap(page, "bulk-assign-all")
        page.get_by_role("button", name=f"Assign {LATE_FEED} cases").click()
        page.wait_for_url(re.compile("/jobs/"))
        self.resolve_three(desk)

        run_next_job(clock=now)

        page.reload()
        expect(page.locator("main")).to_contain_text(
            f"{LATE_FEED - 3} of {LATE_FEED} assigned. 3 not changed: 3 already resolved."
        )
        snap(page, "bulk-job")
        page.locator("main a[href*='result=']").click()
        expect(page.locator(".row-link")).to_have_count(3)
        assert Case.objects.filter(owner=desk.sam).count() == LATE_FEED - 3

    def resolve_three(self, desk: Desk) -> None:
        for case in Case.objects.filter(kind="late_feed").order_by("pk")[:3]:
            resolve_case(case_id=case.pk, code="counted", note="", actor=desk.omar, at=now())

    def test_shares_the_view_with_the_team(
        self, open_page: OpenPage, page: Page, desk: Desk
    ) -> None:
        self.narrow(page)
        page.get_by_label("Save or change this view").click()
        page.get_by_label("Save this view as").fill("Zentra feed")
        page.get_by_label("For", exact=True).select_option("Desk")
        page.get_by_role("button", name="Save view").click()
        expect(page.locator(".tabs")).to_contain_text("Zentra feed")

        omars = seen_by(open_page, desk.omar)
        omars.get_by_role("link", name=re.compile("Zentra feed")).click()

        expect(omars.locator(".head")).to_contain_text(f"{LATE_FEED} cases")

    def test_hands_over(self, open_page: OpenPage, page: Page, desk: Desk) -> None:
        page.goto("/exceptions/workload/")
        check_axe(page)
        snap(page, "workload")
        page.get_by_label("Queue").select_option("Night")
        page.get_by_label("Note for the next shift").fill("Zentra is back at six.")
        page.get_by_role("button", name="Leave note").click()
        expect(page.locator("main")).to_contain_text("Zentra is back at six.")

        omars = seen_by(open_page, desk.omar)

        expect(omars.locator("main")).to_contain_text("Zentra is back at six.")
        omars.reload()
        expect(omars.locator("main")).not_to_contain_text("Zentra is back at six.")


def test_refused_and_empty(open_page: OpenPage, desk: Desk) -> None:
    page = seen_by(open_page, desk.omar)
    expect(page.locator("main")).to_contain_text("Nothing is out of order")
    check_axe(page)
    snap(page, "queue-empty")

    tove = make_person("Tove", role="auditor", scope=desk.network)
    case = desk.case("Transfer received 8 short", 30)
    tovess = seen_by(open_page, tove, f"{LIST}{case.reference}/")

    check_axe(tovess)
    snap(tovess, "case-refused")
    expect(tovess.locator("#side footer")).to_contain_text("right")
    expect(tovess.locator("#side textarea")).to_have_count(0)
