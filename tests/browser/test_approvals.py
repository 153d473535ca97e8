"""Approvals in a real browser: many at once with Undo, a deputy from beginning to end, what is unusual."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from approvals.drafts import AskedStep, Draft
from approvals.models import ApprovalRequest, Policy
from kernel.clock import now
from tests.approvals.policies import USUAL, admin, in_force, publish, save_again
from tests.approvals.test_delegations import away
from tests.approvals.world import ask, fresh, make_world, vote
from tests.browser.driver import PHONE, OpenPage, check_all, check_axe, press, sign_in, snap
from tests.factories import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return make_world()


def statuses(*requests: ApprovalRequest) -> list[str]:
    return [fresh(one).status for one in requests]


def test_a_few_are_sent_back_by_the_keyboard_and_taken_back(open_page: OpenPage, world):
    requests = [ask(world, code=f"order-{n}") for n in range(3)]
    page = open_page()
    sign_in(page, world.priya)
    page.goto("/approvals/requests/")
    page.get_by_role("checkbox", name="Select all on this page").check()
    snap(page, "approvals-chosen")
    page.evaluate("document.activeElement.blur()")
    press(page, "b")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send 3 requests back")
    check_axe(page)
    snap(page, "approvals-send-back")
    page.get_by_label("Reason").select_option("wrong_quantity")
    page.get_by_role("button", name="Send 3 requests back").click()

    toast = page.locator(".toast")
    expect(toast).to_contain_text("3 of 3 sent back.")
    assert statuses(*requests) == ["sent_back"] * 3
    check_axe(page)
    snap(page, "approvals-sent-back")
    press(page, "z")

    expect(page.get_by_role("main").get_by_role("row")).to_have_count(4)
    assert statuses(*requests) == ["waiting"] * 3


def test_says_of_which_it_was_too_late(open_page: OpenPage, world):
    first, second = ask(world, code="one"), ask(world, code="two")
    page = open_page(phone=True)
    sign_in(page, world.priya)
    page.goto("/approvals/requests/")
    check_all(page.get_by_role("main").locator("input.pick"), 2)
    page.get_by_role("button", name="Approve…").click()
    expect(page.get_by_role("button", name="Approve 2 requests")).to_be_visible()
    vote(second, world.mo, at=now())

    page.get_by_role("button", name="Approve 2 requests").click()

    expect(page.locator(".toast")).to_contain_text("1 of 2 approved. 1 not changed: Mo approved")
    expect(page.get_by_role("main").get_by_role("row")).to_have_count(2)
    check_axe(page)
    snap(page, "approvals-left")
    assert statuses(first, second) == ["approved"] * 2


def test_a_deputy_is_named_on_the_phone(open_page: OpenPage, world):
    page = open_page(phone=True)
    sign_in(page, admin(world))
    page.goto("/approvals/delegations/")
    check_axe(page)
    snap(page, "delegations-empty")
    page.get_by_role("link", name="Add absence").first.click()
    page.get_by_label("Who is away").fill(world.priya.email)
    page.get_by_label("Who decides meanwhile").fill(world.lena.email)
    check_axe(page)
    snap(page, "delegation-new")

    page.get_by_role("button", name="Add absence").click()

    expect(page.locator(".toast")).to_contain_text("Lena decides for Priya meanwhile.")
    check_axe(page)
    snap(page, "delegations")


def test_a_deputy_decides_on_the_phone_and_it_says_for_whom(open_page: OpenPage, world):
    away(world.priya, world.lena, starts_at=now(), ends_at=now() + timedelta(days=1))
    request = ask(world)
    page = open_page(phone=True)
    sign_in(page, world.lena)
    page.goto(f"/approvals/requests/{request.pk}/")
    expect(page.get_by_role("main")).to_contain_text("You decide for Priya, who is away.")
    check_axe(page)
    snap(page, "delegation-decides")

    page.get_by_role("button", name="Approve 20 units").click()

    expect(page.locator(".toast")).to_contain_text("approved, 20 units.")
    page.goto(f"/approvals/requests/{request.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Lena for Priya")
    snap(page, "delegation-decided")


def test_a_circle_of_deputies_is_refused_in_words(open_page: OpenPage, world):
    at = now()
    away(world.priya, world.lena, starts_at=at, ends_at=at + timedelta(days=9))
    page = open_page(phone=True)
    sign_in(page, world.lena)
    page.goto("/approvals/delegations/new/")
    page.get_by_label("Who decides meanwhile").fill(world.priya.email)

    page.get_by_role("button", name="Add absence").click()

    expect(page.get_by_role("main")).to_contain_text("and it leads back to Lena")
    check_axe(page)
    snap(page, "delegation-circle")


def test_says_that_too_few_can_decide(open_page: OpenPage, world):
    in_force(world, Draft(steps=(AskedStep("store manager", "to", quorum="2"),)))
    world.mo.is_active = False
    world.mo.save(update_fields=["is_active"])
    request = ask(world)
    page = open_page()
    sign_in(page, world.priya)

    page.goto(f"/approvals/requests/{request.pk}/")

    expect(page.get_by_role("main")).to_contain_text("Too few people can decide")
    check_axe(page)
    snap(page, "approvals-too-few")


def test_says_what_was_published_and_what_begins_later(open_page: OpenPage, world):
    in_force(world)
    policy = Policy.objects.get()
    draft = save_again(world, policy, USUAL)
    publish(world, draft, begins=now() + timedelta(days=3), at=NOON)
    page = open_page()
    sign_in(page, admin(world))

    page.goto(f"/approvals/policies/{policy.pk}/")

    check_axe(page)
    snap(page, "policy-later")


def test_notices_say_what_became_of_them(open_page: OpenPage, world):
    decided = ask(world, code="one", at=now())
    ask(world, code="two", at=now())
    vote(decided, world.mo, at=now())
    page = open_page(phone=True)
    sign_in(page, world.priya)

    page.goto("/notifications/")

    expect(page.get_by_role("main")).to_contain_text("Approved by Mo")
    expect(page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
    check_axe(page)
    snap(page, "notices-settled")


@pytest.mark.parametrize("show", ["", "?show=waiting", "?show=own", "?show=review", "?show=every"])
def test_an_empty_list_says_what_would_be_there(open_page: OpenPage, world, show):
    page = open_page()
    sign_in(page, world.priya)

    page.goto(f"/approvals/requests/{show}")

    check_axe(page)
    snap(page, f"approvals-empty{show.replace('?show=', '-')}")


def test_whom_it_waits_for_stays_within_the_phone(open_page: OpenPage, world):
    world.camden.name = "2106 Hillstreet News and Tobacco, lower ground floor"
    world.camden.save(update_fields=["name"])
    request = ask(world)
    page = open_page(phone=True)
    sign_in(page, world.omar)

    page.goto(f"/approvals/requests/{request.pk}/")

    waits = page.locator(".badge", has_text="lower ground floor").bounding_box()
    assert waits["x"] + waits["width"] <= PHONE["width"]
    check_axe(page)
    snap(page, "approval-waits-long")
