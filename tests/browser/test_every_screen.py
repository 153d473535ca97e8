"""Every screen there is, found by asking the resolver: it opens, fits, complains about nothing.

With the full world of the walk of endpoints (a sample of everything that has an address), and empty;
at 1440×900 and 390×844, light and dark. The pictures go to `PLUMBLINE_SNAPSHOTS`, else to the test's
own folder; they are what people accept screens by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Page

from accounts.models import PlaceScope, User
from accounts.roles import ROLES
from config import env
from tests.browser.driver import DESK, PHONE, OpenPage, sign_in
from tests.factories import make_person, make_place
from tests.security import samples
from tests.security.endpoints import Endpoint, every_endpoint
from tests.security.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Ends the session or the walk, or is a page of another product (the sign-in's own tests see those).
NOT_WALKED = {"account_logout", "account_login", "accounts:lock", "accounts:unlock"}
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
SHOTS = [(size, theme) for size in ("1440", "390") for theme in ("light", "dark")]
Screen = tuple[str, str]


def everybody(*places: object) -> User:
    """One person with every role, so that every part of every screen is there."""
    person = make_person("Ada Everywhere", role="admin", scope=places[0])
    person.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in ROLES))
    for place in places[1:]:
        PlaceScope.objects.create(user=person, place=place)
    return person


def screens(
    person: User, kwargs_of: Callable[[Endpoint], dict[str, object] | None]
) -> Iterator[Screen]:
    """Whatever answers a whole page to somebody who asks for its address, plain and with a query."""
    client = Client()
    for endpoint in every_endpoint():
        kwargs = kwargs_of(endpoint)
        if endpoint.is_api or endpoint.name in NOT_WALKED or kwargs is None:
            continue
        client.force_login(person)
        url = endpoint.url(kwargs)
        for query in ("", *samples.QUERIES.get(endpoint.name, ())[:1]):
            if is_page(client.get(f"{url}?{query}")):
                yield endpoint.name + ("-asked" if query else ""), f"{url}?{query}"


def is_page(answer: Any) -> bool:
    kind = answer.headers.get("Content-Type", "")
    whole = not answer.streaming and b'id="main"' in answer.content
    return bool(answer.status_code == 200 and kind.startswith("text/html") and whole)


def wrong_with(page: Page, url: str) -> list[str]:
    """What is wrong with the page that is open."""
    found = []
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if width > 0:
        found.append(f"{url}: {width} px wider than {page.viewport_size}")
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{url}: {headings} h1")
    if not page.title().strip(" ·").removesuffix("Plumbline").strip(" ·"):
        found.append(f"{url}: no title of its own")
    return found


def walk(page: Page, seen: list[Screen], folder: Path) -> list[str]:
    """Open every screen in every size and theme, take its picture, collect what is wrong."""
    page.add_init_script(TELL_VIOLATIONS)
    page.set_default_timeout(30_000)
    problems: list[str] = []
    page.on("console", lambda line: _note(problems, page, line.type, line.text))
    folder.mkdir(parents=True, exist_ok=True)
    for name, url in seen:
        page.goto(url)
        for size, theme in SHOTS:
            page.set_viewport_size(DESK if size == "1440" else PHONE)
            page.emulate_media(color_scheme=theme)
            if theme == "light":
                problems += wrong_with(page, url)
            page.screenshot(path=str(folder / f"{name.replace(':', '-')}-{size}-{theme}.png"))
    return problems


def _note(problems: list[str], page: Page, kind: str, text: str) -> None:
    if kind == "error":
        problems.append(f"{page.url}: {text}")


def pictures(own: Path, name: str) -> Path:
    return Path(env.text("PLUMBLINE_SNAPSHOTS") or own) / name


def sample_of(world: World, endpoint: Endpoint) -> dict[str, object] | None:
    sample = samples.FOREIGN.get(endpoint.name) or samples.SHARED.get(endpoint.name)
    if sample is None:
        return None if endpoint.arguments else {}
    return sample(world)


def test_every_screen_with_something_on_it(open_page: OpenPage, tmp_path: Path) -> None:
    samples.load()
    world = make_world()
    for sample in (*samples.FOREIGN.values(), *samples.SHARED.values()):
        sample(world)
    ada = everybody(world.network, world.abroad)
    seen = list(screens(ada, lambda endpoint: sample_of(world, endpoint)))
    page = open_page()
    sign_in(page, ada)

    problems = walk(page, seen, pictures(tmp_path, "full"))

    assert len(seen) > 40
    assert not problems, "\n".join(problems)


def test_every_screen_with_nothing_on_it(open_page: OpenPage, tmp_path: Path) -> None:
    ada = everybody(make_place("UK", name="Northwind"))
    seen = list(screens(ada, lambda endpoint: None if endpoint.arguments else {}))
    page = open_page()
    sign_in(page, ada)

    problems = walk(page, seen, pictures(tmp_path, "empty"))

    assert len(seen) > 20
    assert not problems, "\n".join(problems)
