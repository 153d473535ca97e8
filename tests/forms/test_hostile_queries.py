"""Every parameter that a page's own links and filters ask with, saying what none of them says: never a
failure, and what cannot be answered says why.

Walked: the pages of the collection (tests/forms/collect.py); a parameter is whatever a form that asks or a
link of those pages names, beside those that every list knows. A usual run tries one value of each, drawn by
a seed that a failure names; `--every-value` tries all of them.
"""

from __future__ import annotations

from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.db import transaction

from tests.forms.collect import Walked
from tests.forms.hostile import DATES, NUMBERS, TEXTS, faults_of, named
from tests.forms.read import view_of

KNOWN_TO_LISTS = ("page", "size", "sort", "cols", "q", "view", "open", "result")
VALUES = (*NUMBERS, *TEXTS, *DATES)
FEWEST = 250


class Asking(HTMLParser):
    """The addresses that a page asks, each with the names it asks by."""

    def __init__(self, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.here, self.address = here, ""
        self.names: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            asks = given.get("method", "get").lower() == "get"
            self.address = urljoin(self.here, given.get("action") or self.here) if asks else ""
        elif self.address and tag in {"input", "select"} and given.get("name"):
            self.names.add((urlsplit(self.address).path, given["name"]))
        elif tag == "a" and "?" in given.get("href", ""):
            way = urlsplit(urljoin(self.here, given["href"]))
            asked = parse_qsl(way.query, keep_blank_values=True) if not way.netloc else []
            self.names.update((way.path, name) for name, _value in asked)

    def handle_endtag(self, tag: str) -> None:
        self.address = "" if tag == "form" else self.address


def parameters(walked: Walked) -> list[tuple[str, str]]:
    """Address and name; of each view, each name once."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for url, html in walked.pages:
        page = Asking(url)
        page.feed(html)
        is_list = "data-list" in html or 'class="table' in html
        also = {(urlsplit(url).path, name) for name in KNOWN_TO_LISTS if is_list}
        for path, name in sorted(page.names | also):
            found.setdefault((view_of(path), name), (path, name))
    return list(found.values())


def test_no_value_breaks_a_page(walked: Walked, walk_seed: int, every_value: bool) -> None:
    asked, wrong = parameters(walked), []
    for path, name in asked:
        drawn = Random(f"{walk_seed} {path} {name}").choice(VALUES)
        for value in VALUES if every_value else (drawn,):
            found = tried(walked, path, name, value)
            wrong += [f"{path}?{name}={named(value)}: {fault}" for fault in found]

    assert not wrong, f"seed {walk_seed}\n" + "\n".join(wrong)
    assert len(asked) >= FEWEST


def tried(walked: Walked, path: str, name: str, value: Any) -> list[str]:
    with transaction.atomic():
        answer = walked.client.get(path, {name: value})
        found = list(faults_of(answer))
        transaction.set_rollback(True)
    return found
