"""Paging by sort key: every row once, in both directions, whatever is equal."""

import base64
import json

import pytest
from django.http import QueryDict

from accounts.models import Place
from kernel.lists import paging
from kernel.lists.state import ListState, Shape, read
from tests.factories import make_place

pytestmark = pytest.mark.django_db

SHAPE = Shape(filters=[], sorts={"name"}, columns=["name"], default_sort="name", size=25)
ORDER = ("name", "-pk")


@pytest.fixture
def sixty() -> list[str]:
    """Sixty places with only seven names: ties everywhere."""
    for number in range(60):
        make_place(f"P{number:02d}", name=f"Name {number % 7}")
    return [place.code for place in Place.objects.order_by(*ORDER)]


def page(query: str) -> paging.Page:
    return paging.by_key(Place.objects.all(), read(QueryDict(query), SHAPE), ORDER)


def codes(found: paging.Page) -> list[str]:
    return [place.code for place in found.rows]


def follow(state: ListState | None) -> paging.Page:
    assert state is not None
    return page(state.query)


def test_forward_meets_every_row_once(sixty: list[str]) -> None:
    first = page("")
    second = follow(first.next)
    third = follow(second.next)

    assert codes(first) + codes(second) + codes(third) == sixty
    assert (first.previous, third.next) == (None, None)


def test_backward_leads_to_the_same_pages(sixty: list[str]) -> None:
    second = follow(page("").next)
    third = follow(second.next)

    assert codes(follow(third.previous)) == sixty[25:50]
    assert codes(follow(second.previous)) == sixty[:25]
    assert follow(second.previous).previous is None


def test_a_row_that_comes_between_moves_nothing(sixty: list[str]) -> None:
    first = page("")
    make_place("AA", name="Name 0")

    assert codes(follow(first.next)) == sixty[25:50]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "W10",
        "bnVsbA",
        base64.urlsafe_b64encode(json.dumps(["a", "b"]).encode()).decode(),
    ],
)
def test_a_cursor_without_sense_starts_again(sixty: list[str], cursor: str) -> None:
    assert codes(page(f"after={cursor}")) == sixty[:25]


def test_an_empty_table_has_one_empty_page() -> None:
    empty = page("")

    assert (codes(empty), empty.previous, empty.next) == ([], None, None)
