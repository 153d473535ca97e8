"""What a person sees when the server refuses, fails, is busy or is gone; toasts and their undo."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import OpenPage, held_back, let_go, press, sign_in, stop_clock
from tests.factories import make_person, make_place

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.kernel.place_list"),
]

REGIONS = "**/places/?kind=network"


@pytest.fixture
def places(open_page: OpenPage) -> Page:
    uk = make_place("UK", name="Northwind")
    make_place("001", parent=uk, name="Store 001")
    page = open_page()
    sign_in(page, make_person("Omar", role="ops agent", scope=uk))
    page.goto("/places/")
    return page


def choose_networks(page: Page) -> None:
    page.locator("#chip-kind").click()
    page.get_by_role("link", name="Network").click()


def told(page: Page, text: str) -> None:
    expect(page.locator(".toast")).to_have_text(text)


def test_a_failure_keeps_the_rows_and_names_a_reference(places: Page) -> None:
    headers = {"X-Request-ID": "7f3a21bcde"}
    places.route(REGIONS, lambda route: route.fulfill(status=503, headers=headers))

    choose_networks(places)

    told(places, "This could not be loaded. Try again. Reference 7F3A21BC.")
    expect(places.locator(".row-link")).to_have_count(2)


def test_no_answer_says_that_it_is_not_known(places: Page) -> None:
    places.route(REGIONS, lambda route: route.abort())

    choose_networks(places)

    told(places, "The page did not answer. Try again.")


def test_too_many_requests_say_when_to_try_again(places: Page) -> None:
    places.route(REGIONS, lambda route: route.fulfill(status=429, headers={"Retry-After": "20"}))

    choose_networks(places)

    told(places, "Too many requests. Try again in 20 s.")
    expect(places.locator(".row-link")).to_have_count(2)


def test_a_load_bar_stands_while_the_list_is_asked_for(places: Page) -> None:
    held = held_back(places, REGIONS)
    choose_networks(places)

    expect(places.locator("#load")).to_have_class(re.compile("htmx-request"))
    let_go(places, held)

    expect(places.locator(".row-link")).to_have_count(1)
    expect(places.locator("#load")).not_to_have_class(re.compile("htmx-request"))


def test_a_refusal_takes_the_place_of_what_was_asked_for(places: Page) -> None:
    places.route(
        REGIONS,
        lambda route: route.fulfill(
            status=409, content_type="text/html", body='<p id="list">Sam was faster.</p>'
        ),
    )

    choose_networks(places)

    expect(places.locator("#list")).to_have_text("Sam was faster.")


def say(page: Page, text: str, undo: str = "") -> None:
    page.evaluate(
        "facts => document.dispatchEvent(new CustomEvent('toast', {detail: facts}))",
        {"text": text, "undo": undo},
    )


def test_a_toast_offers_undo_to_mouse_and_key(places: Page) -> None:
    asked: list[str] = []
    places.route("**/undo/*/", lambda route: (asked.append(route.request.method), route.fulfill()))
    say(places, "3 cases snoozed until 16:00.", "/undo/1/")
    expect(places.get_by_role("button", name="Undo")).to_be_visible()

    with places.expect_navigation():
        press(places, "z")

    assert asked == ["POST"]


def test_an_undo_that_is_refused_says_why(places: Page) -> None:
    sentence = {"X-Refusal": "Picking%20has%20started."}
    places.route("**/undo/*/", lambda route: route.fulfill(status=409, headers=sentence))
    say(places, "Approved.", "/undo/1/")

    places.get_by_role("button", name="Undo").click()

    expect(places.locator(".toast")).to_have_text("Picking has started.")


def test_a_toast_stays_while_the_pointer_is_on_it(places: Page) -> None:
    stop_clock(places)
    say(places, "Kept for the pointer.")
    places.locator(".toast").hover()
    places.clock.run_for(9_000)
    expect(places.locator(".toast")).to_be_visible()

    places.mouse.move(5, 5)
    places.clock.run_for(9_000)

    expect(places.locator(".toast")).to_have_count(0)


def test_what_is_said_is_never_markup(places: Page) -> None:
    say(places, "<b>bold</b>")

    told(places, "<b>bold</b>")
