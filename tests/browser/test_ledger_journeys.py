"""Whole journeys through the ledger: from the sign-in to the raw event, from a waiting one to stock.

Elements are found by role and name, as people find them.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from inventory.intake.models import WaitingEvent
from tests.browser.driver import OpenPage, check_axe
from tests.factories import make_person
from tests.inventory.intake.world import event, make_world, tell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "seven quiet lanterns"


@pytest.fixture
def world(db: None):
    made = make_world()
    tell(made.pos, event("till-1"), event("till-2", "sale", quantity=3))
    return made


@pytest.fixture
def omar(world):
    person = make_person("Omar", role="ops agent", scope=world.network)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def through_the_front_door(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill("omar@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def raw_event_of_the_number(page: Page) -> None:
    """From the stock list to why it is 7, to the sale that made it so, as the till sent it."""
    page.goto("/inventory/stock/?sku=MUG")
    page.get_by_role("link", name="MUG").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mug")
    page.locator("a.why", has_text="7").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why 7")
    page.get_by_role("link", name="Sale").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sale")
    expect(page.get_by_role("region", name="As it arrived")).to_contain_text('"key":"till-2"')


def fix_and_replay(page: Page, row: WaitingEvent) -> None:
    page.goto("/inventory/intake/waiting/")
    page.get_by_role("link", name="Unknown SKU").click()
    expect(page).to_have_url(re.compile(row.reference))
    page.get_by_label("SKU or identifier").fill("MUG")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#would")).not_to_be_empty()
    page.get_by_role("button", name="Save and replay").click()
    expect(page.get_by_role("link", name=re.compile(r"^Event \d+"))).to_be_visible()


def exported(page: Page) -> str:
    page.goto("/inventory/stock/?sku=MUG")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    return waiting.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("phone", [False, True])
def test_from_the_sign_in_to_the_raw_event(open_page: OpenPage, omar, phone: bool) -> None:
    page = open_page(phone=phone)
    through_the_front_door(page)
    expect(page).to_have_url(re.compile("/exceptions/cases/"))

    raw_event_of_the_number(page)
    check_axe(page)


def test_a_whole_day_from_the_sign_in_to_the_export(open_page: OpenPage, world, omar) -> None:
    tell(world.pos, event("till-3", sku="MUGG", quantity=5))
    page = open_page()
    through_the_front_door(page)
    expect(page).to_have_url(re.compile("/exceptions/cases/"))
    raw_event_of_the_number(page)

    fix_and_replay(page, WaitingEvent.objects.get())

    check_axe(page)
    assert world.stock() == 12
    text = exported(page)
    assert "MUG" in text
    assert "Camden" in text
    assert ",12," in text
    assert "LAMP" not in text
