"""A real Chromium for tests: pages of the live server, signed in, watched for errors and violations.

Needs Debian's `chromium`, or `CHROMIUM_PATH`. With `PLUMBLINE_SNAPSHOTS` set, `snap` writes pictures
into that folder at 1440×900 and 390×844, light and dark.
"""

import shutil
import time
from collections.abc import Iterator

import pytest
from django.core.servers.basehttp import ServerHandler
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from config import env
from tests.browser.driver import (
    DESK,
    NO_PRESS_YET,
    PATIENCE_MS,
    PHONE,
    TELL_VIOLATIONS,
    TOASTS_STAY,
    OpenPage,
)

QUIET_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What a test asks for on purpose is no error: refusals of the server, and answers made up by it.
EXPECTED = (
    "responded with a status of 4",
    "status of 503",
    "net::ERR_FAILED",
    "net::ERR_INTERNET_DISCONNECTED",
    "Error Code",
    "afterRequest",
    "sendError",
)


def chromium_path() -> str:
    found = (
        env.text("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not found:
        missing = "No Chromium: install Debian's package chromium, or set CHROMIUM_PATH."
        if env.flag("PLUMBLINE_BROWSER_REQUIRED"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    # Playwright keeps an event loop in this thread; the database is still used from outside it.
    env.allow_django_beside_an_event_loop()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=QUIET_ARGUMENTS, timeout=2 * PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def under_way() -> Iterator[set[ServerHandler]]:
    """What the live server is answering right now."""
    found: set[ServerHandler] = set()
    run = ServerHandler.run

    def noted(handler: ServerHandler, application: object) -> None:
        found.add(handler)
        try:
            run(handler, application)
        finally:
            found.discard(handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServerHandler, "run", noted)
        yield found


def until_answered(under_way: set[ServerHandler]) -> None:
    """What a page asked for last would be written into tables that are being emptied."""
    looks_left = PATIENCE_MS // 20
    quiet = 0
    while quiet < 2 and looks_left:
        time.sleep(0.02)
        looks_left -= 1
        quiet = 0 if under_way else quiet + 1
    assert not under_way


@pytest.fixture
def open_page(chromium: Browser, live_server, under_way: set[ServerHandler]) -> Iterator[OpenPage]:
    """A new page: `open_page()`, `open_page(phone=True)`. Afterwards none may have
    complained, in the console or of the policy."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(text in message.text for text in EXPECTED):
            complaints.append(message.text)

    def open_one(*, phone: bool = False, theme: str = "light", zone: str = "Europe/London") -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            is_mobile=phone,
            color_scheme=theme,
            locale="en-GB",
            timezone_id=zone,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        for script in (TELL_VIOLATIONS, TOASTS_STAY, NO_PRESS_YET):
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    until_answered(under_way)
    assert complaints == []
