"""Every person of the demo follows whatever they are shown: no page fails, no link leads nowhere."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from demo.people import PEOPLE
from tests.demo.small import make_demo

pytestmark = pytest.mark.django_db
# Pages of one kind that are opened; links to more of them are not followed.
EACH = 3
DEEP = 3
# Ends the session.
NOT_FOLLOWED = ("/me/sign-out", "/sign-out/", "/lock/")


class Page(HTMLParser):
    """What of a page leads on, and how it is headed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h1":
            self.headings += 1
        href = dict(attrs).get("href")
        if tag == "a" and href and "aria-disabled" not in dict(attrs):
            self.links.append(href)


class Walk:
    """Breadth first from the page somebody begins with, with what is wrong on the way."""

    def __init__(self, person: User) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(person)
        self.seen: set[str] = set()
        self.opened: Counter[str] = Counter()
        self.wrong: list[str] = []

    def go(self) -> None:
        ways = {"/": "where everybody begins"}
        for _level in range(DEEP):
            found: dict[str, str] = {}
            for url, shown_on in ways.items():
                for link in self.open(url, shown_on):
                    found.setdefault(link, url)
            ways = found

    def open(self, url: str, shown_on: str) -> list[str]:
        """The links of a page that has not been opened yet."""
        kind = kind_of(url)
        if url in self.seen or self.opened[kind] >= EACH:
            return []
        self.seen.add(url)
        self.opened[kind] += 1
        answer = self.client.get(url, follow=True)
        if answer.status_code >= 400:
            self.wrong.append(f"{answer.status_code} {url}, shown on {shown_on}")
            return []
        if answer.streaming or not answer.headers["Content-Type"].startswith("text/html"):
            return []
        page = Page(answer.content.decode())
        if page.headings != 1:
            self.wrong.append(f"{page.headings} h1 on {url}")
        here = answer.request["PATH_INFO"]
        return [to for link in page.links if (to := ours(urljoin(here, link)))]


def ours(link: str) -> str:
    """The address without what only the browser reads; "" for one that is not followed."""
    plain, _fragment = urldefrag(link)
    parts = urlsplit(plain)
    away = parts.scheme or parts.netloc or not parts.path.startswith("/")
    return "" if away or parts.path.startswith(("/static/", *NOT_FOLLOWED)) else plain


def kind_of(url: str) -> str:
    """What is there: pages with a query of its own are another kind than plain ones."""
    parts = urlsplit(url)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return parts.path
    return f"{found.view_name}?{'&'.join(sorted(p.split('=')[0] for p in parts.query.split('&')))}"


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False
    return make_demo()


@pytest.mark.parametrize("email", [one.email for one in PEOPLE])
def test_nothing_that_is_shown_leads_nowhere(demo, email):
    walk = Walk(User.objects.get(email=email))

    walk.go()

    assert len(walk.seen) > 10
    assert not walk.wrong, "\n".join(walk.wrong)
