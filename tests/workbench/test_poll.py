"""The one poll of a page: 204, or what is new."""

import re

import pytest

from tests import cache_keys
from tests.factories import NOON, make_person, make_place
from workbench.registry import Count, NavItem, registry
from workbench.services.notices import notify

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.place_list")]


@pytest.fixture
def uk():
    return make_place("UK", name="Northwind")


@pytest.fixture
def omar(uk, client):
    person = make_person("Omar", role="ops agent", scope=uk)
    client.force_login(person)
    return person


def known(page):
    return re.search(r'data-known="(\w+)"', page)[1]


def test_says_nothing_while_nothing_changed(omar, client):
    token = known(client.get("/places/").content.decode())

    answer = client.get(f"/poll/?known={token}")

    assert (answer.status_code, answer.content) == (204, b"")


def test_brings_the_bell_up_to_date(omar, client):
    token = known(client.get("/places/").content.decode())
    notify(user=omar, text="Export ready", url="/", kind="job", at=NOON)

    answer = client.get(f"/poll/?known={token}").content.decode()

    assert "Notifications, 1 unread" in answer
    assert 'hx-swap-oob="true"' in answer
    assert known(answer) != token


def test_brings_counters_up_to_date(omar, client, monkeypatch):
    waiting = [Count(0), Count(3, late=True)]
    item = NavItem("t", "Things", "box", "places:places", "work.view", count=lambda _: waiting[0])
    monkeypatch.setattr(registry, "nav", [item])
    token = known(client.get("/places/").content.decode())
    waiting.pop(0)
    cache_keys.forget()

    answer = client.get(f"/poll/?known={token}").content.decode()

    assert 'class="n hot" id="n-t"' in answer
    assert ">3<" in answer


def test_counts_anew_after_what_the_person_did(omar, client, monkeypatch):
    waiting = [Count(2), Count(1)]
    item = NavItem("t", "Things", "box", "places:places", "work.view", count=lambda _: waiting[0])
    monkeypatch.setattr(registry, "nav", [item])
    client.get("/places/")
    waiting.pop(0)

    client.post("/theme/")

    assert ">1<" in client.get("/places/").content.decode()


def test_tells_how_many_rows_are_new_without_moving_any(omar, uk, client):
    page = client.get("/places/").content.decode()
    since = re.search(r'data-since="(\d+)"', page)[1]
    for number in range(7):
        make_place(f"N{number}", parent=uk)
    make_place("FR")

    answer = client.get(f"/poll/?known={known(page)}&list=tests.places&since={since}")

    assert "7 changes. Show" in answer.content.decode()


def test_counts_only_what_the_filters_of_the_list_leave(omar, uk, client):
    page = client.get("/places/?name=zzz").content.decode()
    make_place("N1", parent=uk)

    query = f"known={known(page)}&list=tests.places&query=name%3Dzzz&since=0"

    assert client.get(f"/poll/?{query}").status_code == 204


def test_costs_few_questions(omar, client, django_assert_max_num_queries):
    token = known(client.get("/places/").content.decode())

    with django_assert_max_num_queries(1):
        client.get(f"/poll/?known={token}")


@pytest.mark.parametrize("query", ["list=no.such&since=1", "list=tests.places&since=x", ""])
def test_survives_any_question(omar, client, query):
    assert client.get(f"/poll/?{query}").status_code == 200
