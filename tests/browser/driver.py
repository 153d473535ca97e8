"""What tests do with a page of the real browser: sign in, check, photograph."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from config import env

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SIZES = {"1440": DESK, "390": PHONE}
# A machine with other work is slow, not wrong: what never comes is found all the same.
PATIENCE_MS = 90_000

OpenPage = Callable[..., Page]


def sign_in(page: Page, user: User) -> None:
    """The page carries this person's session from now on."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def wait_until(page: Page, fact: str | Callable[[], object]) -> None:
    """A fact of the page, or of this process. The policy forbids what Playwright's own waiting evaluates."""
    for _look in range(PATIENCE_MS // 100):
        if page.evaluate(fact) if isinstance(fact, str) else fact():
            return
        page.wait_for_timeout(100)
    raise AssertionError(fact)


def held_back(page: Page, address: str, *, times: int | None = None) -> list[Route]:
    """What the page asks of this address, kept until the test lets it go."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(address, hold, times=times)
    return held


def let_go(page: Page, held: list[Route], which: str = "") -> None:
    """The first one held back goes on; the page may not have asked yet."""
    wait_until(page, lambda: any(which in one.request.url for one in held))
    next(one for one in held if which in one.request.url).continue_()


def press(page: Page, *keys: str) -> None:
    """As a person types: on a page whose scripts are there to hear it, and slower than a scanner."""
    for key in keys:
        page.wait_for_load_state()
        page.keyboard.press(key)
        page.wait_for_timeout(120)


def expect_focus(page: Page, text: str) -> None:
    """The focus is on what says this: a key waits for the next, and an answer settles after it is shown."""
    expect(page.locator(":focus")).to_have_text(text)


def check_all(boxes: Locator, count: int) -> None:
    """Each of so many boxes, also those that a label covers."""
    expect(boxes).to_have_count(count)
    for box in boxes.all():
        box.check(force=True)


def stop_clock(page: Page) -> None:
    """No timer of the page runs off from now on: what a person has seconds for is not up to the machine."""
    page.clock.install()
    page.clock.pause_at(datetime.now(tz=UTC) + timedelta(hours=1))


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


# Without a clock that the test installs a toast stays, however long the test takes to look at it.
TOASTS_STAY = """{
  const wait = setTimeout;
  globalThis.setTimeout = (act, time, ...more) => (time === 8000 ? 0 : wait(act, time, ...more));
}"""

# A press comes once the scripts of the page are there to hear it: Playwright tries again until one arrives.
NO_PRESS_YET = """{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { pointer-events: none !important }");
  document.adoptedStyleSheets = [sheet];
  addEventListener("load", () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  });
}"""

# Every key within one task of the page and with a moment of its own: no machine is too busy to type so.
TYPIST = """([keys, gap]) => {
  const begun = performance.now();
  keys.forEach((key, index) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: begun + index * gap });
    document.activeElement.dispatchEvent(event);
  });
}"""


def type_at_once(page: Page, *keys: str, gap_ms: int = 90) -> None:
    """Keys that come so many milliseconds apart, whatever else the page does meanwhile."""
    page.wait_for_load_state()
    page.evaluate(TYPIST, [keys, gap_ms])


def wedge(page: Page, code: str) -> None:
    """A scanner that types its code and Enter at whatever has the focus: no field of the page."""
    type_at_once(page, *code, "Enter", gap_ms=2)


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
