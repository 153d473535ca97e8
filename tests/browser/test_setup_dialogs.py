"""Questions before consequences, and two people at one setting, in a real browser."""

import pytest
from playwright.sync_api import expect

from exceptions.models import Queue
from exceptions.services.rules import change_rule, draft_rules, publish_rules
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, press, sign_in, snap
from tests.exceptions.desk import make_case
from tests.exceptions.rules_world import kind_is, make_draft, make_queue, publish, rule
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
    expect(dialog).to_contain_text("From now on.")
    expect(dialog).to_contain_text("1 rule decides.")
    check_axe(page)
    snap(page, "rules-publish-dialog")

    dialog.get_by_role("button", name="Publish these rules").click()

    expect(page.get_by_role("heading", name=f"Rules {draft.pk}")).to_be_visible()


def test_a_rule_is_moved_on_and_on_by_the_keyboard(open_page: OpenPage, ada):
    queue = make_queue("urgent")
    named = [rule(queue, kind_is("gap"), name=name) for name in "ABC"]
    draft = make_draft(*named, rule(queue, name="Rest"), actor=ada)
    page = open_page()
    sign_in(page, ada)
    page.goto(f"/exceptions/rules/drafts/{draft.pk}/")
    page.get_by_role("button", name="Up: C").focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("row").nth(2)).to_contain_text("C")
    expect(page.get_by_role("button", name="Up: C")).to_be_focused()
    press(page, "Enter")

    expect(page.get_by_role("row").nth(1)).to_contain_text("C")
    expect(page.get_by_role("button", name="Down: C")).to_be_focused()


def test_an_overtaken_draft_leads_on(open_page: OpenPage, ada):
    queue = make_queue("urgent")
    publish(rule(queue, kind_is("gap"), name="Gaps"), rule(queue, name="Rest"), actor=ada)
    mine, theirs = draft_rules(actor=ada, at=now()), draft_rules(actor=ada, at=now())
    for draft, minutes in ((mine, 30), (theirs, 60)):
        limit(draft, queue, ada, minutes)
    told = {"note": "An hour", "effective_from": None, "version": 2}
    publish_rules(draft_id=theirs.pk, actor=ada, at=now(), **told)
    page = open_page()
    sign_in(page, ada)
    page.goto(f"/exceptions/rules/drafts/{mine.pk}/")
    check_axe(page)
    snap(page, "rules-draft-overtaken")
    page.get_by_role("link", name="Bring the draft up to date").click()
    expect(page.get_by_role("radio", name="As the draft says")).to_be_visible()
    check_axe(page)
    snap(page, "rules-draft-update")

    page.get_by_role("radio", name="As the draft says").check()
    page.get_by_role("button", name="Bring the draft up to date").click()

    expect(page.locator(".toast")).to_contain_text("The draft is up to date.")
    expect(page.get_by_role("button", name="Publish these rules…")).to_be_enabled()


def limit(draft, queue, ada, minutes: int) -> None:
    content = rule(queue, kind_is("gap"), name="Gaps", sla_minutes=minutes)
    told = {"rule_id": draft.rules.get(name="Gaps").pk, "content": content, "version": 1}
    change_rule(draft_id=draft.pk, actor=ada, at=now(), **told)


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
    expect(page.get_by_role("button", name="Watch", exact=True)).to_be_visible()
    check_axe(page)
    snap(page, "queue-more-actions")

    page.get_by_role("button", name="Watch", exact=True).click()

    expect(page.locator(".toast")).to_contain_text("1 of 1 watched.")


def test_long_rules_wrap_beside_buttons_that_stay_whole(open_page: OpenPage, ada):
    queue = make_queue("deliveries and transfers that are late")
    long = "Everything that is late, short, over or shipped without anybody's approval"
    kinds = kind_is("below_zero", "transfer_overdue", "sequence_gap", "feed_late", "snapshot")
    draft = make_draft(rule(queue, kinds, name=long), rule(queue, name="Rest"), actor=ada)
    page = open_page()
    sign_in(page, ada)

    page.goto(f"/exceptions/rules/drafts/{draft.pk}/")

    within = page.get_by_role("region", name="Rules in order").bounding_box()
    delete = page.get_by_role("button", name=f"Delete {long}…").bounding_box()
    assert delete["height"] < 30
    assert delete["x"] + delete["width"] <= within["x"] + within["width"]


def test_a_rule_is_a_few_lines_high_on_a_phone(open_page: OpenPage, ada):
    queue = make_queue("deliveries and transfers that are late")
    draft = make_draft(rule(queue, kind_is("below_zero")), rule(queue, name="Rest"), actor=ada)
    page = open_page(phone=True)
    sign_in(page, ada)

    page.goto(f"/exceptions/rules/drafts/{draft.pk}/")

    first = page.get_by_role("region", name="Rules in order").get_by_role("row").nth(1)
    assert first.bounding_box()["height"] < 120


def test_who_one_is_stands_at_the_foot_of_a_long_navigation(open_page: OpenPage, ada):
    page = open_page()
    sign_in(page, ada)

    page.goto("/exceptions/rules/")

    me = page.get_by_role("navigation").get_by_text("Ada").bounding_box()
    assert me["y"] + me["height"] <= page.viewport_size["height"]
