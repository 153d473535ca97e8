"""Every command of a case has a key: Omar and Lena work one from open to closed without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from exceptions.controls import LABELS
from exceptions.models import Case, CaseLink
from tests.browser.driver import OpenPage, check_axe, press, sign_in, snap
from tests.exceptions.desk import again, make_case, make_code
from tests.factories import NOON, make_person, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Keys of lists, of the frame and of the playbook: UX 10.1.
TAKEN = set("jkoxnuz[]/?gf1234")


@pytest.fixture
def camden():
    return make_place("112", parent=make_place("UK", name="UK"), name="Camden")


@pytest.fixture
def lena(camden):
    return make_person("Lena", role="ops lead", scope=camden.parent)


@pytest.fixture
def case(camden) -> Case:
    make_code()
    return make_case(camden)


@pytest.fixture
def page(open_page: OpenPage, lena, case: Case) -> Page:
    page = open_page()
    sign_in(page, lena)
    page.goto(f"/exceptions/cases/{case.reference}/")
    return page


def pressed(page: Page, key: str, said: str) -> None:
    press(page, key)
    expect(page.locator(".toast").last).to_contain_text(said)


def answered(page: Page, key: str, *typed: str, said: str) -> None:
    """A key that asks first: what is typed into its dialog, then it is sent."""
    press(page, key)
    expect(page.get_by_role("dialog")).to_be_visible()
    for one in typed:
        page.keyboard.press(one) if one.startswith("Arrow") else page.keyboard.type(one)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text(said)


def test_every_command_has_a_key_that_nothing_else_has() -> None:
    keys = {verb: key for verb, (_label, key, _dialog) in LABELS.items()}

    assert all(keys.values()), keys
    # Snoozed or not: the same place, the same key.
    keys.pop("unsnooze")
    assert len(set(keys.values())) == len(keys)
    assert not TAKEN & set(keys.values())


def test_a_case_is_worked_from_open_to_closed(page: Page, case: Case) -> None:
    pressed(page, "t", "is yours.")
    pressed(page, "s", "started.")
    answered(page, "w", "the carrier", said="waits. Its clock is stopped.")
    pressed(page, "c", "goes on.")
    answered(page, "p", "ArrowDown", said="has another severity.")
    answered(page, "e", "ArrowDown", said="resolved.")
    page.goto(f"/exceptions/cases/{case.reference}/")
    pressed(page, "b", "is open again.")
    assert (again(case).owner, again(case).severity) != (None, "normal")
    answered(page, "e", "ArrowDown", said="resolved.")
    page.goto(f"/exceptions/cases/{case.reference}/")
    pressed(page, "d", "closed.")

    assert again(case).status == "closed"


def test_a_case_is_given_back_watched_and_brought_back(page: Page, case: Case) -> None:
    pressed(page, "t", "is yours.")
    pressed(page, "q", "You watch")
    pressed(page, "y", "released.")
    answered(page, "h", said="snoozed.")
    page.goto(f"/exceptions/cases/{case.reference}/")
    pressed(page, "h", "is back on the queue.")

    assert (again(case).status, again(case).snoozed_until) == ("open", None)


def test_two_cases_are_linked_and_made_one(page: Page, case: Case, camden) -> None:
    other = make_case(camden, fingerprint="cell:2", at=NOON)
    answered(page, "l", other.reference, said="linked.")
    answered(page, "i", other.reference, said="Merged into")

    assert CaseLink.objects.count() == 1
    assert again(case).merged_into == other


def test_one_case_is_made_two(page: Page, case: Case, camden) -> None:
    make_case(camden, at=NOON)
    page.reload()
    press(page, "v")
    page.get_by_role("dialog").get_by_role("checkbox").first.focus()
    press(page, "Space", "Control+Enter")

    expect(page.locator(".toast").last).to_contain_text("split off.")
    assert Case.objects.count() == 2


def test_the_keys_are_listed_where_one_asks(page: Page) -> None:
    press(page, "?")
    shown = page.locator("#help")
    expect(shown).to_be_visible()
    check_axe(page)
    snap(page, "case-keys")

    for key, label in (("T", "Take"), ("P", "Change severity…"), ("I", "Merge…"), ("Q", "Watch")):
        line = shown.locator("dt", has_text=re.compile(f"^{key}$"))
        expect(line.locator("+ dd")).to_have_text(label)
