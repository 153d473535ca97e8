"""Every screen there is, found by asking the resolver: it opens, fits, complains about nothing.

With the full world of the walk of endpoints (a sample of everything that has an address), and empty;
at 1440×900 and 390×844, light and dark. A first visit weighs at most 80 KB. axe looks at the wide
page in light and at the narrow one in dark. With `PLUMBLINE_SNAPSHOTS` set pictures of all four go there; people accept screens by them.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from accounts.models import User
from config import env
from tests.browser.driver import SIZES, OpenPage, axe_findings, overflow, sign_in
from tests.factories import make_person, make_place
from tests.screens import (
    Screen,
    everybody,
    make_whole_world,
    pages,
    sample_of,
    walked_endpoints,
)
from tests.security.endpoints import Endpoint
from tests.workbench.test_budgets import CSS, DRAFTS, JS, KILO, OTHER, weight

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each a share of the walk; what no pattern takes is the last share.
PARTS = {
    "people": "account|mfa",
    "approvals": "approvals:",
    "desk": "exceptions:",
    "catalogue": "inventory:(sku|categor|location|state|stock)",
    "transfers": "inventory:(transfer|suggestion)",
    "receiving": "inventory:(receipt|receiving)",
    "counts": "inventory:(count|adjustment|reason)",
    "intake": "inventory:",
    "rest": "",
}
HEAVIEST = 80 * KILO
SHOTS = [("1440", "light"), ("1440", "dark"), ("390", "light"), ("390", "dark")]
AXE_AT = {("1440", "light"), ("390", "dark")}
# Read on the page: small targets on touch, parts past the edge, cut headings, wrapped rows, panels that
# touch, a decision that is not at the foot, a line of a row on the phone that is cut though there is room.
WRONG = """
() => {
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className} "${one.textContent.trim().slice(0, 40)}"`;
  const all = (what) => [...document.querySelectorAll(what)].filter(
    (one) => one.offsetParent && !one.closest(".sr, .skip") && one.getBoundingClientRect().width > 1);
  const scrolls = (one) => {
    for (let at = one.parentElement; at && at.id !== "main"; at = at.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const past = all("#main *").filter((one) => !one.children.length && !scrolls(one)
    && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  const cut = all("#main h1, #main h2, #main h3").filter((one) => one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflow !== "visible");
  const thumb = innerWidth > 700 ? [] : all("#main .btn, #main select, #main .input")
    .filter((one) => one.getBoundingClientRect().height < 43.5);
  const wrapped = innerWidth < 1000 ? [] : all(".table-panel .table tbody tr")
    .filter((one) => one.getBoundingClientRect().height > 39);
  const panels = all("#main .panel, #main .table-panel").map((one) => [one, one.getBoundingClientRect()]);
  const touching = panels.filter(([one, a]) => panels.some(([other, b]) => !one.contains(other) && !other.contains(one)
    && b.top - a.bottom > -1 && b.top - a.bottom < 7 && b.left < a.right && a.left < b.right));
  const afloat = all(".decide:not(.gallery *)").filter((one) => one.getBoundingClientRect().bottom < innerHeight - 2);
  const roomy = all(".as-list tbody tr").flatMap((row) => [...row.querySelectorAll(".row-link, .sku, .ph-b")].filter((one) => {
    const box = one.getBoundingClientRect();
    const beside = [...row.children].map((cell) => cell.getBoundingClientRect()).filter(
      (cell) => cell.width && cell.left >= box.right - 1 && cell.top < box.bottom && cell.bottom > box.top);
    const end = Math.min(row.getBoundingClientRect().right - 12, ...beside.map((cell) => cell.left));
    return innerWidth < 700 && one.scrollWidth > one.clientWidth + 1 && end - box.right > 16;
  }));
  return [...past.slice(0, 3).map((one) => `past the edge: ${name(one)}`),
    ...cut.map((one) => `cut heading: ${name(one)}`),
    ...thumb.slice(0, 3).map((one) => `smaller than a thumb: ${name(one)}`),
    ...touching.slice(0, 2).map(([one]) => `no gap below it: ${name(one)}`),
    ...afloat.map((one) => `not at the foot: ${name(one)}`),
    ...roomy.slice(0, 2).map((one) => `cut though there is room: ${name(one)}`),
    ...wrapped.slice(0, 2).map((one) => `row of ${one.getBoundingClientRect().height} px: ${name(one)}`)];
}
"""


def part_of(endpoint: Endpoint) -> str:
    return next(part for part, names in PARTS.items() if re.match(names, endpoint.name))


def screens(
    person: User, part: str, kwargs_of: Callable[[Endpoint], dict[str, object] | None]
) -> list[Screen]:
    """The screens of one share of the walk."""
    share = (one for one in walked_endpoints() if part_of(one) == part)
    return [screen for screen, _answer in pages(person, share, kwargs_of)]


def wrong_with(page: Page) -> list[str]:
    """What is wrong with the page that is open, as it is shown now."""
    found = []
    width = overflow(page)
    if width > 0:
        found.append(f"{width} px wider than the window")
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{headings} h1")
    if not page.title().strip(" ·").removesuffix("Plumbline").strip(" ·"):
        found.append("no title of its own")
    # The record beside a list has its own next step.
    filled = page.locator("#main .btn.primary:not(.side *):visible").count()
    if filled > 1 and "/ui/" not in page.url:
        found.append(f"{filled} filled buttons")
    return found + page.evaluate(WRONG)


def walk(page: Page, seen: list[Screen], folder: Path | None) -> list[str]:
    """Open every screen in every size and theme, take its picture, collect what is wrong."""
    problems: list[str] = []
    page.on("console", lambda line: _note(problems, page, line.type, line.text))
    shared = weight([*CSS, *JS, DRAFTS, *OTHER])
    for name, url in seen:
        answer = page.goto(url)
        heavy = shared + len(gzip.compress(answer.body(), 6)) if answer else 0
        if heavy > HEAVIEST:
            problems.append(f"{name} {url}: {heavy / KILO:.1f} KB on a first visit")
        for size, theme in SHOTS if folder else sorted(AXE_AT):
            page.set_viewport_size(SIZES[size])
            page.emulate_media(color_scheme=theme)
            found = wrong_with(page) if theme == "light" or not folder else []
            if (size, theme) in AXE_AT:
                found += axe_findings(page)
            problems += [f"{name} {url} {size} {theme}: {one}" for one in found]
            if folder:
                page.screenshot(path=folder / f"{name.replace(':', '-')}-{size}-{theme}.png")
    return problems


def _note(problems: list[str], page: Page, kind: str, text: str) -> None:
    if kind == "error":
        problems.append(f"{page.url}: {text}")


def pictures(name: str) -> Path | None:
    """The folder of these pictures, if somebody wants them."""
    wanted = env.text("PLUMBLINE_SNAPSHOTS")
    if not wanted:
        return None
    folder = Path(wanted) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("part", PARTS)
def test_every_screen_with_something_on_it(open_page: OpenPage, part: str) -> None:
    world = make_whole_world()
    ada = everybody(world.network, world.abroad)
    seen = screens(ada, part, lambda endpoint: sample_of(world, endpoint))
    page = open_page()
    sign_in(page, ada)

    problems = walk(page, seen, pictures("full"))

    assert seen
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("part", PARTS)
def test_every_screen_with_nothing_on_it(open_page: OpenPage, part: str) -> None:
    ada = everybody(make_place("UK", name="Northwind"))
    seen = screens(ada, part, lambda endpoint: None if endpoint.arguments else {})
    page = open_page()
    sign_in(page, ada)

    problems = walk(page, seen, pictures("empty"))

    assert seen
    assert not problems, "\n".join(problems)


OUTSIDE = [
    ("sign-in", "/sign-in/"),
    ("password-reset", "/password/reset/"),
    ("password-reset-sent", "/password/reset/sent/"),
    ("password-reset-link-old", "/password/reset/1-abc-def/"),
    ("invitation-over", "/invitation/not-a-secret/"),
]
REFUSED = [
    ("not-found", "/inventory/skus/NOT-THERE/"),
    ("no-permission", "/accounts/users/"),
]


def of_the_page(problems: list[str]) -> list[str]:
    """Without what the browser notes of a page that answers 403, 404 or 410, as it should."""
    return [one for one in problems if "the server responded with a status of 4" not in one]


def test_screens_outside_the_frame(open_page: OpenPage) -> None:
    """Before signing in, and where a page is refused or gone."""
    outside = walk(open_page(), OUTSIDE, pictures("outside"))
    page = open_page()
    sign_in(page, make_person("Jo", role="store staff", scope=make_place("UK", name="Northwind")))
    refused = walk(page, REFUSED, pictures("refused"))

    assert not of_the_page(outside + refused), "\n".join(of_the_page(outside + refused))
