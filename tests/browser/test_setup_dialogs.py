"""Questions before consequences, and two people at one setting, in a real browser."""

import pytest
from playwright.sync_api import expect

from exceptions.models import Queue
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.exceptions.desk import make_case
from tests.exceptions.rules_world import make_draft, make_queue, rule
from tests.factories import make_person, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def uk():
    return make_place("UK", name="UK")


@pytest.fixture
def ada(uk):
    return make_person("Ada", role="admin", scope=uk)


def test_publishing_asks_first_and_sends_what_was_typed(open_page: OpenPage, ada):
    draft = make_draft(rule(make_queue("urgent")), actor=ada)
    page = open_page()
    sign_in(page, ada)
    page.goto(f"/exceptions/rules/drafts/{draft.pk}/")
    page.get_by_label("What changes and why").fill("One queue for all")
    page.get_by_role("button", name="Publish these rules…").click()
    dialog = page.get_by_role("dialog", name=f"Publish draft {draft.pk}")
    expect(dialog).to_contain_text("1 rule decides.")
    check_axe(page)
    snap(page, "rules-publish-dialog")

    dialog.get_by_role("button", name="Publish these rules").click()

    expect(page.get_by_role("heading", name=f"Rules {draft.pk}")).to_be_visible()


def test_the_second_at_a_queue_sees_yours_and_now_and_keeps_theirs(open_page: OpenPage, ada, uk):
    queue = make_queue("mine")
    page = open_page()
    sign_in(page, ada)
    page.goto("/exceptions/queues/mine/")
    Queue.objects.filter(pk=queue.pk).update(name="Theirs", version=2)
    page.get_by_label("Name", exact=True).fill("Mine too")
    page.get_by_role("button", name="Save the queue").click()

    expect(page.get_by_role("alert")).to_contain_text("Name: yours Mine too, now Theirs.")
    check_axe(page)
    snap(page, "queue-conflict")
    page.get_by_role("button", name="Keep mine and save").click()

    expect(page.get_by_role("heading", name="Mine too")).to_be_visible()


def test_the_less_frequent_actions_on_many_stand_in_a_menu(open_page: OpenPage, uk):
    make_case(uk)
    page = open_page()
    sign_in(page, make_person("Lena", role="ops lead", scope=uk))
    page.goto("/exceptions/cases/")
    page.locator("input.pick").first.check()
    page.get_by_role("button", name="More…").click()
    check_axe(page)
    snap(page, "queue-more-actions")

    page.get_by_role("button", name="Watch", exact=True).click()

    expect(page.locator(".toast")).to_contain_text("1 of 1 watched.")
