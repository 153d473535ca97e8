"""Before many are decided at once: everything unusual is seen, and what is over its limit asks again."""

from dataclasses import replace

import pytest
from django.test import Client

from approvals.subjects import register
from approvals.views import bulk
from tests.approvals.policies import USUAL, in_force
from tests.approvals.world import ask, make_kind

pytestmark = pytest.mark.django_db


def page(world, *requests) -> str:
    client = Client()
    client.force_login(world.priya)
    sent = {"id": [f"AP-{one.pk:06d}" for one in requests]}
    return client.post("/approvals/requests/approve/", sent).content.decode()


@pytest.fixture
def warned(world):
    """A kind whose every request is unusual in one line."""
    yield register(
        replace(make_kind(), page=lambda request, user: {"line_warnings": {"A": "leaves 2"}})
    )
    make_kind()


def test_shows_every_line_with_a_warning_however_many_rows(world, warned, monkeypatch):
    monkeypatch.setattr(bulk, "SHOWN", 1)

    text = page(world, *(ask(world, code=f"order-{n}") for n in range(3)))

    assert text.count("A: leaves 2") == 3
    assert "3 are unusual and stand first." in text


def test_asks_once_more_when_some_are_over_the_confirm_limit(world):
    in_force(world, replace(USUAL, confirm_limit="2,000"))

    text = page(world, ask(world, code="one"), ask(world, code="two", worth="1600"))

    assert "1 of them is over the confirm limit of its policy." in text
    assert 'data-dialog="over-limit"' in text


def test_asks_nothing_more_below_it(world):
    in_force(world, replace(USUAL, confirm_limit="9,000"))

    assert "over-limit" not in page(world, ask(world))
