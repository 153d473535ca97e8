"""Ada changes a routing rule safely: from the live rules to a version that begins at six."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from exceptions.models import Case, Queue, RuleSet
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, offers, sign_in, snap
from tests.browser.journeys.cast import Cast, again, route
from tests.clock import THAT_FRIDAY, Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEAR, CHEAP = 41, 5
RULES, NAME, LAST = "/exceptions/rules/", "Dear differences", "The last rule must take every case."


@pytest.fixture
def world(cast: Cast) -> Cast:
    """A month of snapshots that differ, some of them by much money; all went to one queue."""
    Queue.objects.create(key="urgent", name="Urgent", team=cast.desk)
    for number in range(DEAR):
        differs(cast, f"Dear {number}", 600)
    for number in range(CHEAP):
        differs(cast, f"Cheap {number}", 100)
    route()
    return cast


def differs(cast: Cast, title: str, pounds: int) -> Case:
    return cast.case(
        title, kind="snapshot_difference", value=Decimal(pounds), currency="GBP", units=-1
    )


@pytest.fixture
def page(open_page: OpenPage, world: Cast) -> Page:
    page = open_page()
    sign_in(page, world.ada)
    page.goto(RULES)
    return page


def draft_with_the_rule(page: Page) -> None:
    """Drafted from the live rules, the new one above rule 3."""
    check_axe(page)
    page.get_by_role("button", name="New draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft")
    page.get_by_role("link", name="Add rule").click()
    expect(page.get_by_label("Position")).to_be_visible()
    check_axe(page)
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Position").fill("3")
    page.get_by_label("Kind, compared").select_option(label="is")
    page.get_by_label("Kind, value").select_option(label="Snapshot difference")
    page.get_by_label("Value, compared").select_option(label="is over")
    page.get_by_label("Value, value").fill("500")
    page.get_by_label("Currency").fill("GBP")
    page.get_by_label("Queue").select_option(label="Urgent")
    page.get_by_label("SLA in minutes").fill("60")
    page.get_by_role("button", name="Save the rule").click()
    row = page.get_by_role("row").nth(3)
    expect(row).to_contain_text(NAME)
    expect(row.get_by_role("cell").first).to_have_text("3")
    check_axe(page)


def add_last_rule_again(page: Page) -> None:
    page.get_by_role("link", name="Add rule").click()
    page.get_by_label("Name").fill("Everything else")
    page.get_by_label("Position").fill("99")
    page.get_by_label("Queue").select_option(label="Desk")
    page.get_by_label("SLA in minutes").fill("1440")
    page.get_by_role("button", name="Save the rule").click()


def publish(page: Page) -> None:
    page.get_by_label("What changes and why").fill("Dear differences wait an hour at most.")
    page.get_by_role("textbox", name=re.compile("^From")).fill("2026-11-20T18:00")
    page.get_by_role("button", name="Publish these rules…").click()
    confirm(page, "Publish")


def confirm(page: Page, verb: str) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    check_axe(page)
    dialog.get_by_role("button", name=re.compile(f"^{verb}")).click()


def test_sees_what_a_draft_would_change(page: Page, world: Cast) -> None:
    draft_with_the_rule(page)

    page.get_by_role("link", name="Dry run").click()

    run = page.get_by_role("region", name="Before and after")
    expect(page.get_by_role("main")).to_contain_text(f"{DEAR} cases would move.")
    expect(run.get_by_role("row").nth(1)).to_contain_text("Snapshots that differ")
    expect(run.get_by_role("row").nth(1)).to_contain_text(NAME)
    expect(run.get_by_role("cell", name=str(DEAR), exact=True)).to_be_visible()
    check_axe(page)
    snap(page, "j8-dry-run")
    page.get_by_role("region", name="Cases that would move").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=2, name=re.compile("^Dear"))).to_be_visible()
    check_axe(page)


def test_asks_who_would_get_a_case(page: Page) -> None:
    draft_with_the_rule(page)

    page.get_by_role("link", name="Who would get this?").click()
    page.get_by_label("Kind").select_option(label="Snapshot difference")
    page.get_by_label("Value").fill("501")
    page.get_by_label("Currency").fill("GBP")
    page.get_by_role("button", name="Test").click()

    expect(page.get_by_role("main")).to_contain_text(f"Rule 3: {NAME}")
    check_axe(page)


def test_publishes_only_whole_rules_and_from_six(page: Page, world: Cast, clock: Clock) -> None:
    live = RuleSet.objects.in_force(now())
    draft_with_the_rule(page)
    page.get_by_role("button", name="Delete Everything else…").click()
    confirm(page, "Delete")
    publish(page)
    expect(page.get_by_role("alert").first).to_contain_text(LAST)
    assert RuleSet.objects.in_force(now()) == live
    check_axe(page)
    snap(page, "j8-refused")

    add_last_rule_again(page)
    publish(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Rules")
    expect(page.get_by_role("main")).to_contain_text("Dear differences wait an hour at most.")
    expect(page.get_by_role("main")).to_contain_text("What it changed")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text(NAME)
    check_axe(page)
    snap(page, "j8-published")
    begins_at_six(page, world, clock, live)


def begins_at_six(page: Page, world: Cast, clock: Clock, live: RuleSet) -> None:
    """Unchanged at 17:59, changed at 18:00; cases keep the rule that took them."""
    six = THAT_FRIDAY.replace(hour=18, minute=0)
    before, after = case_at(world, clock, six - timedelta(minutes=1)), case_at(world, clock, six)
    assert before.rule_version.rule_set == live
    assert (before.queue.name, before.rule_version.name) == (
        "Stock differences",
        "Snapshots that differ",
    )
    assert (after.queue.name, after.rule_version.name) == ("Urgent", NAME)
    assert after.due_at - after.opened_at == timedelta(minutes=60)
    assert again(before).rule_version == before.rule_version
    # Nobody touched her page for hours: it is locked.
    sign_in(page, world.ada)
    page.goto(RULES)
    expect(page.get_by_role("region", name="Rules in order")).to_contain_text(NAME)
    expect(page.get_by_role("main")).to_contain_text("Dear differences wait an hour at most.")


def case_at(world: Cast, clock: Clock, at) -> Case:
    clock.set(at)
    made = differs(world, f"Dear at {at:%H:%M}", 700)
    route()
    return again(made)


def test_tove_reads_all_and_changes_nothing(open_page: OpenPage, page: Page, world: Cast) -> None:
    draft_with_the_rule(page)
    draft = page.url
    live = RuleSet.objects.in_force(now())
    toves = open_page()
    sign_in(toves, world.tove)

    for path in (RULES, f"{RULES}versions/{live.pk}/", draft, f"{draft}dry-run/", f"{RULES}test/"):
        answer = toves.goto(path)
        assert answer.status == 200, path
        expect(toves.get_by_role("heading", level=1)).to_be_visible()
        assert offers(toves) == [], path
        check_axe(toves)
    expect(toves.get_by_role("main")).not_to_contain_text("Error")
