"""The frame in a real browser: phone menu, palette, theme, help, My work, search, notifications."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Place, User
from exceptions.services import open_case
from tests.browser.driver import (
    OpenPage,
    check_axe,
    overflow,
    press,
    sign_in,
    snap,
    type_at_once,
)
from tests.factories import NOON, make_person, make_place
from workbench.services.notices import notify

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def omar():
    return make_person("Omar", role="ops agent", scope=make_place("UK", name="Northwind"))


def signed_in(open_page: OpenPage, user: User, **how: object) -> Page:
    page = open_page(**how)
    sign_in(page, user)
    return page


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize(
    ("name", "path"),
    [("work", "/"), ("search", "/search/?q=zzz"), ("notifications", "/notifications/")],
)
def test_screens_of_the_shell_are_accessible(
    open_page: OpenPage, omar: User, name: str, path: str, phone: bool
) -> None:
    page = signed_in(open_page, omar, phone=phone)
    page.goto(path)
    check_axe(page)
    if not phone:
        snap(page, f"{name}-empty")
    notify(
        user=omar, text="Your export of Stock is ready, 12,480 rows", url="/", kind="job", at=NOON
    )
    page.goto(path)
    check_axe(page)
    if not phone:
        snap(page, f"{name}-full")


def test_the_phone_has_a_menu(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar, phone=True)
    page.goto("/")
    expect(page.get_by_role("link", name="My work")).to_be_hidden()

    page.get_by_role("button", name="Menu").tap()

    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="My work")
    expect(link).to_be_visible()
    assert link.bounding_box()["height"] >= 44
    check_axe(page)


def test_the_palette_finds_screens_with_the_keyboard_alone(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.goto("/")
    press(page, "/")
    expect(page.locator("#palette input")).to_be_focused()

    page.keyboard.type("exce", delay=60)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Exceptions")
    check_axe(page)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/exceptions/cases/"))


def test_the_palette_switches_the_theme(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.goto("/")
    page.keyboard.press("Control+k")

    with page.expect_response("**/theme/"):
        page.get_by_role("option", name="Switch theme").click()

    assert User.objects.get(pk=omar.pk).theme == "dark"


def test_the_palette_offers_what_the_page_can_do(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    open_case(
        kind="k", fingerprint="k", title="T", subject=omar, at=NOON, place=Place.objects.get()
    )
    page.goto("/")
    press(page, "/")
    expect(page.locator("#palette input")).to_be_focused()

    page.keyboard.type("open the", delay=60)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/exceptions/cases/"))


def test_g_and_a_letter_go_there(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.goto("/search/?q=")
    page.locator("h1").click()
    type_at_once(page, "g", "w")

    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def test_help_lists_the_keys_of_this_page(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.goto("/")

    page.get_by_role("button", name="Shortcuts").click()

    shown = page.locator("#help")
    expect(shown).to_contain_text("This list")
    expect(shown.get_by_text("This list", exact=True)).to_be_visible()
    expect(shown.get_by_text("Go to the first filter")).to_be_hidden()
    check_axe(page)


def test_the_theme_is_remembered_for_the_person(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.goto("/")

    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Switch theme").click()
    page.reload()

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert User.objects.get(pk=omar.pk).theme == "dark"


def test_a_narrow_window_scrolls_in_one_direction_only(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.set_viewport_size({"width": 320, "height": 700})
    for path in ("/", "/search/?q=zzz", "/notifications/", "/exceptions/cases/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


WIDER = {
    "a wider font": ':root { --font: "DejaVu Sans" }',
    "text spacing": "* { letter-spacing: 0.12em; word-spacing: 0.16em; line-height: 1.5 }",
    "text of 200 %": "html { font-size: 200% }",
}


@pytest.mark.parametrize("rule", WIDER.values(), ids=WIDER)
@pytest.mark.parametrize("phone", [False, True])
def test_layouts_hold_with(open_page: OpenPage, omar: User, rule: str, phone: bool) -> None:
    page = signed_in(open_page, omar, phone=phone)
    for path in ("/", "/search/?q=zzz", "/notifications/", "/exceptions/cases/"):
        page.goto(path)
        page.evaluate(
            "rule => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule);"
            " document.adoptedStyleSheets = [sheet]; }",
            rule,
        )
        assert overflow(page) <= 0, path


def test_right_to_left_mirrors_without_overflow(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.goto("/")

    page.evaluate("document.documentElement.dir = 'rtl'")

    assert page.locator("nav.nav").bounding_box()["x"] > 1200
    assert overflow(page) <= 0


def test_the_printed_page_has_no_frame(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.goto("/")

    page.emulate_media(media="print")

    expect(page.locator("nav.nav")).to_be_hidden()
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def test_forced_colours_keep_borders(open_page: OpenPage, omar: User) -> None:
    page = signed_in(open_page, omar)
    page.emulate_media(forced_colors="active")
    page.goto("/")

    width = page.locator(".panel").first.evaluate("node => getComputedStyle(node).borderTopWidth")

    assert width == "1px"
    check_axe(page)
