"""Every page of the product on the demo's data in a real browser, each as somebody whose page it is.

The pages and the rows they are opened with are found by asking the resolver and the data, see
tests/demo/rows.py; who opens a page is whoever of the cast gets it first. What a page says is read in
tests/demo/test_every_page.py; here is how it looks and what it costs. Every page is audited for accessibility in
tests/browser/test_every_screen.py, so here only the fullest ones are once more.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.driver import DESK, PHONE, OpenPage, axe_findings, sign_in, snap
from tests.browser.journeys.cast import seed_desk
from tests.browser.test_every_screen import HEAVIEST, wrong_with
from tests.demo.busy import make_busy_demo
from tests.demo.rows import pages_to_open, rows_of
from tests.screens import is_page
from tests.workbench.test_budgets import CSS, DRAFTS, JS, KILO, OTHER, weight

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Whose page it is most likely, asked in this order.
CAST = ("ada", "priya", "omar", "lena", "jo", "wren", "finn", "tove", "ines")
# The pages with the most on them.
FULLEST = {
    "approvals:request",
    "approvals:requests",
    "exceptions:case",
    "exceptions:cases",
    "insights:work",
    "inventory:count",
    "inventory:receipt",
    "inventory:stock",
    "inventory:transfer",
}


@pytest.fixture
def demo(transactional_db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False
    seed_desk()
    return make_busy_demo()


def whose() -> Iterator[tuple[User, list[tuple[str, str]]]]:
    """Each person with the names and addresses of the pages nobody before them could open."""
    left = pages_to_open()
    for name in CAST:
        person = User.objects.get(email=f"{name}@demo.example")
        client = Client()
        opened: list[tuple[str, str]] = []
        for endpoint in left:
            client.force_login(person)
            urls = (endpoint.url(kwargs) for kwargs in rows_of(endpoint))
            url = next((url for url in urls if is_page(client.get(url))), "")
            opened += [(endpoint.name, url)] if url else []
        seen = {page for page, _url in opened}
        left = [endpoint for endpoint in left if endpoint.name not in seen]
        yield person, opened


def faults(page: Page, name: str, url: str) -> list[str]:
    """What is wrong with one page at a desk and on a phone."""
    page.set_viewport_size(DESK)
    answer = page.goto(url)
    if not answer or answer.status != 200:
        return [f"answers {answer.status if answer else 'nothing'}"]
    heavy = weight([*CSS, *JS, DRAFTS, *OTHER]) + len(gzip.compress(answer.body(), 6))
    found = [f"{heavy / KILO:.1f} KB on a first visit"] if heavy > HEAVIEST else []
    found += wrong_with(page)
    found += axe_findings(page) if name in FULLEST else []
    page.set_viewport_size(PHONE)
    return found + [f"at 390: {one}" for one in wrong_with(page)]


def test_every_page_looks_right_on_the_demo(open_page: OpenPage, demo: object) -> None:
    problems, seen = [], set()
    for person, pages in whose():
        page = open_page()
        sign_in(page, person)
        for name, url in pages:
            problems += [f"{person.name} {name} {url}: {one}" for one in faults(page, name, url)]
            snap(page, f"demo-{name.replace(':', '-')}")
            seen.add(name)

    assert seen > FULLEST
    assert len(seen) > 80
    assert not problems, "\n".join(problems)
