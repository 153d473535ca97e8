"""What tests do with a page of the real browser: sign in, check, photograph."""

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from config import env

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SIZES = {"1440": DESK, "390": PHONE}

OpenPage = Callable[..., Page]


def sign_in(page: Page, user: User) -> None:
    """The page carries this person's session from now on."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def wait_until(page: Page, fact: str) -> None:
    """The policy forbids what Playwright's own waiting evaluates."""
    for _look in range(300):
        if page.evaluate(fact):
            return
        page.wait_for_timeout(100)
    raise AssertionError(fact)


# A press reaches nothing on the page and is told; what a key presses comes with a detail of 0.
NO_MOUSE = """
for (const kind of ["pointerdown", "mousedown", "touchstart", "click"])
  addEventListener(kind, (event) => {
    if (kind === "click" && !event.detail) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    console.error(`the journey is without a mouse: ${kind}`);
  }, { capture: true, passive: false });
"""
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


def without_mouse(page: Page) -> None:
    """From the next page on a mouse does nothing, and whoever presses one fails the test."""
    page.add_init_script(NO_MOUSE)


# Every key within one task of the page, so that no machine is too busy to type as fast as a scanner.
SCANNER = """(code) => [...code, "Enter"]
  .map((key) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))
  .forEach((event) => document.activeElement.dispatchEvent(event))"""


def wedge(page: Page, code: str) -> None:
    """A scanner that types its code and Enter at whatever has the focus: no field of the page."""
    page.wait_for_load_state()
    page.evaluate(SCANNER, code)


# What a reader may press: it changes only what she sees or is told, gives her a copy, or verifies the seal.
OWN = ("/export/", "/views/", "/me/", "/scope/", "/theme/", "/watch/", "/audit/seals/verify/")


def offers(page: Page) -> list[str]:
    """Buttons of the page that would change something: those a reader must not be offered."""
    buttons = page.get_by_role("main").locator("form[method=post] button:not([aria-disabled=true])")
    sent = buttons.evaluate_all(
        "all => all.filter((one) => one.checkVisibility())"
        ".map((one) => `${new URL(one.form.action).pathname} ${one.textContent.trim()}`)"
    )
    return [one for one in sent if not one.startswith(OWN)]


def axe_findings(page: Page) -> list[str]:
    """What axe finds on what is shown, a line each. A press that opens a page is done as soon as the
    page begins to come, so what is asked of the document waits until it is there."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:240]}"
        for one in found
        for node in one["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window. A phone says that its window is as wide as
    the page, so the window is asked of the driver."""
    assert page.viewport_size
    page.wait_for_load_state()
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width - page.viewport_size["width"]


def check_axe(page: Page) -> None:
    """No finding of axe on what is shown, and nothing wider than the window."""
    lines = axe_findings(page)
    assert not lines, "\n".join(lines)
    width = overflow(page)
    assert width <= 0, f"The page is {width} px wider than the window."


def snap(page: Page, name: str) -> None:
    """Pictures of the page as it is, for the people who accept screens."""
    folder = env.text("PLUMBLINE_SNAPSHOTS")
    if not folder:
        return
    was = page.viewport_size
    Path(folder).mkdir(parents=True, exist_ok=True)
    for label, size in SIZES.items():
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=str(Path(folder) / f"{name}-{label}-{theme}.png"))
    page.set_viewport_size(was or DESK)
    page.emulate_media(color_scheme="light")
