"""Whole journeys through the ledger: from the sign-in to the raw event, from a waiting one to stock.

Elements are found by role and name, as people find them.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import OpenPage, sign_in
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


@pytest.mark.parametrize("phone", [False, True])
def test_from_the_sign_in_to_the_raw_event(open_page: OpenPage, omar, phone: bool) -> None:
    page = open_page(phone=phone)
    through_the_front_door(page)
    expect(page).to_have_url(re.compile("/exceptions/cases/"))

    page.goto("/inventory/stock/?sku=MUG")
    page.get_by_role("link", name="MUG").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mug")
    page.locator("a.why", has_text="7").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why 7")
    page.get_by_role("link", name="Sale").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Sale")
    expect(page.get_by_role("region", name="As it arrived")).to_contain_text('"key":"till-2"')


def test_the_stock_list_is_exported_as_it_is_seen(open_page: OpenPage, world, omar) -> None:
    page = open_page()
    sign_in(page, omar)
    page.goto("/inventory/stock/?sku=MUG")

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()

    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert "MUG" in text
    assert "Camden" in text
    assert "LAMP" not in text
