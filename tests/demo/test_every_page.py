"""Every page of the product on the demo's data, asked for by everybody of its cast.

Each is a whole page or a proper refusal, in words of people and within its share of questions to
the database. How the pages look in a browser is in tests/browser/test_demo_screens.py.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from demo.people import PEOPLE
from tests.browser.journeys.cast import seed_desk
from tests.demo.busy import make_busy_demo
from tests.demo.rows import NOT_OPENED, ROWS, address_of, pages_to_open, rows_of
from tests.demo.words import raw_words
from tests.screens import is_page, walked_endpoints
from tests.security.endpoints import Endpoint

pytestmark = pytest.mark.django_db

PROPER = {200, 204, 302, 403, 404, 405, 409, 410, 422}
# Of a whole page; a case with everything about it asks most. Lists have narrower limits of their own.
QUESTIONS = 45


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    seed_desk()
    return make_busy_demo()


class Walk:
    """What is wrong on the way, and who opened which page first."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.opened: dict[str, str] = {}
        # What only takes what is sent is tried once.
        self.left = pages_to_open()

    def go(self, person: User) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(person)
        for endpoint in tuple(self.left):
            # Who opens it first sees one of every kind, the others one.
            most = 1 if endpoint.name in self.opened else None
            for kwargs in islice(rows_of(endpoint), most):
                if self.open(client, person, endpoint, endpoint.url(kwargs)) == 405:
                    self.left.remove(endpoint)
                    break

    def open(self, client: Client, person: User, endpoint: Endpoint, url: str) -> int:
        """A session that the page before ended is begun again."""
        if "_auth_user_id" not in client.session:
            client.force_login(person)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url)
        self.wrong += [f"{person.name} {url}: {one}" for one in faults(answer, len(asked))]
        if is_page(answer):
            self.opened.setdefault(endpoint.name, person.name)
        return int(answer.status_code)


def faults(answer: Any, asked: int) -> list[str]:
    if answer.status_code not in PROPER:
        return [str(answer.status_code)]
    if not is_page(answer):
        return []
    many = [f"{asked} questions"] if asked > QUESTIONS else []
    return many + raw_words(answer.content.decode())


def test_every_address_is_known():
    known = {one.name for one in pages_to_open()} | NOT_OPENED
    missing = [f"{one.name}: {one.path}" for one in walked_endpoints() if one.name not in known]

    assert not missing, "Say in tests/demo/rows.py which rows these are about: " + ", ".join(
        missing
    )


def test_everything_in_the_table_is_an_address():
    asked = {address_of(one) for one in walked_endpoints() if one.arguments}

    assert sorted(ROWS.keys() - asked) == []


def test_the_demo_has_something_for_every_address(demo):
    empty = [address for address, rows in ROWS.items() if not rows()]

    assert not empty, "Give the demo of tests/demo/busy.py one of: " + ", ".join(empty)


def test_every_page_opens_or_refuses_properly(demo):
    walk = Walk()

    for person in {one.role: one for one in PEOPLE}.values():
        walk.go(User.objects.get(email=person.email))

    assert len(walk.opened) > 80
    assert not walk.wrong, "\n".join(walk.wrong)
